"""`export`, `serve`: take away, offer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from vlmkg.cli import output as out

if TYPE_CHECKING:
    from vlmkg.kg import Kg


@click.command()
@click.option("--asserted", is_flag=True, help="Leave out what was inferred.")
@click.option("--no-claims", is_flag=True, help="Leave out the claims.")
@out.with_output(out.GRAPH_FORMATS, "turtle")
@out.with_data
def export(kg: Kg, asserted: bool, no_claims: bool, format_: str, output: Path | None) -> None:
    """Write the graph: everything, unless an option leaves something out."""
    out.write(kg.export(format_, inferred=not asserted, claims=not no_claims), output)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="The port to listen on.")
@out.with_data
def serve(kg: Kg, host: str, port: int) -> None:
    """Offer the graph over HTTP: a SPARQL endpoint, the questions, and pages about both."""
    from vlmkg.http.serve import run

    try:
        run(kg, host, port)
    except OSError as error:
        out.fail(f"cannot listen on {host}:{port}: {error.strerror or error}; choose another --port", out.WRONG_USE)
