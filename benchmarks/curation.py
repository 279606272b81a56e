"""How long a curator waits: validate, fmt and lint, on the shipped data and on 100,000 triples.

    python benchmarks/curation.py [--runs 3] [--triples 100000]

Plain pyshacl (`pyshacl.validate` on rdflib graphs, as its documentation shows it) is the measure: every engine is timed
in turn, round by round, and shown as a ratio of the medians. What the engines find is compared before any figure is
shown. The larger data are the shipped data and renamed copies of them, in files of the same kind. Figures differ from
machine to machine; compare the ratios.
"""

from __future__ import annotations

import argparse
import re
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pyshacl
import rdflib

from vlmkg import paths
from vlmkg.curation import shacl
from vlmkg.curation.fmt import canonical
from vlmkg.curation.lint.run import lint
from vlmkg.graph import dataset, positions, turtle
from vlmkg.terms import KINDS, PREFIXES

ENTITY = re.compile(r"(?<![\w:/\"])(" + "|".join(KINDS) + r"):([a-z0-9][a-z0-9.\-]*[a-z0-9]|[a-z0-9])")

SCHEMES = frozenset({"capability", "task", "modality", "connector"})


def renamed(text: str, number: int) -> str:
    """A file's text with other names for everything but the terms of the schemes."""

    def other(match: re.Match[str]) -> str:
        return match[0] if match[1] in SCHEMES else f"{match[1]}:{match[2]}-copy{number}"

    return re.sub(
        r'(vlmkg:(?:huggingFaceId|claimLiteral) ")([^"]+/[^"]+")', rf"\1copy{number}-\2", ENTITY.sub(other, text)
    )


def copies(folder: Path, triples: int) -> list[Path]:
    """The shipped data, and as many renamed copies as make up about that many triples."""
    shipped = list(dataset.collect().data)
    own = sum(1 for _ in turtle.triples(shipped))
    found: list[Path] = []
    for number in range(max(1, round(triples / own))):
        for file in shipped:
            text = file.read_text(encoding="utf-8")
            target = folder / f"copy{number}" / "data" / file.relative_to(paths.data())
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(renamed(text, number) if number else text, encoding="utf-8")
            found.append(target)
    return found


def plain(data: list[Path], shapes: list[Path], ontology: list[Path]) -> frozenset[object]:
    """pyshacl as its documentation shows it: no cached queries, a copy of the data, results as a graph."""
    graph, rules = rdflib.Graph(), rdflib.Graph()
    for file in (*data, *ontology):
        graph.parse(file, format="turtle")
    for file in shapes:
        rules.parse(file, format="turtle")
    _, found, _ = pyshacl.validate(graph, shacl_graph=rules, inference="none")
    return shacl.findings(found)


def interleaved(what: dict[str, Callable[[], object]], runs: int) -> dict[str, list[float]]:
    """Seconds of each run, everything in turn."""
    times: dict[str, list[float]] = {name: [] for name in what}
    for _ in range(runs):
        for name, run in what.items():
            start = time.perf_counter()
            run()
            times[name].append(time.perf_counter() - start)
    return times


def show(times: dict[str, list[float]], against: str) -> None:
    base = statistics.median(times[against])
    for name, seconds in times.items():
        middle = statistics.median(seconds)
        spread = f"({min(seconds):.2f} to {max(seconds):.2f})"
        print(f"  {name:<34}{middle:>8.2f} s  {spread}  {middle / base:.3f} of {against}")


def measure(title: str, data: list[Path], runs: int, *, slow: bool) -> None:
    sources = dataset.collect()
    shapes, ontology = list(sources.shapes), list(sources.ontology)
    count = sum(1 for _ in turtle.triples([*data, *ontology]))
    print(f"{title}: {count:,} triples in {len(data)} files")
    engines: dict[str, Callable[[], frozenset[object]]] = {
        "validate, plain pyshacl": lambda: plain(data, shapes, ontology),
        "validate, pyshacl": lambda: shacl.by_pyshacl(data, shapes, ontology),
        "validate, shifty": lambda: shacl.by_shifty(data, shapes, ontology),
    }
    if not slow:
        del engines["validate, plain pyshacl"]
    answers = {name: run() for name, run in engines.items()}
    if len({frozenset(a) for a in answers.values()}) != 1:
        raise SystemExit(f"the engines differ: { {name: len(a) for name, a in answers.items()} }; nothing was measured")
    show(interleaved(engines, runs), next(iter(engines)))
    texts = {file: file.read_text(encoding="utf-8") for file in data}
    reading = {
        "read with rdflib": lambda: [rdflib.Graph().parse(data=text, format="turtle") for text in texts.values()],
        "read with places": lambda: [positions.parse(text, file) for file, text in texts.items()],
        "fmt": lambda: [canonical(text, file, prefixes=PREFIXES) for file, text in texts.items()],
    }
    reading["lint"] = lambda: lint(among=[*ontology, *shapes, *data])
    show(interleaved(reading, runs), "read with rdflib")
    print()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--triples", type=int, default=100_000)
    parser.add_argument("--no-plain", action="store_true", help="leave plain pyshacl out, which takes minutes")
    given = parser.parse_args()
    shipped = list(dataset.collect().data)
    measure("shipped", shipped, given.runs, slow=not given.no_plain)
    with tempfile.TemporaryDirectory() as folder:
        larger = copies(Path(folder), given.triples)
        measure("larger", larger, given.runs, slow=not given.no_plain)


if __name__ == "__main__":
    main()
