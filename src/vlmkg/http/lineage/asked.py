"""What a request about lineage says: of what, how far, how sure, and in which form."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import Depends, Query

from vlmkg.http.given import LONGEST_NAME


def thing(example: str) -> Any:
    """A parameter that takes any name of a thing."""
    about = "Any name of a thing: a label, another name, a hub id, a short name or an IRI"
    return Query(description=about, max_length=LONGEST_NAME, examples=[example])


Follow = Annotated[
    str, Query(description="built (parameters), learned (data and teaching), all, or properties with commas between")
]
Depth = Annotated[int, Query(ge=1, le=50, description="At most so many steps")]
Least = Annotated[
    Literal["Verified", "Accepted", "Unchecked", "Disputed"],
    Query(description="The least sure status of a step that is followed"),
]
Proof = Annotated[bool, Query(description="Whether each row shows the steps it rests on, with their claims")]
Form = Annotated[
    str | None, Query(alias="format", description="json, html, csv, dot, mermaid or cytoscape; else by Accept")
]


async def _reached(follow: Follow = "all", depth: Depth = 50, least: Least = "Unchecked") -> dict[str, Any]:
    """How far a question goes, as a request says it."""
    names = tuple(part.strip() for part in follow.split(",") if part.strip())
    return {"follow": names[0] if len(names) == 1 else names, "depth": depth, "least": least}


async def _reached_by_parameters(
    follow: Follow = "built", depth: Depth = 50, least: Least = "Unchecked"
) -> dict[str, Any]:
    """The same, by parameters where nothing else is said."""
    return await _reached(follow, depth, least)


ByAll = Annotated[dict[str, Any], Depends(_reached)]
ByParameters = Annotated[dict[str, Any], Depends(_reached_by_parameters)]
