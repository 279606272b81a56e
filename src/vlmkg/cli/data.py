"""`export`, `serve`: take away, offer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vlmkg.cli import output as out
from vlmkg.cli.output import Command
from vlmkg.http.gateway.settings import Settings

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


def with_settings(command: Command) -> Command:
    """Add an option for every setting of the server; each may also come from the environment, as VLMKG_DEADLINE."""
    for item in reversed(fields(Settings)):
        about = item.metadata
        kind: Any = type(item.default) if item.default is not None else str
        if about["least"] is not None:
            kind = (click.IntRange if kind is int else click.FloatRange)(min=about["least"])
        command = click.option(
            f"--{item.name.replace('_', '-')}",
            item.name,
            type=kind,
            default=item.default,
            show_default=item.default is not None,
            metavar=about["unit"].upper() or None,
            envvar=f"VLMKG_{item.name.upper()}",
            show_envvar=False,
            help=about["about"],
        )(command)
    return command


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="The port to listen on.")
@with_settings
@out.with_loading
def serve(load: Callable[[], Kg], host: str, port: int, **settings: Any) -> None:
    """Offer the graph over HTTP: a SPARQL endpoint, the questions, and pages about both.

    Ctrl-C or SIGTERM ends it once what is under way is answered; SIGHUP loads the data anew.
    """
    from vlmkg.http.serve import run

    try:
        run(load, host, port, Settings(**settings))
    except OSError as error:
        out.fail(f"cannot listen on {host}:{port}: {error.strerror or error}; choose another --port", out.WRONG_USE)
