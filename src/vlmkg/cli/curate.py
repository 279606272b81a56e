"""`validate`: what the shapes find, at which line. `coverage`: what the graph does not know yet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from vlmkg.cli import output as out

if TYPE_CHECKING:
    from vlmkg.kg import Kg


@click.command()
@click.option(
    "--since",
    metavar="REV",
    help="Report only what stands in files changed since a git revision, or is wrong because of them.",
)
@click.option(
    "--engine",
    type=click.Choice(("auto", "pyshacl", "shifty")),
    default="auto",
    show_default=True,
    help="The SHACL engine; auto is the fastest that is installed. All find the same.",
)
@out.with_output(out.REPORT_FORMATS, "text")
@out.with_data_files
def validate(
    data: tuple[Path, ...], builtin: bool, since: str | None, engine: str, format_: str, output: Path | None
) -> None:
    """Check the data against the SHACL shapes; exit code 1 where something is wrong."""
    from vlmkg.curation.reports import write
    from vlmkg.curation.validate import check, rules

    checked = check(data, builtin=builtin, engine=engine, since=since)
    report = checked.report
    out.write(write(report, format_, rules=rules()), output)
    click.echo(
        f"{'conforms' if report.conforms else 'does not conform'}: {checked.triples:,} triples checked by "
        f"{checked.engine}, {out.counted(report.counts)}",
        err=True,
    )
    if checked.only is not None:
        files = f"{len(checked.only)} file{'' if len(checked.only) == 1 else 's'} changed since {since}"
        rest = (
            f"; {checked.elsewhere} findings in other files, run without --since to see them"
            if checked.elsewhere
            else ""
        )
        click.echo(files + rest, err=True)
    if not report.conforms:
        raise SystemExit(out.NOTHING)


@click.command()
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    default=20,
    show_default=True,
    help="How many unchecked claims and things to do are listed; JSON has all of them.",
)
@out.with_output(("text", "markdown", "json"), "text")
@out.with_data
def coverage(kg: Kg, limit: int, format_: str, output: Path | None) -> None:
    """Count, for each relation, how many things have a verified value, and what is left to look up."""
    from vlmkg.curation import coverage_page

    found = kg.coverage()
    if format_ == "json":
        out.write(out.as_json(coverage_page.plain(found)), output)
    else:
        page = coverage_page.markdown if format_ == "markdown" else coverage_page.text
        out.write(page(found, limit), output)
