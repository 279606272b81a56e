"""How long a newcomer waits: cold start to first answer, load, rules, validation, and each question.

    python benchmarks/cold_start.py [--runs 5]

Prints the median of several runs, in milliseconds, with the least and the most. The answers of all runs of one thing
are compared before any figure is shown. Figures differ between machines; compare them only with others of the same run.
"""

from __future__ import annotations

import argparse
import hashlib
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox

import vlmkg
from vlmkg.graph import dataset, turtle


def timed(what: Callable[[], object], runs: int) -> tuple[list[float], object]:
    """Milliseconds of each run, and the answer, which must be the same each time."""
    times, answers = [], []
    for _ in range(runs):
        start = time.perf_counter()
        answers.append(what())
        times.append((time.perf_counter() - start) * 1000)
    if any(answer != answers[0] for answer in answers):
        raise SystemExit("the runs gave different answers; nothing was measured")
    return times, answers[0]


def line(name: str, times: list[float], note: object = "") -> None:
    print(f"{name:<38}{statistics.median(times):>9.1f} ms  ({min(times):.1f} to {max(times):.1f})  {note}")


def command(*arguments: str) -> Callable[[], str]:
    vlmkg_command = Path(sys.executable).with_name("vlmkg")

    def run() -> str:
        done = subprocess.run([vlmkg_command, *arguments], capture_output=True, check=True)
        return hashlib.sha256(done.stdout).hexdigest()[:8]

    return run


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs

    sources = dataset.collect()
    kg = vlmkg.load()
    stats = kg.stats()
    print(f"{stats['triples']:,} triples ({stats['asserted']:,} asserted), {stats['claims']:,} claims\n")

    print("from a shell, a new process each time")
    for arguments in (
        ("--version",),
        ("query", "ASK { model:siglip a vlmkg:VisionEncoder }"),
        ("run", "find-models-by-encoder"),
        ("lineage", "pixtral-12b"),
    ):
        line("vlmkg " + " ".join(a if len(a) < 30 else "..." for a in arguments), timed(command(*arguments), runs)[0])

    print("\nin one process")

    def parse() -> int:
        store = ox.Store()
        turtle.load(store, sources.turtle)
        return len(store)

    line("parse the Turtle", *timed(parse, runs))
    line("load with rules", *timed(lambda: len(dataset.load(sources).store), runs))
    times, report = timed(lambda: tuple(kg.validate().findings), 1)
    line("validate (pyshacl, cached queries)", times, f"{len(report)} findings")  # type: ignore[arg-type]

    print("\nquestions, in one process")
    for name in kg.questions:
        times, answer = timed(lambda name=name: kg.ask(name).serialize("csv"), runs)  # type: ignore[misc]
        line(name, times, f"{len(answer.splitlines()) - 1} rows")  # type: ignore[union-attr,attr-defined]


if __name__ == "__main__":
    main()
