"""The command `vlmkg`."""

from __future__ import annotations

import click

from vlmkg.cli.ask import query, questions, run
from vlmkg.cli.data import export, serve, validate
from vlmkg.cli.look import lineage, search, show, stats

_EPILOG = "Exit codes: 0 fine; 1 the data does not conform, or nothing was found; 2 wrong use; 3 a query failed."


@click.group(epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="vlmkg")
def main() -> None:
    """A knowledge graph of vision-language models: how each is put together, and who says so."""


for _command in (query, run, questions, show, search, lineage, stats, validate, export, serve):
    main.add_command(_command)
