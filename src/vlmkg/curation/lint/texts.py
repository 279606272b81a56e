"""Rules about single values: texts, numbers, dates, links."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import Final
from urllib.parse import parse_qsl

import pyoxigraph as ox

from vlmkg.curation.lint.corpus import Corpus, SourceFile, Statement
from vlmkg.curation.lint.rule import Fault, Rule
from vlmkg.terms import PREFIXES

_XSD: Final = PREFIXES["xsd"]
_TEXTS: Final = {_XSD + "string", PREFIXES["rdf"] + "langString"}
_SPACES: Final = re.compile(r"^\s|\s$|  |[\t\u00a0\u2000-\u200a\u202f\u3000]")
_JOINERS: Final = "\u200c\u200d"
"""Two invisible characters that some scripts, and emoji, need."""
_FOREIGN_RUN: Final = re.compile(r"[\u0080-\uffff]{2,}")

_FORMS: Final = {
    _XSD + "integer": re.compile(r"0|-?[1-9][0-9]*"),
    _XSD + "decimal": re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+"),
    _XSD + "date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    _XSD + "gYearMonth": re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])"),
    _XSD + "gYear": re.compile(r"[0-9]{4}"),
    _XSD + "boolean": re.compile(r"true|false"),
}
_NEVER: Final = {_XSD + "double", _XSD + "float"}
_TRACKERS: Final = re.compile(r"utm_\w+|fbclid|gclid|dclid|msclkid|mc_cid|mc_eid|igshid|ref_src")


def _texts(corpus: Corpus) -> Iterator[tuple[SourceFile, Statement, str]]:
    """Texts of one line; those of several are code and queries, which are laid out as their authors like."""
    for file, s in corpus.of("data", "ontology", "shapes"):
        if (
            isinstance(s.object, ox.Literal)
            and s.object.datatype.value in _TEXTS
            and "\n" not in s.object.value.strip()
        ):
            yield file, s, s.object.value


def _spaces(corpus: Corpus) -> Iterator[Fault]:
    for file, s, text in _texts(corpus):
        if not text.strip():
            yield Fault(file, "The text is empty.", s.subject, s.predicate, s.object)
        elif _SPACES.search(text):
            shown = text if len(text) < 60 else text[:57] + "..."
            what = f"{shown!r} begins or ends with a space, or has two in a row or one of an odd kind."
            yield Fault(file, what, s.subject, s.predicate, s.object)


def _invisible(corpus: Corpus) -> Iterator[Fault]:
    for file, s, text in _texts(corpus):
        if text.isascii() and text.isprintable():
            continue
        for character in dict.fromkeys(text):
            if unicodedata.category(character) in ("Cc", "Cf", "Co", "Cn") and character not in "\t" + _JOINERS:
                name = unicodedata.name(character, "a control character").lower()
                what = f"The text holds a character that nobody sees, U+{ord(character):04X} ({name})."
                yield Fault(file, what, s.subject, s.predicate, s.object)
                break


def _mojibake(corpus: Corpus) -> Iterator[Fault]:
    for file, s, text in _texts(corpus):
        if text.isascii():
            continue
        if "\ufffd" in text:
            what = "The text holds U+FFFD, which stands for a character that was lost."
            yield Fault(file, what, s.subject, s.predicate, s.object)
        elif (meant := _misread(text)) is not None:
            what = f"{meant[0]!r} looks like {meant[1]!r}, decoded as if it were Windows-1252."
            yield Fault(file, what, s.subject, s.predicate, s.object)


def _misread(text: str) -> tuple[str, str] | None:
    """Characters that make sense as UTF-8 when they are encoded again, and that sense."""
    for run in _FOREIGN_RUN.findall(text):
        for encoding in ("cp1252", "latin-1"):
            try:
                return run, run.encode(encoding).decode("utf-8")
            except UnicodeError:
                continue
    return None


def _forms(corpus: Corpus) -> Iterator[Fault]:
    for file, s in corpus.of("data"):
        if isinstance(s.object, ox.Literal):
            kind, text = s.object.datatype.value, s.object.value
            if kind in _NEVER:
                what = f"{text} is a floating-point number, which cannot hold most decimal values as they are."
                yield Fault(file, what, s.subject, s.predicate, s.object)
            elif (form := _FORMS.get(kind)) and not (form.fullmatch(text) and _in_calendar(kind, text)):
                what = f"{text!r} is not how an xsd:{kind.removeprefix(_XSD)} is written here."
                yield Fault(file, what, s.subject, s.predicate, s.object)


def _in_calendar(kind: str, text: str) -> bool:
    if kind != _XSD + "date":
        return True
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _links(corpus: Corpus) -> Iterator[tuple[SourceFile, Statement, str]]:
    for file, s in corpus.of("data"):
        if s.target is not None and s.target.startswith(("http://", "https://")):
            yield file, s, s.target


def _tracked(corpus: Corpus) -> Iterator[Fault]:
    for file, s, link in _links(corpus):
        if "?" in link:
            names = [name for name, _ in parse_qsl(link.partition("?")[2].partition("#")[0], keep_blank_values=True)]
            tracking = [name for name in names if _TRACKERS.fullmatch(name)]
            if tracking:
                what = f"The link says where its reader came from ({', '.join(tracking)})."
                yield Fault(file, what, s.subject, s.predicate, s.object)


def _plain(corpus: Corpus) -> Iterator[Fault]:
    secure = {_host(link) for _, _, link in _links(corpus) if link.startswith("https://")}
    for file, s, link in _links(corpus):
        if link.startswith("http://") and (host := _host(link)) in secure:
            what = f"The link to {host} begins with http:, other links to it with https:."
            yield Fault(file, what, s.subject, s.predicate, s.object)


def _host(link: str) -> str:
    return re.split(r"[/?#]", link, maxsplit=3)[2].lower()


RULES: Final = (
    Rule(
        "spaces",
        "error",
        "A text is empty, or has spaces at its ends, two in a row, or spaces of an odd kind.",
        "Write one plain space between words and none at the ends.",
        _spaces,
    ),
    Rule(
        "invisible-character",
        "error",
        "A text holds a control character or another one that is not seen.",
        "Remove the character, or write what was meant.",
        _invisible,
    ),
    Rule(
        "mojibake",
        "error",
        "A text was decoded with the wrong character set.",
        "Write the characters that the source has, and save the file as UTF-8.",
        _mojibake,
    ),
    Rule(
        "number-or-date-form",
        "error",
        "A number, date or truth value is written in a form that data does not use.",
        'Write 7000000000, 72.5, true, or "2024-09-17"^^xsd:date (xsd:gYearMonth, xsd:gYear) without signs, '
        "leading zeros, exponents or time zones.",
        _forms,
    ),
    Rule(
        "tracked-link",
        "error",
        "A link carries parameters that only follow its readers.",
        "Remove these parameters from the address.",
        _tracked,
    ),
    Rule(
        "plain-http",
        "warning",
        "A link begins with http: although the same host answers to https:.",
        "Open the address with https: and write it so if it works.",
        _plain,
    ),
)
