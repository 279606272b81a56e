"""Names that other registries know: SPDX license ids, package URLs, addresses.

A package URL of type `huggingface` is `pkg:huggingface/OWNER/NAME@COMMIT` (package-url/purl-spec); it names models, not
data sets.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote, urlsplit, urlunsplit

from vlmkg.errors import UsageError
from vlmkg.exchange.materials import License, Material
from vlmkg.terms import is_iri, shorten

ARXIV_ID: Final = re.compile(r"\d{4}\.\d{4,5}|[a-z\-]+(?:\.[A-Z]{2})?/\d{7}")
"""The two forms of an arXiv id, without its version."""

_HOST: Final = ":.-_~"
_REST: Final = "/:@!$&'()*+,;=-._~%?"
_HUB_ID: Final = re.compile(r"[A-Za-z0-9_.\-]+(?:/[A-Za-z0-9_.\-]+)?")


def missing(package: str, form: str) -> UsageError:
    """The error for a package that is not installed."""
    return UsageError(f"a document in {form} needs the package {package}; get it with pip install 'vlmkg[exchange]'")


def spdx_id(license_: License) -> str | None:
    """The id of a license in the SPDX License List, found by any of its names; None where it is not in the list.

    Raises UsageError where the package that holds the list is not installed.
    """
    try:
        from cyclonedx.spdx import fixup_id
    except ImportError:
        raise missing("cyclonedx-python-lib", "CycloneDX or SPDX") from None
    names = (*license_.names, shorten(license_.iri).partition(":")[2])
    return next((found for name in names if (found := fixup_id(name))), None)


def license_ref(license_: License) -> str:
    """The id of a license that is not in the list, as an SPDX expression may hold it."""
    local = re.split(r"[/#:]", license_.iri)[-1]
    return "LicenseRef-" + (re.sub(r"[^A-Za-z0-9.\-]+", "-", local).strip("-") or "unnamed")


def hub_ids(thing: Material) -> list[str]:
    """The ids of a thing on the Hugging Face hub that have the form of one."""
    return [s.text for s in thing.of("vlmkg:huggingFaceId") if _HUB_ID.fullmatch(s.text)]


def hub_page(thing: Material, hub_id: str) -> str:
    """The address of a repository on the hub."""
    return f"https://huggingface.co/{'datasets/' if thing.nature == 'data' else ''}{hub_id}"


def purl(hub_id: str, revision: str | None) -> str:
    """The package URL of a model on the hub."""
    path = "/".join(quote(part, safe=".-_~") for part in hub_id.split("/"))
    return f"pkg:huggingface/{path}" + (f"@{revision.lower()}" if revision else "")


def web_address(text: str) -> str | None:
    """A text as an address on the web that RFC 3986 allows, odd characters encoded; None where it is none."""
    if not text.startswith(("http://", "https://")) or not is_iri(text):
        return None
    try:
        scheme, host, *rest = urlsplit(text)
    except ValueError:
        return None
    host = quote(host, safe=_HOST)
    if not re.fullmatch(r"(?:[A-Za-z0-9._~\-]|%[0-9A-F]{2})+(?::\d+)?", host, re.ASCII):
        return None
    path, query, fragment = (re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", quote(part, safe=_REST)) for part in rest)
    return urlunsplit((scheme, host, path, query, fragment))
