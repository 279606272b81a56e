"""`fmt`: Turtle in its canonical form."""

from __future__ import annotations

import difflib
from pathlib import Path

import click

from vlmkg.cli import output as out


@click.command()
@click.argument("files", nargs=-1, metavar="[PATH]...", type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="Write nothing; name the files that are not canonical; exit code 1 if any.")
@click.option("--diff", "show", is_flag=True, help="Write nothing; show what would change; exit code 1 if anything.")
def fmt(files: tuple[Path, ...], check: bool, show: bool) -> None:
    """Lay Turtle files out in their canonical form; without PATH, those of data/ and ontology/.

    Comments stay, and so does every literal as it was written. If one file does not parse, none
    is written.
    """
    with out.errors_as_exit_codes():
        from vlmkg.curation.fmt import shipped, written

        found = written(files or shipped())
        changed = [(file, before, after) for file, before, after in found if before != after]
        for file, before, after in changed:
            if show:
                diff = difflib.unified_diff(before.splitlines(), after.splitlines(), str(file), str(file), lineterm="")
                out.write("".join(out.printable(line) + "\n" for line in diff), None)
            elif check:
                click.echo(f"{file}: not canonical; `vlmkg fmt {file}` mends it")
            else:
                out.write(after, file)
                click.echo(f"formatted {file}", err=True)
        verb = "would be formatted" if check or show else "formatted"
        click.echo(f"{len(found)} files, {len(changed)} {verb}", err=True)
        if changed and (check or show):
            raise SystemExit(out.NOTHING)
