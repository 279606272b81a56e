"""`claim add`, `model new`, `draft merge`: write facts and claims together, checked before anything is saved."""

from __future__ import annotations

import difflib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vlmkg.cli import output as out
from vlmkg.cli.draft import draft

if TYPE_CHECKING:
    from vlmkg.curation.workbench import Workbench
    from vlmkg.kg import Kg

CENTRAL = (
    "developedBy",
    "issued",
    "license",
    "parameterCount",
    "usesVisionEncoder",
    "builtOnBackbone",
    "usesConnector",
    "imageResolution",
    "contextLength",
    "huggingFaceId",
    "arxivId",
    "codeRepository",
)
"""What `model new` asks for, in this order."""

_STATUSES = ("Verified", "Accepted", "Unchecked", "Disputed", "Rejected")


@click.group()
def claim() -> None:
    """Say what a source states, and where."""


@click.group()
def model() -> None:
    """Describe a model that the graph does not have yet."""


@claim.command("add")
@click.argument("subject", required=False)
@click.argument("property_", metavar="[PROPERTY]", required=False)
@click.argument("value", required=False)
@click.option("--source", help="The source: a name or IRI of the graph, or a web address.")
@click.option("--locator", help="Where in the source: a section, a table, a line.")
@click.option("--status", type=click.Choice(_STATUSES), help="How sure it is. [default: Unchecked]")
@click.option("--note", help="A sentence on how the value was found, or why it is doubted.")
@click.option("--contradicts", multiple=True, metavar="CLAIM", help="A claim that says otherwise; may be given again.")
@click.option("--qualifier", type=click.Choice(("About", "AtLeast", "AtMost", "MoreThan")), help="For inexact values.")
@click.option("--source-label", help="What a new source is called.")
@click.option("--source-type", help="What a new source is: PaperSource, ModelCard, ConfigFile, RepositoryDocument, ...")
@click.option("--source-path", help="The path of a new source in its repository.")
@click.option("--source-revision", help="The commit at which a new source was read.")
@click.option("--dry-run", is_flag=True, help="Show what would be written, and write nothing.")
def add(subject: str | None, property_: str | None, value: str | None, dry_run: bool, **given: object) -> None:
    """Write a claim, and the fact that follows from it.

    What is left out is asked for. SUBJECT and VALUE go by any name that `vlmkg search` finds;
    `none` and `not disclosed` are values too.

    \b
    vlmkg claim add pixtral-12b usesVisionEncoder "Pixtral ViT 400M" \\
        --source "arXiv 2410.07073" --locator "section 2" --status Verified
    """  # noqa: D301 - click wants a real backspace
    with out.errors_as_exit_codes():
        bench = _bench()
        about = bench.subject(subject or _ask("What is the claim about?"))
        property_found = bench.property(property_ or _ask("Which property?"))
        value_found = bench.value(property_found, value or _ask(f"Which value of {property_found.label}?"))
        source = _source(bench, given)
        iri = bench.claim(
            about,
            property_found,
            value_found,
            source=source,
            locator=_text(given, "locator") or _ask("Where in the source?"),
            status=_text(given, "status") or _ask_status(),
            note=_text(given, "note"),
            contradicts=[str(each) for each in given["contradicts"] or ()],  # type: ignore[attr-defined]
            qualifier=_text(given, "qualifier"),
        )
        _finish(bench, dry_run, f"{iri}: {bench.said(about, property_found, value_found)}")


@model.command("new")
@click.argument("name", required=False)
@click.option("--class", "class_", default="VisionLanguageModel", show_default=True, help="Its class in the ontology.")
@click.option("--family", help="The family it belongs to; its file is where the model goes.")
@click.option("--family-definition", help="What a new family is, in a sentence of your own.")
@click.option("--family-locator", help="Where the source names the family; the place of the first fact unless given.")
@click.option("--definition", help="What it is, in a sentence of your own.")
@click.option("--other-name", multiple=True, help="A further name; may be given again.")
@click.option("--source", help="The source: a name or IRI of the graph, or a web address.")
@click.option(
    "--fact",
    "facts",
    nargs=3,
    multiple=True,
    metavar="PROPERTY VALUE LOCATOR",
    help="A value, and where the source states it; may be given again.",
)
@click.option("--status", type=click.Choice(_STATUSES), help="How sure the facts are. [default: Unchecked]")
@click.option("--source-label", help="What a new source is called.")
@click.option("--source-type", help="What a new source is: PaperSource, ModelCard, ConfigFile, RepositoryDocument, ...")
@click.option("--source-path", help="The path of a new source in its repository.")
@click.option("--source-revision", help="The commit at which a new source was read.")
@click.option("--dry-run", is_flag=True, help="Show what would be written, and write nothing.")
def new(
    name: str | None,
    class_: str,
    family: str | None,
    family_definition: str | None,
    family_locator: str | None,
    definition: str | None,
    other_name: tuple[str, ...],
    facts: tuple[tuple[str, str, str], ...],
    dry_run: bool,
    **given: object,
) -> None:
    """Write a model with its facts, and a claim for each of them.

    What is left out is asked for; without --fact, the central properties are asked one by one.

    \b
    vlmkg model new "Example VLM 7B" --family "Example VLM" --definition "..." \\
        --source https://example.org/paper --source-type PaperSource --source-label "Example VLM, paper" \\
        --fact usesVisionEncoder "CLIP ViT-L/14" "section 2" --fact parameterCount 7B "table 1"
    """  # noqa: D301 - click wants a real backspace
    with out.errors_as_exit_codes():
        bench = _bench()
        called = name or _ask("What is it called, as its makers spell it?")
        family_name = family if family is not None else _ask("Which family does it belong to? (empty for none)", "")
        said = definition or _ask("What is it? A sentence of your own")
        source = _source(bench, given)
        asked = not facts and interactive()
        status = _text(given, "status") or (_ask_status() if asked else "Unchecked")
        stated = list(facts) or (_ask_facts() if asked else [])
        if family_name:
            bench.family(family_name, family_definition)
            place = family_locator or (stated[0][2] if stated else _ask("Where does the source name the family?"))
            stated.insert(0, ("memberOf", family_name, place))
        iri = bench.model(called, class_, definition=said, other_names=other_name, family=family_name or None)
        for property_, value, locator in stated:
            found = bench.property(property_)
            bench.claim(iri, found, bench.value(found, value), source=source, locator=locator, status=status)
        _finish(bench, dry_run, f"{iri} is described")


@click.command("record")
@click.argument("sheets", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--dry-run", is_flag=True, help="Check, say what would be written, and write nothing.")
def record(sheets: tuple[Path, ...], dry_run: bool) -> None:
    """Write what sheets say: many things, values and scores of a source at once, in YAML.

    Nothing is written where a sheet has a slip; every slip is named. What the graph says
    already is left alone, so a sheet may be recorded again after it has grown.

    \b
    source: https://github.com/owner/repository/blob/1a2b3c4/README.md
    status: Verified
    things:
      Example VLM 7B:
        class: VisionLanguageModel
        family: Example VLM
        definition: A vision-language model that stands here as an example.
        at: line 12
        facts:
          parameterCount: 7B
          usesVisionEncoder: {value: CLIP ViT-L/14, at: line 20}
    results:
      - {at: table 3, metric: "accuracy, percent", scores: {Example VLM 7B: {MMMU: 41.2}}}
    """  # noqa: D301 - click wants a real backspace
    with out.errors_as_exit_codes():
        from vlmkg.curation.sheets.read import read

        read_in = [sheet for file in sheets for sheet in read(file)]
        bench = _bench()
        account = bench.record(read_in)
        for slip in account.slips:
            click.echo(out.printable(slip), err=True)
        if account.slips:
            out.fail(f"{len(account.slips)} slips; nothing was written; mend them and try again", out.NOTHING)
        for name, curie in account.added_to.items():
            click.echo(out.printable(f"{name} is {curie}"), err=True)
        click.echo(f"new: {out.printable(', '.join(account.new)) or 'nothing'}", err=True)
        done = f"{account.claims} claims, {account.known} were there already"
        _finish(bench, dry_run, done)


@draft.command("merge")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--dry-run", is_flag=True, help="Show what would be written, and write nothing.")
def merge(folder: Path, dry_run: bool) -> None:
    """Put a reviewed draft into the data, checked before anything is saved."""
    with out.errors_as_exit_codes():
        bench = _bench()
        bench.merge(folder)
        _finish(bench, dry_run, f"{folder} is merged")


def _bench() -> Workbench:
    from vlmkg.curation.workbench import Workbench
    from vlmkg.kg import Kg

    kg: Kg = Kg.load()
    return Workbench(kg.library)


def _finish(bench: Workbench, dry_run: bool, done: str) -> None:
    """Show, or check and save. What the shapes find wrong is shown, and nothing is written then."""
    changes = bench.changes()
    if not changes:
        click.echo("the data say all this already; nothing to write", err=True)
        return
    if dry_run:
        for file, text in changes.items():
            before = file.read_text(encoding="utf-8").splitlines(keepends=True) if file.exists() else []
            out.write("".join(difflib.unified_diff(before, text.splitlines(keepends=True), str(file), str(file))), None)
    report = bench.check()
    for finding in report.findings:
        click.echo(out.printable(str(finding)), err=True)
    if not report.conforms:
        out.fail("nothing was written; mend what is named above and try again", out.NOTHING)
    if dry_run:
        click.echo("nothing was written (--dry-run)", err=True)
        return
    for file in bench.save():
        click.echo(f"wrote {file}", err=True)
    click.echo(done)


def _source(bench: Workbench, given: dict[str, object]) -> str:
    """The source's IRI; a web address that the graph has no source for makes a new one."""
    name = _text(given, "source") or _ask("Which source? A name, or a web address")
    found = bench.source(name)
    if found is not None:
        return found
    return bench.new_source(
        name,
        label=_text(given, "source_label") or _ask("A new source. What is it called?"),
        kind=_text(given, "source_type") or _ask("What is it? PaperSource, ModelCard, ConfigFile, ..."),
        path=_text(given, "source_path"),
        revision=_text(given, "source_revision"),
    )


def _ask_facts() -> list[tuple[str, str, str]]:
    click.echo("For each property: a value, or nothing to go on.", err=True)
    found, place = [], ""
    for name in CENTRAL:
        value = _ask(f"  {name}", "")
        if value:
            place = _ask("    where in the source?", place or None)
            found.append((name, value, place))
    return found


def _ask_status() -> str:
    if not interactive():
        return "Unchecked"
    answer: str = click.prompt(
        "How sure is it? Verified only if you read it in a primary source",
        type=click.Choice(_STATUSES),
        default="Unchecked",
        err=True,
    )
    return answer


def _ask(question: str, default: str | None = None) -> str:
    """Ask on the terminal; without one, say which words are missing."""
    if not interactive():
        if default is not None:
            return default
        out.fail(f"{question.rstrip('?')}: not given, and there is no terminal to ask on; see --help", out.WRONG_USE)
    answer: str = click.prompt(question, default=default, show_default=bool(default), err=True)
    return answer


def interactive() -> bool:
    """Whether there is somebody to ask."""
    return sys.stdin.isatty()


def _text(given: dict[str, object], name: str) -> str | None:
    value = given.get(name)
    return None if value is None else str(value)
