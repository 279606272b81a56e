"""SHACL engines: pyshacl, the reference, and shifty, faster and optional. Both find the same.

Give them the facts and claims as they are written, before any rule has added to
them: an inferred fact has no claim of its own, and the shapes would say so. The
ontology is laid beside the data, so that the shapes see subclasses, domains and
what a property is. Nothing is inferred.

A shape that speaks of the whole graph (`sh:targetNode <https://w3id.org/vlmkg/>`)
runs its query once instead of once for every claim or model; the node at fault is
then the query's `?value`. A finding names that node as its focus, so that a reader
need not know which kind of shape spoke.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import rdflib
from rdflib.namespace import RDF, SH
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result
from rdflib.term import BNode, Node

from vlmkg.curation.findings import Finding, Severity
from vlmkg.errors import DataError, UsageError
from vlmkg.graph import turtle
from vlmkg.graph.positions import quiet
from vlmkg.terms import BASE, shorten

SHAPES: Final = BASE + "shapes#"
WHOLE: Final = BASE
"""The node that stands for the graph as a whole."""
BLANK: Final = "[]"
"""What stands for a blank node in a finding: its label would mean nothing to a reader."""

Files = Sequence[Path]
Engine = Callable[[Files, Files, Files], frozenset[Finding]]
"""What the shapes of some files find in data files with an ontology beside them: `engine(data, shapes, ontology)`."""

_SEVERITIES: Final[dict[Node, Severity]] = {SH.Violation: "error", SH.Warning: "warning", SH.Info: "info"}
_IRI = re.compile(r"<?(https?://[^\s\"'<>()]*[^\s\"'<>().,;:])>?")


@quiet()
def by_pyshacl(data: Files, shapes: Files, ontology: Files) -> frozenset[Finding]:
    """What pyshacl finds. Raises TurtleError, MissingData, or DataError where the shapes cannot be used."""
    import pyshacl
    from pyshacl.errors import ConstraintLoadError, ReportableRuntimeError, ShapeLoadError

    try:
        _, found, text = pyshacl.validate(
            _read(_Working(bind_namespaces="none"), data, ontology),
            shacl_graph=_read(rdflib.Graph(bind_namespaces="none"), shapes),
            inference="none",
            inplace=True,
            advanced=False,
        )
    except (ShapeLoadError, ConstraintLoadError, ReportableRuntimeError) as error:
        raise _unusable(error) from error
    if not isinstance(found, rdflib.Graph):  # pyshacl hands a failure back instead of raising it
        raise _unusable(text)
    return findings(found)


@quiet()
def by_shifty(data: Files, shapes: Files, ontology: Files) -> frozenset[Finding]:
    """What shifty finds. Raises as `by_pyshacl` does, and UsageError where it is not installed."""
    try:
        import shifty
    except ImportError:
        raise UsageError(
            "the engine shifty is not installed; `pip install 'vlmkg[fast]'`, or use --engine pyshacl"
        ) from None

    rules = _one_constraint_a_shape(_read(rdflib.Graph(bind_namespaces="none"), shapes))
    triples = "".join(f"{t.subject} {t.predicate} {t.object} .\n" for t in turtle.triples([*data, *ontology]))
    try:
        _, found, _ = shifty.validate(
            triples, rules.serialize(format="nt"), graph_mode="data", infer=False, sort_results=False
        )
    except (ValueError, RuntimeError) as error:
        raise _unusable(error) from error
    return findings(found)


def engine(name: str) -> tuple[str, Engine]:
    """An engine by its name; `auto` is shifty where it is installed, else pyshacl."""
    if name == "auto":
        from importlib.util import find_spec

        name = "shifty" if find_spec("shifty") else "pyshacl"
    return name, ENGINES[name]


ENGINES: Final[dict[str, Engine]] = {"pyshacl": by_pyshacl, "shifty": by_shifty}


def _read(graph: rdflib.Graph, *groups: Files) -> rdflib.Graph:
    for files in groups:
        deque(turtle.triples(files), maxlen=0)  # the stricter parser, whose errors name the place
        for file in files:
            graph.parse(file, format="turtle")
    return graph


def _unusable(why: object) -> DataError:
    return DataError(f"the shapes cannot be used: {why}; mend the file in ontology/shapes/")


def findings(found: rdflib.Graph) -> frozenset[Finding]:
    """What an `sh:ValidationReport` says."""
    return frozenset(_finding(found, result) for result in found.objects(None, SH.result))


def _finding(found: rdflib.Graph, result: Node) -> Finding:
    """One `sh:ValidationResult`, read."""
    focus = _name(found.value(result, SH.focusNode)) or WHOLE
    path = found.value(result, SH.resultPath)
    value = _name(found.value(result, SH.value))
    shown = None if value == focus else value
    if focus == WHOLE and shown is not None:
        focus, shown = shown, None
    return Finding(
        focus=focus,
        path=str(path) if isinstance(path, rdflib.URIRef) else None,
        value=shown,
        severity=_SEVERITIES.get(found.value(result, SH.resultSeverity) or SH.Violation, "error"),
        rule=_rule(found, result),
        message=" ".join(sorted(_plain(str(text)) for text in found.objects(result, SH.resultMessage))),
    )


def _name(node: Node | None) -> str | None:
    return BLANK if isinstance(node, BNode) else None if node is None else str(node)


def _rule(found: rdflib.Graph, result: Node) -> str:
    """The name of the rule: of the query where a query spoke, else of the shape."""
    for predicate in (SH.sourceConstraint, SH.sourceShape, SH.sourceConstraintComponent):
        name = found.value(result, predicate)
        if isinstance(name, rdflib.URIRef):
            return name.removeprefix(SHAPES)
    return "unnamed"


def _plain(message: str) -> str:
    """The message with short names in place of IRIs."""
    return _IRI.sub(lambda iri: shorten(iri[1]), message)


def _one_constraint_a_shape(shapes: rdflib.Graph) -> rdflib.Graph:
    """The same shapes, each query in a shape of its own that has the query's name.

    shifty's results name the shape (`sh:sourceShape`) but not which of its queries spoke
    (`sh:sourceConstraint`), and ours stand many to a shape.
    """
    for shape, constraint in list(shapes.subject_objects(SH.sparql)):
        if not isinstance(constraint, rdflib.URIRef):
            continue
        query = BNode()
        for predicate, value in list(shapes.predicate_objects(constraint)):
            shapes.remove((constraint, predicate, value))
            shapes.add((query, predicate, value))
        for predicate in (
            RDF.type,
            SH.targetNode,
            SH.targetClass,
            SH.targetSubjectsOf,
            SH.targetObjectsOf,
            SH.severity,
        ):
            for value in shapes.objects(shape, predicate):
                shapes.add((constraint, predicate, value))
        shapes.remove((shape, SH.sparql, constraint))
        shapes.add((constraint, SH.sparql, query))
    return shapes


class _Working(rdflib.Graph):
    """A graph that parses each query once.

    pyshacl hands every SPARQL constraint over as text, at every validation and for
    every focus node anew, and rdflib's parser needs 5 to 110 ms for each of ours: 0.8 s
    of the 2.1 s that a small file takes. pyshacl calls the `query` of the graph it was
    given, so overriding it here needs no patch in either library.
    A prepared query holds no state between evaluations, thus the answers are the same
    (tests/shapes compares them).
    """

    def query(self, query_object: str | Query, *args: Any, **kwargs: Any) -> Result:
        """As in rdflib, with the text of a query replaced by the prepared query."""
        prepared = _prepare(query_object) if isinstance(query_object, str) else query_object
        return super().query(prepared, *args, **kwargs)


@lru_cache(maxsize=512)
def _prepare(text: str) -> Query:
    return prepareQuery(text)
