"""The words of a Croissant file: what its keys mean, without ever fetching a context.

A JSON-LD context can give any key any meaning. The keys that are read here have to mean what
they mean in Croissant and schema.org; a context that says otherwise, lies elsewhere, or changes
inside the document is refused. A full JSON-LD processor would follow such contexts.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from vlmkg.errors import SourceFileError

_SCHEMA: Final = ("https://schema.org/", "http://schema.org/")
_CROISSANT: Final = ("http://mlcommons.org/croissant/", "http://mlcommons.org/schema/")

_PREFIXES: Final[dict[str, tuple[str, ...]]] = {
    "sc": _SCHEMA,
    "schema": _SCHEMA,
    "cr": _CROISSANT[:1],
    "ml": _CROISSANT[1:],
    "dct": ("http://purl.org/dc/terms/",),
    "dcterms": ("http://purl.org/dc/terms/",),
}
_MEANINGS: Final[dict[str, tuple[str, ...]]] = {
    **dict.fromkeys(
        ("name", "alternateName", "url", "license", "creator", "datePublished", "inLanguage", "keywords", "version"),
        _SCHEMA,
    ),
    **dict.fromkeys(("Dataset", "Organization", "ImageObject", "AudioObject", "VideoObject"), _SCHEMA),
    **dict.fromkeys(("recordSet", "field", "dataType", "isLiveDataset", "citeAs"), _CROISSANT),
    "conformsTo": _PREFIXES["dct"],
}
_ELSEWHERE: Final = frozenset(
    [vocabulary.rstrip("/") for vocabulary in _SCHEMA]
    + [f"{_CROISSANT[0]}{version}" for version in ("1.0", "1.1")]
    + [_CROISSANT[0].rstrip("/")]
)
_CURE: Final = "write out the context that Croissant prescribes and try again"


def check(document: dict[str, Any], path: Path) -> None:
    """Raise SourceFileError where a key of the document may mean something else than in Croissant."""
    if "@context" not in document:
        raise SourceFileError(f"{path}: no Croissant description, which is JSON-LD with an @context; {_CURE}")
    contexts = document["@context"] if isinstance(document["@context"], list) else [document["@context"]]
    for context in contexts:
        match context:
            case str() if context.rstrip("/") in _ELSEWHERE:
                pass
            case str():
                raise SourceFileError(f"{path}: the context {context[:200]!r} would have to be fetched; {_CURE}")
            case dict():
                _check_terms(context, path)
            case _:
                raise SourceFileError(f"{path}: a context is no mapping; {_CURE}")
    _check_inside([value for key, value in document.items() if key != "@context"] + contexts, path)


def local(key: str) -> str:
    """A key without the prefix or the vocabulary it is written with: `name` for `sc:name`."""
    prefix, colon, name = key.partition(":")
    if colon and prefix in _PREFIXES:
        return name
    for start in (*_SCHEMA, *_CROISSANT, *_PREFIXES["dct"]):
        if key.startswith(start):
            return key[len(start) :]
    return key


def _check_terms(context: dict[str, Any], path: Path) -> None:
    for key, value in context.items():
        if key == "@vocab":
            right = value in _SCHEMA
        elif key.startswith("@"):
            right = key in ("@language", "@base", "@version")
        elif key in _PREFIXES:
            right = _target(value) in _PREFIXES[key]
        elif local(key) in _MEANINGS:
            right = _whole(_target(value)) in [start + local(key) for start in _MEANINGS[local(key)]]
        else:
            continue
        if not right:
            raise SourceFileError(f"{path}: the context gives {key[:100]!r} another meaning than Croissant; {_CURE}")


def _target(value: Any) -> str:
    """What a term stands for, or nothing where its definition does more than that."""
    if isinstance(value, dict) and set(value) <= {"@id", "@type", "@container"}:
        value = value.get("@id")
    return value if isinstance(value, str) else ""


def _whole(term: str) -> str:
    prefix, colon, name = term.partition(":")
    if colon and prefix in _PREFIXES:
        return _PREFIXES[prefix][0] + name
    return term if colon else _SCHEMA[0] + term


def _check_inside(values: list[Any], path: Path) -> None:
    """Refuse a context or an import anywhere below the top."""
    while values:
        value = values.pop()
        if isinstance(value, dict):
            if "@context" in value or "@import" in value:
                raise SourceFileError(f"{path}: a context inside another part of the document; {_CURE}")
            values.extend(value.values())
        elif isinstance(value, list):
            values.extend(value)
