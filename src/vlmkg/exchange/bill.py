"""A bill of materials: the document, and everything that it does not say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, cast

from vlmkg.errors import FormatError
from vlmkg.exchange import cyclonedx, cyclonedx_facts, spdx, spdx_facts
from vlmkg.exchange.gather import gather
from vlmkg.exchange.losses import Ledger, Loss
from vlmkg.questions.entities import Library

Format = Literal["cyclonedx", "spdx"]

FORMATS: Final[tuple[Format, ...]] = ("cyclonedx", "spdx")


@dataclass(frozen=True, slots=True)
class BillOfMaterials:
    """A document in UTF-8, its form and media type, and what the form could not hold."""

    content: bytes
    format: Format
    media_type: str
    losses: tuple[Loss, ...]


def bill_of_materials(
    library: Library, iri: str, format: str, digest: str, timestamp: datetime | None = None
) -> BillOfMaterials:
    """The bill of materials of one model, model family or dataset.

    The same graph (`digest`) and time give the same bytes. Raises FormatError, UnknownName, or UsageError where the
    thing is of another kind or a package is missing.
    """
    if format not in FORMATS:
        raise FormatError(f"{format!r} is no form of a bill of materials; choose one of {', '.join(FORMATS)}")
    materials = gather(library, iri, digest)
    if format == "spdx":
        ledger = Ledger(materials, spdx.things(materials), library)
        content = spdx.write(materials, ledger, library, timestamp)
        return BillOfMaterials(content, "spdx", spdx.MEDIA_TYPE, ledger.losses(spdx_facts.reason))
    ledger = Ledger(materials, cyclonedx.things(materials), library)
    content = cyclonedx.write(materials, ledger, library, timestamp)
    return BillOfMaterials(content, cast(Format, format), cyclonedx.MEDIA_TYPE, ledger.losses(cyclonedx_facts.reason))
