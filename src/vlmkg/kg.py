"""The knowledge graph, as every face uses it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from vlmkg.graph import dataset, guard, kept, results, written
from vlmkg.graph.as_of import day
from vlmkg.graph.dataset import Dataset
from vlmkg.graph.guard import CheckedQuery
from vlmkg.graph.results import Answer, Rows
from vlmkg.graph.store import ALL, Embedded, Graphs
from vlmkg.lineage import relations
from vlmkg.lineage.asking import AskingMethods
from vlmkg.lineage.methods import LineageMethods
from vlmkg.questions.entities import Entity, Library
from vlmkg.questions.search import Match
from vlmkg.terms import KINDS, PREFIXES, VLMKG

if TYPE_CHECKING:
    import rdflib

    from vlmkg.curation.coverage import Coverage
    from vlmkg.curation.drafts.compare import Comparison
    from vlmkg.curation.drafts.draft import Provenance
    from vlmkg.curation.findings import Report
    from vlmkg.exchange.bill import BillOfMaterials


class Kg(AskingMethods, LineageMethods):
    """A loaded graph. Get one with `vlmkg.load()`.

    `progress` is called with a line of text by what takes longer than a moment; it does nothing unless set.

    >>> import vlmkg
    >>> kg = vlmkg.load()
    >>> kg.ask("find-models-by-encoder", encoder="SigLIP")  # doctest: +SKIP
    """

    def __init__(self, data: Dataset) -> None:
        self.dataset = data
        self.progress: Callable[[str], None] = lambda _: None
        self._engine = Embedded(data.store)

    @classmethod
    def load(
        cls,
        *data: str | Path,
        builtin: bool = True,
        as_of: date | str | None = None,
        store: str | Path | None = None,
    ) -> Kg:
        """Load the shipped graph and any further Turtle, a file or a folder of files each.

        `builtin=False` leaves the shipped facts out and keeps the ontology. `as_of` is a day, or
        a text such as `2026-11-23`: the graph as it stood at the end of it, from the days on
        which claims were recorded. `store` is a folder in which the loaded graph is kept, for graphs
        of some ten thousand models and more: it is built there once, opened in moments as long as the files stay the
        same, takes little memory, and cannot be changed through `graph`. Raises MissingData, TurtleError, DataError
        where the folder cannot be used, and UsageError for a day that is none or by which nothing was recorded.
        """
        when = None if as_of is None else day(as_of)
        sources = dataset.collect([Path(path) for path in data], builtin=builtin, as_of=when)
        if store is None:
            return cls(dataset.load(sources))
        from vlmkg.lineage.recorded import readings

        return cls(kept.load(sources, Path(store), readings))

    def packed(self) -> Kg:
        """The same graph arranged in memory for being asked often, as a server is: packing takes as long as loading.

        What was changed through `graph` is in it.
        """
        return type(self)(self.dataset.packed())

    # -- asking

    def query(self, sparql: str) -> Answer:
        """The answer to a SPARQL query: `Rows`, `Boolean` or `Triples`.

        The prefixes of vlmkg need not be declared. Raises QuerySyntaxError,
        QueryRefused or QueryFailed.
        """
        return self._engine.query(guard.check(sparql))

    def write(
        self,
        query: str | CheckedQuery,
        format: str = "json",
        *,
        default_graphs: Collection[str] = (),
        named_graphs: Collection[str] = (),
        largest: int = written.LARGEST_ANSWER,
    ) -> bytes:
        """The answer to a SPARQL query as the engine writes it, in a form of `results.ROW_FORMATS` or `GRAPH_FORMATS`.

        Faster than `query`, which reads it back. The graphs are those of the SPARQL 1.1 Protocol; the one that there is
        goes by `https://w3id.org/vlmkg/data`. Raises QuerySyntaxError, QueryRefused, QueryFailed, FormatError, or
        AnswerTooLarge where the answer has over `largest` bytes.
        """
        graphs = Graphs(tuple(default_graphs), tuple(named_graphs)) if default_graphs or named_graphs else ALL
        checked = guard.check(query, graphs_given=graphs != ALL) if isinstance(query, str) else query
        return self._engine.write(checked, format, graphs, largest)

    def dump(self, format: str = "turtle", graph: str | None = None, *, largest: int = written.LARGEST_GRAPH) -> bytes:
        """All of the graph, or of a named one, in the store's order; `export` takes longer and sorts.

        Raises UnknownName for a graph that is not here, FormatError, or AnswerTooLarge for over `largest` bytes.
        """
        return self._engine.dump(format, graph, largest)

    # -- looking

    @cached_property
    def library(self) -> Library:
        """Where names, labels and the ontology's terms are looked up."""
        return Library(self._engine, self.dataset.records)

    def resolve(self, name: str, kinds: Iterable[str] | None = None) -> str:
        """The IRI of what goes by a name: a label, another name, a hub id, a short name or an IRI."""
        return self.library.names.resolve(name, kinds)

    def search(self, text: str, limit: int = 10, *, of: str | None = None) -> list[Match]:
        """The things whose names are nearest to a text, best first.

        `of` keeps to a class, by its short name, name or label (`vlmkg:VisionEncoder`, `vision encoder`), to a kind, by
        its prefix (`model`), or to several of these with commas between. Raises ParameterError for any other word.
        """
        names = self.library.names
        if of is None:
            return names.search(text, limit)
        among: set[str] = set()
        for word in filter(None, map(str.strip, of.split(","))):
            if word in KINDS:
                among.update(names.of_kind(word))
            else:
                among |= self.library.instances(self.library.schema.class_(word))
        return names.search(text, limit, among=among)

    def show(self, name: str) -> Entity:
        """What the graph says about one thing, and who says so. Raises UnknownName."""
        return self.library.describe(self.resolve(name))

    def label(self, value: str) -> str:
        """What a reader is shown for a value: an entity's label, or the value itself."""
        return self.library.value(value)

    def role(self, property_: str) -> str:
        """What a reader is shown for a property of a lineage step."""
        return relations.role(self.library.schema, property_)

    # -- taking away

    @cached_property
    def graph(self) -> rdflib.Graph:
        """The graph for rdflib: the same store, not a copy, so a change shows in later answers.

        The prefixes of vlmkg are bound, so queries need not declare them.
        """
        if self.dataset.records is None:  # a kept graph cannot change
            self.library.close()
        import rdflib
        from oxrdflib import OxigraphStore
        from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

        graph = rdflib.Graph(store=OxigraphStore(store=self.dataset.store), identifier=DATASET_DEFAULT_GRAPH_ID)
        for prefix, iri in PREFIXES.items():
            graph.bind(prefix, iri, replace=True)
        return graph

    def export(self, format: str = "turtle", *, inferred: bool = True, claims: bool = True) -> bytes:
        """The graph in one of `turtle`, `ntriples`, `nquads`, `trig`, `jsonld`, `rdfxml`.

        `inferred=False` leaves out what the rules added, `claims=False` the
        claims. Triples are in a stable order. Raises FormatError.
        """
        results.graph_form(format)  # before the triples are sorted, which takes its time
        triples = results.in_order(self.dataset.triples(inferred=inferred, claims=claims))
        return results.write_graph(iter(triples), format)

    def bom(self, name: str, format: str = "cyclonedx", *, timestamp: datetime | None = None) -> BillOfMaterials:
        """The bill of materials of a model as `cyclonedx` (1.6) or `spdx` (3.0.1), with every claim it cannot hold.

        The same graph, name and `timestamp` give the same bytes; without a time CycloneDX names none, and SPDX the
        latest day on which a source was read. Raises UnknownName, FormatError, or UsageError where the thing is no
        model, model family or dataset, or where a package is missing (`pip install 'vlmkg[exchange]'`).
        """
        from vlmkg.exchange.bill import bill_of_materials

        return bill_of_materials(self.library, self.resolve(name), format, self.dataset.sources.digest, timestamp)

    def validate(self, engine: str = "auto") -> Report:
        """What SHACL finds in the files as they are written (not in the served store, which normalizes literals).

        A graph as of a day is checked as its files are today.

        `engine` is `pyshacl`, `shifty`, or `auto` for the faster of those installed; both find the same.
        """
        from vlmkg.curation.validate import validate

        sources = self.dataset.sources
        return validate(sources.data, shapes=sources.shapes, ontology=sources.ontology, engine=engine)

    # -- curating

    def draft(self, kind: str, file: str | Path, provenance: Provenance, **options: str) -> Comparison:
        """What a file of somebody else's says, beside what this graph holds.

        `kind` is `list`, `card`, `config` ... (see `vlmkg draft --help`). Raises UsageError for an
        unknown kind, SourceFileError where the file is not of that kind or cannot be read.
        """
        from vlmkg.curation.drafts.compare import compare
        from vlmkg.curation.drafts.kinds import find

        return compare(find(kind).read(Path(file), self.library, provenance, **options), self.library)

    def write_draft(self, comparison: Comparison, folder: str | Path) -> list[Path]:
        """Write a draft into a new folder, as Turtle to review; see `vlmkg.curation.drafts.write`."""
        from vlmkg.curation.drafts.write import write

        return write(comparison, self.library, Path(folder))

    # -- counting

    def coverage(self) -> Coverage:
        """Of how many things the graph has a verified value of each relation, and what is left to look up."""
        from vlmkg.curation.coverage import report

        return report(self.library)

    def stats(self) -> dict[str, int | dict[str, int]]:
        """Counts: triples, entities by class, claims by status."""
        classes: Counter[str] = Counter()
        for label, count in self._rows(_BY_CLASS):
            classes[str(label)] = int(str(count))
        statuses = {str(status): int(str(count)) for status, count in self._rows(_BY_STATUS)}
        return {
            "triples": self.dataset.asserted + self.dataset.inferred,
            "asserted": self.dataset.asserted,
            "inferred": self.dataset.inferred,
            "entities": int(str(self._rows(_ENTITIES)[0][0])),
            "claims": sum(statuses.values()),
            "claims by status": statuses,
            "entities by class": dict(classes.most_common()),
        }

    def _rows(self, query: str) -> Sequence[tuple[results.Value, ...]]:
        answer = self.query(query)
        assert isinstance(answer, Rows)
        return list(answer)


_OURS = 'FILTER(STRSTARTS(STR(?x), "https://w3id.org/vlmkg/") && !CONTAINS(STR(?x), "#"))'
_ENTITIES = f"""
SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {{ ?x a ?class ; rdfs:label ?label . {_OURS} }}
"""
_BY_CLASS = f"""
SELECT ?name (COUNT(DISTINCT ?x) AS ?n) WHERE {{
  ?x a ?class . {_OURS}
  ?class a owl:Class ; rdfs:label ?name .
  FILTER(STRSTARTS(STR(?class), "{VLMKG}") && ?class != vlmkg:Claim)
}} GROUP BY ?name ORDER BY DESC(?n) ?name
"""
_BY_STATUS = """
SELECT (STRAFTER(STR(?status), "#") AS ?name) (COUNT(*) AS ?n) WHERE { ?claim a vlmkg:Claim ; vlmkg:status ?status }
GROUP BY ?status ORDER BY DESC(?n) ?name
"""


def load(
    *data: str | Path, builtin: bool = True, as_of: date | str | None = None, store: str | Path | None = None
) -> Kg:
    """Load the graph; see `Kg.load`."""
    return Kg.load(*data, builtin=builtin, as_of=as_of, store=store)
