"""`draft`: what other people's files say, beside the graph, and as Turtle to review."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vlmkg.cli import output as out
from vlmkg.curation.drafts.kinds import KINDS, Kind

if TYPE_CHECKING:
    from vlmkg.kg import Kg


@click.group()
def draft() -> None:
    """Read other people's files into drafts, and put reviewed drafts into the data.

    A draft never touches the curated data: it says what is new, what agrees and what
    contradicts, and with --to writes a folder of Turtle for review.
    """


def _command(kind: Kind) -> click.Command:
    @click.argument("file", type=click.Path(path_type=Path))
    @click.option("--page", help="Where the file can be read: its web address.")
    @click.option("--path", "path_", help="Its path in its repository.")
    @click.option("--revision", help="The commit it was read at.")
    @click.option("--accessed", type=click.DateTime(["%Y-%m-%d"]), help="The day it was got; today unless given.")
    @click.option(
        "--to",
        "folder",
        type=click.Path(path_type=Path, file_okay=False),
        metavar="FOLDER",
        help="Write the draft there as Turtle, for review.",
    )
    @click.option("--all", "everything", is_flag=True, help="Show every entry of every list.")
    @out.with_output(("text", "json"), "text")
    @out.with_data
    def run(
        kg: Kg,
        file: Path,
        page: str | None,
        path_: str | None,
        revision: str | None,
        accessed: datetime | None,
        folder: Path | None,
        everything: bool,
        format_: str,
        output: Path | None,
        **options: str | None,
    ) -> None:
        from vlmkg.curation.drafts.draft import Provenance
        from vlmkg.curation.drafts.report import SHOWN, as_dict, as_text

        provenance = Provenance(page, path_, revision, accessed.date() if accessed else date.today())
        given = {name: value for name, value in options.items() if value is not None}
        comparison = kg.draft(kind.name, file, provenance, **given)
        if format_ == "json":
            out.write(out.as_json(as_dict(comparison)), output)
        else:
            text = as_text(comparison, kg.library, shown=None if everything else SHOWN)
            out.write("".join(out.printable(line) + "\n" for line in text.splitlines()), output)
        if folder is not None:
            written = kg.write_draft(comparison, folder)
            click.echo(
                f"wrote {len(written)} files to {folder}; review them, then `vlmkg draft merge {folder}`", err=True
            )

    for option in kind.options:
        run = click.option(f"--{option}", help=f"The {option} of the results, where the file does not say it.")(run)
    return click.command(kind.name, help=f"Read {kind.what}.")(run)


for _kind in KINDS.values():
    draft.add_command(_command(_kind))
