"""`diff`: what has changed between two states of the graph."""

from __future__ import annotations

from pathlib import Path

import click

from vlmkg.cli import output as out


@click.command()
@click.argument("before", metavar="[A]", required=False)
@click.argument("after", metavar="[B]", required=False)
@click.option("--of", "of", metavar="NAME", help="Show only what concerns one thing and its claims; any of its names.")
@click.option("--exit-code", is_flag=True, help="Leave with 1 where there are differences.")
@out.with_output(("text", "json", "markdown"), "text")
def diff(
    before: str | None, after: str | None, of: str | None, exit_code: bool, format_: str, output: Path | None
) -> None:
    """Show what has changed from A to B, by thing and property, with the claims of each.

    A and B are Turtle files, folders, checkouts (their data and ontology), git revisions of
    the checkout you are in, or days (2026-11-23): the graph as it stood at the end of that day,
    by the days on which claims were recorded, with git or without. Without B, A is compared with
    the working tree; without both, HEAD is. A path that is there comes before a revision of that
    name: write heads/NAME for the branch, ./NAME for the path. Both come before a day.
    """
    with out.errors_as_exit_codes():
        from vlmkg.curation import diff_report
        from vlmkg.curation.diff import compare

        found = compare("HEAD" if before is None else before, after, Path.cwd(), of=of)
        if format_ == "json":
            out.write(out.as_json(found.as_dict()), output)
        elif format_ == "markdown":
            out.write(diff_report.markdown(found), output)
        else:
            lines = diff_report.text(found).splitlines()
            out.write("".join(f"{out.printable(line)}\n" for line in lines), output)
        if exit_code and not found.empty:
            raise SystemExit(out.NOTHING)
