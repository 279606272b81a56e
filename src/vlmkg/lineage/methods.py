"""What a loaded graph can be asked about lineage, by name.

Every method takes names as users write them. `least` is the least sure status of a step that is followed (`Unchecked`:
all that the graph states as a fact; `Disputed`: also what is in dispute), `depth` the most steps, `proof` adds to each
row the steps it rests on, with their claims. `follow` is `built` for parameters, `learned` for data and teaching, `all`
for both, or some properties by name (`("usesVisionEncoder", "trained on")`). All raise UnknownName for what nothing
goes by, and ParameterError for a property that is no step of lineage.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING

from vlmkg.errors import ParameterError
from vlmkg.lineage.edges import Direction, Verdict
from vlmkg.lineage.relations import Follow
from vlmkg.lineage.tree import Tree, trace
from vlmkg.lineage.web import DEEPEST, Reach
from vlmkg.questions.entities import Library
from vlmkg.questions.evidence import Status
from vlmkg.terms import VLMKG

if TYPE_CHECKING:
    from vlmkg.lineage.beside import Beside
    from vlmkg.lineage.comparison import Comparison
    from vlmkg.lineage.contamination import Contamination
    from vlmkg.lineage.disclosures import Disclosures
    from vlmkg.lineage.disputes import Disputes
    from vlmkg.lineage.exposure import Exposure
    from vlmkg.lineage.flips import Flips
    from vlmkg.lineage.obligations import Obligations
    from vlmkg.lineage.parts import Parts
    from vlmkg.lineage.ranking import Ranking
    from vlmkg.lineage.relatives import CommonAncestors, Relatives, Ways


class LineageMethods:
    """The part of `Kg` that answers about lineage; it needs the library, and names resolved."""

    progress: Callable[[str], None]

    @property
    @abstractmethod
    def library(self) -> Library:
        """Where names, labels and the ontology's terms are looked up."""

    @abstractmethod
    def resolve(self, name: str, kinds: Iterable[str] | None = None) -> str:
        """The IRI of what goes by a name."""

    def _kind(self, name: str, kind: str, *classes: str) -> str:
        """The IRI of a name that must be of one of some classes. Raises ParameterError where it is of another."""
        iri = self.resolve(name)
        found = self.library.types(iri)
        if found and not found & {VLMKG + class_ for class_ in classes}:
            is_ = ", ".join(self.library.classes([iri]).get(iri, ())) or "something else"
            raise ParameterError(f"{self.library.value(iri)} is no {kind} but {is_}; give a {kind} here")
        return iri

    def _model(self, name: str) -> str:
        return self._kind(name, "model", "Model", "ModelFamily")

    def _dataset(self, name: str) -> str:
        return self._kind(name, "dataset", "Dataset", "Benchmark")

    def lineage(
        self,
        name: str,
        *,
        direction: Direction = "up",
        follow: Follow = "all",
        depth: int = DEEPEST,
        least: Status = "Unchecked",
    ) -> Tree:
        """What a thing came from (`up`) or what came from it (`down`), as a tree with the evidence of each step.

        `follow` is `built` for parameters, `learned` for data and teaching, `all` for both, or some properties by name
        (`("usesVisionEncoder", "trained on")`). Raises UnknownName, or ParameterError for an unknown property.
        """
        return trace(self.library, self.resolve(name), direction=direction, reach=Reach(follow, depth, least))

    def ancestors(
        self,
        name: str,
        *,
        follow: Follow = "all",
        depth: int = DEEPEST,
        least: Status = "Unchecked",
        proof: bool = False,
    ) -> Relatives:
        """Everything a thing comes from, the nearest first."""
        from vlmkg.lineage.relatives import ancestors

        return ancestors(self.library, self.resolve(name), reach=Reach(follow, depth, least), proof=proof)

    def descendants(
        self,
        name: str,
        *,
        follow: Follow = "all",
        depth: int = DEEPEST,
        least: Status = "Unchecked",
        proof: bool = False,
    ) -> Relatives:
        """Everything that comes from a thing, from a version of it or from a member of it."""
        from vlmkg.lineage.relatives import descendants

        return descendants(self.library, self.resolve(name), reach=Reach(follow, depth, least), proof=proof)

    def parts(self, name: str, *, follow: Follow = "all", least: Status = "Unchecked", proof: bool = False) -> Parts:
        """The parts of a model, slot by slot, with the version used and what each training stage did to it."""
        from vlmkg.lineage.parts import parts

        return parts(self.library, self.resolve(name), follow=follow, least=least, proof=proof)

    def path(
        self,
        one: str,
        other: str,
        *,
        follow: Follow = "all",
        depth: int = DEEPEST,
        least: Status = "Unchecked",
        proof: bool = True,
    ) -> Ways:
        """How one of two things comes from the other: every way, the surest and shortest first."""
        from vlmkg.lineage.relatives import path

        first, second = self.resolve(one), self.resolve(other)
        return path(self.library, first, second, reach=Reach(follow, depth, least), proof=proof)

    def common_ancestors(
        self,
        one: str,
        other: str,
        *,
        follow: Follow = "built",
        depth: int = DEEPEST,
        least: Status = "Unchecked",
        proof: bool = False,
    ) -> CommonAncestors:
        """The nearest things from which both of two come, and by which part each reaches them."""
        from vlmkg.lineage.relatives import common_ancestors

        first, second = self.resolve(one), self.resolve(other)
        return common_ancestors(self.library, first, second, reach=Reach(follow, depth, least), proof=proof)

    def exposure(
        self,
        dataset: str,
        *,
        follow: Follow = "all",
        depth: int = DEEPEST,
        least: Status = "Unchecked",
        unknown: bool = True,
        proof: bool = False,
    ) -> Exposure:
        """The models with data of a dataset behind them: proved, possible, and unknown where nobody says.

        `unknown=False` leaves the last out.
        """
        from vlmkg.lineage.exposure import exposure

        iri = self._dataset(dataset)
        return exposure(self.library, iri, reach=Reach(follow, depth, least), unknown=unknown, proof=proof)

    def contamination(
        self,
        model: str,
        benchmark: str | None = None,
        *,
        follow: Follow = "all",
        depth: int = DEEPEST,
        least: Status = "Unchecked",
        proof: bool = False,
    ) -> Contamination:
        """Where the training data of a model, and of all it comes from, meet one benchmark or any."""
        from vlmkg.lineage.contamination import contamination

        wanted = self._kind(benchmark, "benchmark", "Benchmark", "Dataset") if benchmark else None
        return contamination(
            self.library,
            self._model(model),
            wanted,
            reach=Reach(follow, depth, least),
            proof=proof,
        )

    def obligations(
        self,
        model: str,
        *,
        follow: Follow = "all",
        depth: int = DEEPEST,
        least: Status = "Unchecked",
        proof: bool = False,
    ) -> Obligations:
        """What the licenses of a model and of everything behind it ask of a product. Information, not legal advice."""
        from vlmkg.lineage.obligations import obligations

        return obligations(
            self.library,
            self._model(model),
            reach=Reach(follow, depth, least),
            proof=proof,
        )

    def diff(self, one: str, other: str, *, proof: bool = False) -> Comparison:
        """Two things beside each other, property by property and score by score."""
        from vlmkg.lineage.comparison import compare

        return compare(self.library, self.resolve(one), self.resolve(other), proof=proof)

    def compare(self, *names: str) -> Beside:
        """Two to four things beside each other: parts, data, sizes, terms, and the scores that may be compared.

        Raises ParameterError where there are fewer, more, or one of them twice.
        """
        from vlmkg.lineage.beside import beside

        return beside(self.library, [self.resolve(name) for name in names])

    def ranking(
        self,
        capability: str,
        *,
        remove: Collection[Verdict] = ("proved", "possible"),
        least: Status = "Unchecked",
        proof: bool = False,
    ) -> Ranking:
        """Ranks on a capability or a benchmark before and after contaminated results are taken out."""
        from vlmkg.lineage.ranking import ranking

        iri = self.resolve(capability, ("capability", "benchmark", "dataset"))
        return ranking(self.library, iri, remove=remove, least=least, proof=proof, progress=self.progress)

    def disclosures(self, dataset: str, *, least: Status = "Unchecked", proof: bool = False) -> Disclosures:
        """The fewest disclosures by makers that would settle every unknown way from a dataset to a model."""
        from vlmkg.lineage.disclosures import disclosures

        return disclosures(self.library, self._dataset(dataset), least=least, proof=proof)

    def disputes(self, name: str | None = None, *, rejected: bool = True) -> Disputes:
        """What sources state against one another about a thing, or everything; both sides, with their sources."""
        from vlmkg.lineage.disputes import disputes

        return disputes(self.library, self.resolve(name) if name else None, rejected=rejected)

    def flips(self, model: str | None = None, *, proof: bool = False) -> Flips:
        """The answers about licenses that change if a disputed step of lineage is true."""
        from vlmkg.lineage.flips import flips

        return flips(
            self.library,
            self._model(model) if model else None,
            proof=proof,
            progress=self.progress,
        )
