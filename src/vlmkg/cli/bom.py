"""`bom`: a bill of materials of a model, and what its form cannot hold."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vlmkg.cli import output as out

if TYPE_CHECKING:
    from vlmkg.kg import Kg

BILL_FORMATS = ("cyclonedx", "spdx")


@click.command()
@click.argument("model")
@click.option(
    "--losses",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write every claim that the document does not hold there, as JSON.",
)
@click.option(
    "--timestamp",
    type=click.DateTime(("%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%SZ")),
    metavar="TIME",
    help="The time that the document names, in UTC; without it the same graph gives the same document.",
)
@out.with_output(BILL_FORMATS, "cyclonedx")
@out.with_data
def bom(kg: Kg, model: str, losses: Path | None, timestamp: datetime | None, format_: str, output: Path | None) -> None:
    """Write the bill of materials of a model: parts, ancestors, data and licenses, as CycloneDX 1.6 or SPDX 3.0.1.

    Standard error says how much the form could not hold; --losses lists it.
    """
    bill = kg.bom(model, format_, timestamp=timestamp.replace(tzinfo=UTC) if timestamp else None)
    if losses is not None:
        out.write(out.as_json([loss.as_dict() for loss in bill.losses]), losses)
    out.write(bill.content, output)
    counts = Counter(loss.loss for loss in bill.losses)
    listed = "" if losses else "; --losses FILE lists them"
    click.echo(
        f"{len(bill.losses)} claims or facts do not stand in the document as in the graph: {counts['absent']} absent, "
        f"{counts['reduced']} reduced, {counts['refused']} refused{listed}",
        err=True,
    )
