"""`lint`: names, references, texts, files, and the ontology, beyond what shapes can see."""

from __future__ import annotations

from pathlib import Path

import click

from vlmkg.cli import output as out


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--rule", "rules", multiple=True, metavar="NAME", help="Apply this rule only; may be given again.")
@out.with_output(out.REPORT_FORMATS, "text")
@click.option("--list", "list_", is_flag=True, help="Show the rules and what each looks for.")
def lint(paths: tuple[Path, ...], rules: tuple[str, ...], list_: bool, format_: str, output: Path | None) -> None:
    """Look for slips in the data and the ontology; exit code 1 where something is wrong.

    PATHS are files or folders; what is found elsewhere is left out, though names and
    references are checked against everything. Without PATHS, everything that is shipped.
    """
    from vlmkg.curation.lint.rules import RULES
    from vlmkg.curation.lint.run import lint as look
    from vlmkg.curation.reports import RuleText, write

    with out.errors_as_exit_codes():
        if list_:
            rows = [(rule.name, rule.severity, rule.what) for rule in RULES.values()]
            out.write(out.table(rows, ("rule", "severity", "what is wrong")), None)
            return
        report = look(paths, rules=rules or None)
        texts = {rule.name: RuleText(rule.what, rule.cure) for rule in RULES.values()}
        out.write(write(report, format_, rules=texts), output)
    click.echo(f"{'fine' if report.conforms else 'not fine'}: {out.counted(report.counts)}", err=True)
    if not report.conforms:
        raise SystemExit(out.NOTHING)
