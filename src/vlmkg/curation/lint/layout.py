"""Rules about a data file as a whole: its header, its prefixes, and what belongs in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Final

import pyoxigraph as ox

from vlmkg.curation.lint.corpus import Corpus, SourceFile
from vlmkg.curation.lint.rule import Fault, Rule
from vlmkg.errors import TurtleError
from vlmkg.terms import BASE, PREFIXES, VLMKG, shorten

KINDS: Final[Mapping[str, frozenset[str]]] = {
    "models": frozenset({"model", "family", "stage"}),
    "datasets": frozenset({"dataset"}),
    "benchmarks": frozenset({"benchmark"}),
    "results": frozenset({"result"}),
    "claims": frozenset({"claim"}),
    "languages.ttl": frozenset({"language"}),
    "licenses.ttl": frozenset({"license"}),
    "organizations.ttl": frozenset({"org"}),
    "papers.ttl": frozenset({"paper"}),
    "sources.ttl": frozenset({"source"}),
    "landscape/applications.ttl": frozenset({"application", "platform"}),
    "landscape/challenges.ttl": frozenset({"challenge"}),
    "landscape/directions.ttl": frozenset({"direction"}),
    # A mitigation is read beside the challenge it is for, and so is the domain of a risk.
    "landscape/ethics.ttl": frozenset({"challenge", "mitigation", "domain"}),
    "landscape/privacy.ttl": frozenset({"privacy", "regulation", "technique"}),
    "landscape/techniques.ttl": frozenset({"technique"}),
    # Interfaces are techniques, and are described beside the tools that offer them.
    "landscape/tools.ttl": frozenset({"tool", "technique"}),
}
"""What is described where, by file or folder below `data/`."""

_DIRECTIVE: Final = re.compile(
    r"^\s*(?:@prefix|PREFIX|@base|BASE)\b\s*([A-Za-z][\w.-]*)?:?\s*<?([^>\s]*)", re.IGNORECASE
)
_CLAIM_SUBJECT: Final = VLMKG + "claimSubject"


def kind(iri: str) -> str | None:
    """The kind in an IRI of ours: `model` for `https://w3id.org/vlmkg/model/clip`."""
    if not iri.startswith(BASE) or iri.startswith(VLMKG):
        return None
    start, slash, _ = iri.removeprefix(BASE).partition("/")
    return start if slash else None


def place_of(filed: PurePosixPath) -> str | None:
    """The key in `KINDS` under which a file falls."""
    for key in (filed.as_posix(), filed.parts[0]):
        if key in KINDS and (key.endswith(".ttl") or len(filed.parts) > 1):
            return key
    return None


def _data(corpus: Corpus) -> Iterator[SourceFile]:
    return (file for file in corpus.files if file.part == "data")


def _header(corpus: Corpus) -> Iterator[Fault]:
    for file in corpus.files:
        lines = file.text.splitlines()
        comments = []
        for line in lines:
            if not line.startswith("#"):
                break
            comments.append(line.lstrip("# ").rstrip())
        named = comments[0] if comments and comments[0].endswith(".ttl") else None
        filed = file.filed if file.part == "data" else None
        if named and filed and named != filed.as_posix():
            yield Fault(file, f"The header names {named}, but the file is {filed.as_posix()}.", at=(1, 1))
        elif not any(comment for comment in comments if comment != named):
            yield Fault(file, "No comment at the head of the file says what belongs in it.", at=(1, 1))


def _prefixes(corpus: Corpus) -> Iterator[Fault]:
    wanted = [f"@prefix {name}: <{iri}> ." for name, iri in PREFIXES.items()]
    for file in _data(corpus):
        found = [(n, line) for n, line in enumerate(file.text.splitlines(), 1) if _is_directive(line)]
        if [line for _, line in found] == wanted:
            continue
        number, what = _difference(found, wanted)
        yield Fault(file, what, at=(number, 1))


def _is_directive(line: str) -> bool:
    return _DIRECTIVE.match(line) is not None


def _difference(found: list[tuple[int, str]], wanted: list[str]) -> tuple[int, str]:
    """The line to look at first, and what is wrong with it."""
    lines = [line for _, line in found]
    for number, line in found:
        if line not in wanted:
            return number, f"{line.strip()!r} is not in the block of prefixes that every data file has."
        if lines.count(line) > 1:
            return number, f"{line!r} stands here more than once."
    missing = [line for line in wanted if line not in lines]
    if missing:
        number = found[-1][0] if found else 1
        return number, f"The block of prefixes lacks {len(missing)} of {len(wanted)}, {missing[0]!r} first."
    first = next(n for n, ((_, line), right) in enumerate(zip(found, wanted, strict=True)) if line != right)
    return found[first][0], "The prefixes are not in alphabetical order."


def _kinds(corpus: Corpus) -> Iterator[Fault]:
    for file in _data(corpus):
        if file.filed is None:
            continue
        place = place_of(file.filed)
        if place is None:
            what = f"Nothing is filed as {file.filed.as_posix()}; the data model has no such file or folder."
            yield Fault(file, what, at=(1, 1))
            continue
        for subject in dict.fromkeys(s.subject for s in file.statements):
            here = kind(subject)
            if here is None or here in KINDS[place] or subject.startswith("_:"):
                continue
            homes = [f"data/{key}" for key, kinds in KINDS.items() if here in kinds]
            where = f"; its kind is described in {' or '.join(homes)}" if homes else ""
            yield Fault(file, f"{shorten(subject)} is described in data/{place}{where}.", subject)


def _mirror(corpus: Corpus) -> Iterator[Fault]:
    for claim, statements in corpus.values(_CLAIM_SUBJECT, "data").items():
        for file, s in statements:
            homes = [home.filed for home in corpus.described.get(s.target or "", []) if home.filed is not None]
            wanted = [PurePosixPath("claims") / home for home in homes if home.parts[0] != "claims"]
            if file.filed is not None and wanted and file.filed not in wanted:
                what = f"{shorten(claim)} is about {shorten(str(s.target))}, whose claims are in data/{wanted[0]}."
                yield Fault(file, what, claim)


def _twice(corpus: Corpus) -> Iterator[Fault]:
    for subject, files in corpus.described.items():
        data = [file for file in files if file.part == "data"]
        for file in data[1:] if not subject.startswith("_:") else ():
            what = f"{shorten(subject)} is described here and in {data[0].filed or data[0].path}."
            yield Fault(file, what, subject)


def _blanks(corpus: Corpus) -> Iterator[Fault]:
    for file in _data(corpus):
        if not any(isinstance(s.object, ox.BlankNode) or s.subject.startswith("_:") for s in file.statements):
            continue
        for at in dict.fromkeys(_blank_places(file)):
            yield Fault(file, "A node without a name, or a list, cannot be cited or compared.", at=at)


def _blank_places(file: SourceFile) -> Iterator[tuple[int, int]]:
    """Where blank nodes are named: as objects, else as subjects that are the object of nothing."""
    try:
        triples = file.located.triples
    except TurtleError:
        yield 1, 1
        return
    inner = {triple.object for triple in triples}
    for triple in triples:
        if type(triple.object).__name__ == "BNode":
            yield triple.object_at
        elif type(triple.subject).__name__ == "BNode" and triple.subject not in inner:
            yield triple.subject_at


RULES: Final = (
    Rule(
        "file-header",
        "error",
        "A file does not begin with a comment that says what belongs in it.",
        "Begin the file with its path below data/ (for a data file) and a sentence on what it holds, as comments.",
        _header,
    ),
    Rule(
        "prefix-block",
        "error",
        "The prefixes of a data file are not those of all others.",
        "Copy the whole block from another data file.",
        _prefixes,
    ),
    Rule(
        "wrong-file",
        "error",
        "A thing is described in a file for things of another kind.",
        "Move the description to the file of its kind, and its claims with it.",
        _kinds,
    ),
    Rule(
        "claim-file",
        "error",
        "A claim is not in the file that mirrors the description of its subject.",
        "Move the claim there.",
        _mirror,
    ),
    Rule(
        "described-twice",
        "error",
        "A thing is described in two data files.",
        "Keep one description with everything in it, and remove the other.",
        _twice,
    ),
    Rule(
        "blank-node",
        "error",
        "A data file has a blank node or a list.",
        "Give the node a name of its own, and state each member of a list by itself.",
        _blanks,
    ),
)
