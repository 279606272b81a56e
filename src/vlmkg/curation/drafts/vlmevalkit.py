"""VLMEvalKit's configuration of models: `vlmeval/config.py`, which is Python and is read without being run.

Each entry gives a name to a setup of an evaluation, such as
`"Pixtral-12B": partial(vlm.Pixtral, model_path="mistralai/Pixtral-12B-2409")`. Where it names
weights on the Hugging Face hub, the id is taken down, with the name of the entry as another name
of the model. Setups of a served model name no weights and are left out, and so are several setups
of the same weights, as their names tell prompts and limits apart, and not models.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from vlmkg.curation.drafts import vlmevalkit_source as source
from vlmkg.curation.drafts.draft import Draft, Drafter, Provenance, slug
from vlmkg.curation.drafts.origins import origin
from vlmkg.curation.drafts.values import plain
from vlmkg.errors import SourceFileError
from vlmkg.questions.entities import Library
from vlmkg.questions.search import fold
from vlmkg.terms import VLMKG

_AMONG: Final = ("model",)
_WEIGHTS: Final = ("model_path", "ckpt_pth")
_HUB: Final = re.compile(r"[A-Za-z0-9][\w-]*(?:\.[\w-]+)*/[A-Za-z0-9][\w.-]*", re.ASCII)
_FOLDERS: Final = frozenset({"checkpoints", "checkpoint", "weights", "models", "work_dirs", "pretrained", "ckpt"})


@dataclass(frozen=True, slots=True)
class _Entry:
    """One setup: its name, the class that runs it, the id of its weights on the hub, and its line."""

    name: str
    runner: str
    hub: str
    line: int

    @property
    def locator(self) -> str:
        return f"line {self.line}"


def read(path: Path, library: Library, provenance: Provenance) -> Draft:
    """What a VLMEvalKit configuration says. Raises SourceFileError where the file is none."""
    tree = source.parse(path)
    drafter = Drafter(library, origin(library, provenance, path, kind="SourceCode", what="VLMEvalKit configuration"))
    found = list(_setups(tree))
    if not found:
        raise SourceFileError(
            f"{path}: no configuration of VLMEvalKit, in which mappings at the top level lead from names to "
            "partial(...); give its vlmeval/config.py"
        )
    by_weights: dict[str, list[_Entry]] = defaultdict(list)
    for entry in _entries(drafter, found):
        by_weights[entry.hub].append(entry)
    for entries in by_weights.values():
        own = [entry for entry in entries if _is_named_after(drafter, entry)] if len(entries) > 1 else entries
        for entry in entries:
            if own and entry is own[0]:
                _take(drafter, entry)
            elif fold(entry.name) != fold(own[0].name if own else ""):
                reason = "is one of several setups of the same weights, and its name may be that of the setup"
                drafter.leave_out(entry.locator, f"{entry.name}: {entry.hub}", reason)
    return drafter.finish()


def _setups(tree: ast.Module) -> Iterator[tuple[ast.expr | None, ast.Call]]:
    """The keys and calls of `partial` in the mappings at the top level."""
    for statement in tree.body:
        value = statement.value if isinstance(statement, ast.Assign | ast.AnnAssign) else None
        if isinstance(value, ast.Dict):
            for key, call in zip(value.keys, value.values, strict=True):
                if isinstance(call, ast.Call) and source.called(call.func) in ("partial", "functools.partial"):
                    yield key, call


def _entries(drafter: Drafter, setups: list[tuple[ast.expr | None, ast.Call]]) -> Iterator[_Entry]:
    """The setups that name weights on the hub; the others are left out."""
    taken: dict[str, str] = {}
    for key, call in setups:
        line = (key or call).lineno
        name = plain(source.text(key))
        runner = source.called(call.args[0]) if call.args else None
        shown = name or ast.unparse(key or call)[:100]
        weights = {word.arg: word.value for word in call.keywords if word.arg in _WEIGHTS}
        value = next((weights[key] for key in _WEIGHTS if key in weights), None)
        hub = source.text(value)
        reason = None
        if name is None or not slug(name) or runner is None:
            reason = "has no name, or no class that runs it, written out"
        elif value is None:
            served = runner.startswith("api.")
            reason = "is a served model; no weights are named" if served else "names no weights"
        elif hub is None:
            reason = "has weights whose place is worked out when the program runs"
        elif not _HUB.fullmatch(hub) or ".." in hub or hub.partition("/")[0].casefold() in _FOLDERS:
            reason = f"has weights that are no id on the Hugging Face hub: {hub[:100]}"
        elif taken.setdefault(slug(name), hub) != hub:
            reason = f"is the name of an earlier setup with other weights; here: {hub[:100]}"
        if reason:
            drafter.leave_out(f"line {line}", shown, reason)
        elif name and runner and hub:
            yield _Entry(name, runner, hub, line)


def _is_named_after(drafter: Drafter, entry: _Entry) -> bool:
    """Whether a setup goes by the name of its weights, or of the model that the graph has for them."""
    known = drafter.find(entry.hub, _AMONG)
    return fold(entry.name) == fold(entry.hub.partition("/")[2]) or (
        known is not None and drafter.find(entry.name, _AMONG) == known
    )


def _take(drafter: Drafter, entry: _Entry) -> None:
    by_hub, by_name = drafter.find(entry.hub, _AMONG), drafter.find(entry.name, _AMONG)
    if by_hub and by_name and by_hub != by_name:
        label = drafter.library.names.label
        reason = f"is the name of {label(by_name)} in the graph, and its weights are those of {label(by_hub)}"
        drafter.leave_out(entry.locator, f"{entry.name}: {entry.hub}", reason)
        return
    general = drafter.find(entry.name, ("family",)) is not None  # a setup of NVLM-D 72B is called NVLM, as its family
    name = entry.hub.partition("/")[2] if general else entry.name
    model = drafter.thing(
        by_hub or name, "model", VLMKG + "VisionLanguageModel", among=_AMONG, other_names=() if general else (name,)
    )
    note = f"Run by {entry.runner}."
    drafter.literal(model, "vlmkg:huggingFaceId", entry.hub, entry.locator, note=note)
