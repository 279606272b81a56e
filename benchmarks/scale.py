"""How questions about lineage grow with the graph: the same questions on synthetic graphs of 1,000 to 100,000 models.

    python benchmarks/scale.py [--models 1000 10000 100000] [--sample 40] [--memory]

Every graph has the same local structure (`synthetic.py`), so what a model comes from is of the same size in each, and
so is what comes from a data set that a group, five groups or 25 share. The answers, proofs included, are compared
between the graphs before any figure is shown. Each graph has a process of its own; it is kept in a folder on disk
(`vlmkg.load(store=...)`), or in memory with `--memory`.

Upward questions: median and 95th percentile over models from all over the graph, in milliseconds of the clock, and the
median of processor time, which a busy machine does not stretch. Downward: the median of three runs, and the time a row.
Figures differ between machines; compare them only with others of the same run.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import synthetic

import vlmkg
from vlmkg.lineage.tree import Tree
from vlmkg.terms import expand

LOCAL: Final = (
    "seer-7b",
    "seer-13b-chat",
    "seer-34b-aligned",
    "seer-7b-chat-int4",
    "seer-13b-medical",
    "seer-34b-merged",
    "seer-7b-video",
    "seer-small",
    "captioner",
    "loner",
)
"""The models of a group that are asked about, in turn."""

NUMBER: Final = re.compile(r"\b([csh])\d{5}\b")

Timed = tuple[float, float]
"""Milliseconds of the clock, and of processor time."""


def timed(what: Callable[[], Any]) -> tuple[Timed, Any]:
    clock, processor = time.perf_counter(), time.process_time()
    answer = what()
    return ((time.perf_counter() - clock) * 1000, (time.process_time() - processor) * 1000), answer


def iri(curie: str) -> str:
    found = expand(curie)
    assert found is not None
    return found


def content(answer: Any) -> object:
    """What is compared: the rows of an answer with their proofs, or those of a tree."""
    rows = answer.rows
    proofs = [] if isinstance(answer, Tree) else [answer.steps(path) for e in answer.entries for path in e.paths]
    return [rows, proofs]


def digest(answers: Sequence[Any], *, number: bool = True) -> str:
    """A short name for some answers; without `number`, the number of a group makes no difference."""
    text = json.dumps([content(answer) for answer in answers], default=str)
    return hashlib.sha256((text if number else NUMBER.sub(r"\1", text)).encode()).hexdigest()[:16]


def memory(key: str) -> float:
    """Megabytes that this process holds (`VmRSS`) or held at most (`VmHWM`)."""
    status = Path("/proc/self/status")
    if status.exists():
        (line,) = [line for line in status.read_text().splitlines() if line.startswith(key)]
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def upward(kg: vlmkg.Kg, groups: int, sample: int) -> dict[str, Any]:
    """The upward questions, each about models of groups from all over the graph."""
    found = {}
    chosen = [(LOCAL[place % len(LOCAL)], place * (groups - 1) // max(1, sample - 1)) for place in range(sample)]
    questions: dict[str, Callable[[str, int], Any]] = {
        "ancestors": lambda model, _: kg.ancestors(model),
        "parts": lambda model, _: kg.parts(model),
        "lineage": lambda model, _: kg.lineage(model),
        "path": lambda model, number: kg.path(model, iri("model:root-eye")),
        "common ancestors": lambda model, number: kg.common_ancestors(model, iri(f"model:eye-large-c{number:05}")),
        "obligations": lambda model, _: kg.obligations(model),
        "contamination": lambda model, number: kg.contamination(model, iri(f"benchmark:exam-val-c{number:05}")),
    }
    for name, ask in questions.items():
        ask(iri("model:seer-7b-c00000"), 0)  # the modules it needs are read in
        times, answers = [], []
        for local, number in chosen:
            took, answer = timed(lambda: ask(iri(f"model:{local}-c{number:05}"), number))  # noqa: B023
            times.append(took)
            answers.append(answer)
        rows = statistics.mean(len(answer.rows) for answer in answers)
        found[name] = {"times": times, "rows": rows, "digest": digest(answers, number=False)}
    return found


def downward(kg: vlmkg.Kg, whole: bool) -> dict[str, Any]:
    """The downward questions, about things of the first archive: their answers are of a size in every graph."""
    found = {}
    questions: dict[str, Callable[[], Any]] = {
        "descendants, a model": lambda: kg.descendants(iri("model:seer-7b-chat-c00000")),
        "descendants, an encoder": lambda: kg.descendants(iri("model:eye-c00000")),
        "exposure, of a group": lambda: kg.exposure(iri("dataset:web-c00000"), unknown=False),
        "exposure, of 5 groups": lambda: kg.exposure(iri("dataset:images-s00000"), unknown=False),
        "exposure, of 25 groups": lambda: kg.exposure(iri("dataset:archive-h00000"), unknown=False),
    }
    for name, ask in questions.items():
        ask()
        runs = [timed(ask) for _ in range(3)]
        answer = runs[0][1]
        found[name] = {"times": [took for took, _ in runs], "rows": len(answer), "digest": digest([answer])}
    if whole:
        took, answer = timed(lambda: kg.exposure(iri("dataset:crawl"), unknown=False))
        found["exposure, of all"] = {"times": [took], "rows": len(answer), "digest": None}
    return found


def build(folder: Path) -> dict[str, Any]:
    """Load a graph for the first time, and keep it on disk."""
    took, _ = timed(lambda: vlmkg.load(folder / "data", builtin=False, store=folder / "store"))
    disk = sum(file.stat().st_size for file in (folder / "store").rglob("*") if file.is_file()) / 2**20
    return {"load": took[0] / 1000, "building": memory("VmHWM"), "disk": disk}


def measure(folder: Path, models: int, sample: int, *, on_disk: bool, whole: bool) -> dict[str, Any]:
    """What one graph takes to open, to hold and to ask."""
    groups = synthetic.groups(models)
    store = folder / "store" if on_disk else None
    loaded, kg = timed(lambda: vlmkg.load(folder / "data", builtin=False, store=store))
    result: dict[str, Any] = {
        "models": groups * synthetic.MODELS,
        "triples": kg.dataset.asserted + kg.dataset.inferred,
        "open" if on_disk else "load": loaded[0] / 1000,
        "loaded": memory("VmRSS"),
    }
    result["first"] = timed(lambda: kg.ancestors(iri("model:seer-7b-c00000")))[0][0]
    result["upward"] = upward(kg, groups, sample)
    result["downward"] = downward(kg, whole)
    result["asked"] = memory("VmRSS")
    result["names"] = timed(lambda: kg.resolve("Seer 7B c00000"))[0][0]
    result["name"] = timed(lambda: kg.resolve(f"seer 13b chat c{groups - 1:05}"))[0][0]
    result["named"] = memory("VmRSS")
    result["peak"] = memory("VmHWM")
    return result


def child(*arguments: str) -> dict[str, Any]:
    """What a process of its own measures."""
    done = subprocess.run([sys.executable, __file__, *arguments], check=True, stdout=subprocess.PIPE)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def show(found: list[dict[str, Any]]) -> None:
    """The tables."""
    sizes = "".join(f"{f['models']:>16,}" for f in found)
    print(f"{'models':<34}{sizes}")
    for key, label, unit in (
        ("triples", "triples", ""),
        ("load", "load with rules", "s"),
        ("building", "most memory of that", "MB"),
        ("disk", "on disk", "MB"),
        ("open", "open what is kept", "s"),
        ("loaded", "memory when open", "MB"),
        ("asked", "memory after the questions", "MB"),
        ("named", "memory with the index of names", "MB"),
        ("peak", "most memory", "MB"),
        ("first", "first question of a process", "ms"),
        ("names", "first name (reads all names)", "ms"),
        ("name", "each further name", "ms"),
    ):
        if key in found[0]:
            digits = 0 if key in ("triples", "building", "loaded", "asked", "named", "peak", "disk", "names") else 2
            print(f"{label + (', ' + unit if unit else ''):<34}" + "".join(f"{f[key]:>16,.{digits}f}" for f in found))
    print("\nupward, ms: median, 95th percentile, (median of processor time)")
    for name, first in found[0]["upward"].items():
        cells = []
        for one in found:
            times = one["upward"][name]["times"]
            clock = [t[0] for t in times]
            cells.append(
                f"{statistics.median(clock):.2f} {statistics.quantiles(clock, n=20)[-1]:.2f} "
                f"({statistics.median(t[1] for t in times):.2f})"
            )
        label = f"{name}, {first['rows']:.0f} rows"
        print(f"{label:<34}" + "".join(f"{cell:>20}" for cell in cells))
    print("\ndownward, ms: median (of processor time), microseconds a row")
    for name in found[0]["downward"]:
        cells = []
        for one in found:
            answer = one["downward"][name]
            clock = statistics.median(t[0] for t in answer["times"])
            processor = statistics.median(t[1] for t in answer["times"])
            cells.append(f"{clock:,.1f} ({processor:,.1f}) {clock * 1000 / max(1, answer['rows']):,.0f}")
        rows = found[0]["downward"][name]["rows"]
        label = f"{name}, {rows:,} rows" if name != "exposure, of all" else name
        print(f"{label:<34}" + "".join(f"{cell:>20}" for cell in cells))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--sample", type=int, default=40, help="models that each upward question is asked about")
    parser.add_argument("--memory", action="store_true", help="keep the graph in memory and not on disk")
    parser.add_argument("--whole", action="store_true", help="ask for the exposure to what all models share, too")
    parser.add_argument("--step", choices=("build", "measure"), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.step == "build":
        print(json.dumps(build(given.folder)))
        return
    if given.step == "measure":
        on_disk = not given.memory
        found = measure(given.folder, given.models[0], given.sample, on_disk=on_disk, whole=given.whole)
        print(json.dumps(found))
        return
    results = []
    for models in given.models:
        flags = [*(["--memory"] if given.memory else []), *(["--whole"] if given.whole else [])]
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "data").mkdir()
            synthetic.write(folder / "data", models)
            built = {} if given.memory else child("--step", "build", "--folder", name)
            asked = ["--models", str(models), "--sample", str(given.sample), *flags]
            results.append(built | child("--step", "measure", "--folder", name, *asked))
    for direction in ("upward", "downward"):
        for name, first in results[0][direction].items():
            if first["digest"] and len({result[direction][name]["digest"] for result in results}) != 1:
                raise SystemExit(f"{name}: the graphs gave different answers; nothing is shown")
    show(results)


if __name__ == "__main__":
    main()
