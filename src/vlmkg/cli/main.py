"""The command `vlmkg`."""

from __future__ import annotations

import click

from vlmkg.cli.ask import query, questions, run
from vlmkg.cli.bom import bom
from vlmkg.cli.curate import coverage, validate
from vlmkg.cli.data import export, serve
from vlmkg.cli.diff import diff
from vlmkg.cli.draft import draft
from vlmkg.cli.fmt import fmt
from vlmkg.cli.lineage import compare, contaminated, disputes, exposed, lineage, obligations, path
from vlmkg.cli.lint import lint
from vlmkg.cli.look import search, show, stats
from vlmkg.cli.write import claim, model, record

_EPILOG = "Exit codes: 0 fine; 1 the data does not conform, or nothing was found; 2 wrong use; 3 a query failed."


@click.group(epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="vlmkg")
def main() -> None:
    """A knowledge graph of vision-language models: how each is put together, and who says so."""


_ASK = (query, run, questions, show, search, stats, export, bom, serve)
_LINEAGE = (lineage, path, compare, exposed, obligations, contaminated, disputes)
_CURATE = (validate, coverage, fmt, lint, diff, claim, model, record, draft)
for _command in (*_ASK, *_LINEAGE, *_CURATE):
    main.add_command(_command)
