"""A synthetic graph of any number of models, always of the same local structure.

It is made of groups: 40 models with their data sets, a benchmark and their claims, shaped as the shipped data are.
Five groups share images and a teacher, 25 an archive, and all of them one crawl, one encoder and the licenses. What
leads up from a model is therefore of the same size in every graph; what leads down is of four sizes.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from vlmkg.terms import PREFIXES

MODELS: Final = 40
"""Models in a group."""

FILE: Final = 25
"""Groups in a file, and groups that share an archive."""

_SHARED: Final = 5
_SIZES: Final = ("7b", "13b", "34b")
_POPULAR: Final = 40
_VERSIONS: Final = 3
"""Encoders that the field shares, and versions of each."""
_SOURCES: Final = ("paper", "card", "code", "list")
_PREFIX_BLOCK: Final = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
_LICENSES: Final = {
    "free": ("true", "false", "true"),
    "community": ("true", "false", "false"),
    "research": ("false", "true", "true"),
    "share": ("true", "false", "true"),
}
"""Whether each allows commercial use, is for research only, and allows training on output."""


class Paper:
    """Turtle of facts, each with its claim; the choices are the same in every one of a kind."""

    def __init__(self) -> None:
        self.choice = random.Random(0)
        self.lines: list[str] = []
        self.counts: dict[str, int] = {}

    def thing(self, curie: str, class_: str, label: str) -> None:
        """A thing with its label, another name and a definition."""
        self.lines.append(
            f'{curie} a vlmkg:{class_} ; rdfs:label "{label}"@en ; skos:altLabel "{label} (synthetic)"@en ; '
            f'skos:definition "{label}, made up for a measurement."@en .\n'
        )

    def claim(self, subject: str, property_: str, value: str, status: str, source: str) -> None:
        """A claim, which alone asserts nothing."""
        name = f"{subject.partition(':')[2]}.{property_.partition(':')[2].lower()}"
        number = self.counts[name] = self.counts.get(name, 0) + 1
        kind = "claimEntity" if value[0].isalpha() and value not in ("true", "false") else "claimLiteral"
        self.lines.append(
            f"claim:{name}.{number} a vlmkg:Claim ; vlmkg:claimSubject {subject} ; vlmkg:claimProperty {property_} ; "
            f'vlmkg:{kind} {value} ; vlmkg:source {source} ; vlmkg:locator "section {self.choice.randrange(1, 9)}" ; '
            f"vlmkg:status vlmkg:{status} .\n"
        )

    def fact(self, subject: str, property_: str, value: str, source: str, status: str = "Verified") -> None:
        """A fact and the claim for it."""
        if ":" not in property_:
            property_ = f"vlmkg:{property_}"
        self.lines.append(f"{subject} {property_} {value} .\n")
        self.claim(subject, property_, value, status, source)


def _common() -> Paper:
    """What all groups share."""
    paper = Paper()
    source = "source:common"
    paper.lines.append(f'{source} a vlmkg:Source ; rdfs:label "Common source"@en ; vlmkg:sourceType vlmkg:Paper .\n')
    for name, (commercial, research, output) in _LICENSES.items():
        license_ = f"license:{name}"
        paper.thing(license_, "License", f"License {name}")
        for property_, value in (
            ("allowsCommercialUse", commercial),
            ("researchOnly", research),
            ("allowsTrainingOnOutput", output),
            ("requiresAttribution", "true"),
            ("allowsRedistribution", "true"),
            ("requiresShareAlike", "true" if name == "share" else "false"),
        ):
            paper.fact(license_, property_, value, source)
    paper.thing("dataset:crawl", "Dataset", "Crawl")
    paper.fact("dataset:crawl", "dcterms:license", "license:research", source)
    paper.thing("model:root-eye", "VisionEncoder", "Root Eye")
    paper.fact("model:root-eye", "trainedOn", "dataset:crawl", source)
    paper.fact("model:root-eye", "dcterms:license", "license:free", source)
    paper.thing("org:makers", "Organization", "Makers")
    for connector in ("projector", "resampler"):
        paper.thing(f"connector:{connector}", "Connector", connector.capitalize())
    return paper


def _archive(number: int) -> Paper:
    paper = Paper()
    mark = f"h{number:05}"
    paper.lines.append(
        f'source:{mark} a vlmkg:Source ; rdfs:label "Source {mark}"@en ; vlmkg:sourceType vlmkg:Paper .\n'
    )
    paper.thing(f"dataset:archive-{mark}", "Dataset", f"Archive {mark}")
    paper.fact(f"dataset:archive-{mark}", "dcterms:license", "license:free", f"source:{mark}")
    return paper


def _images(number: int) -> Paper:
    paper = Paper()
    mark, archive, source = f"s{number:05}", f"h{number * _SHARED // FILE:05}", f"source:s{number:05}"
    paper.lines.append(f'{source} a vlmkg:Source ; rdfs:label "Source {mark}"@en ; vlmkg:sourceType vlmkg:Paper .\n')
    paper.thing(f"dataset:images-{mark}", "Dataset", f"Images {mark}")
    paper.fact(f"dataset:images-{mark}", "filteredFrom", f"dataset:archive-{archive}", source)
    paper.thing(f"model:teacher-{mark}", "LanguageModel", f"Teacher {mark}")
    paper.fact(f"model:teacher-{mark}", "dcterms:license", "license:community", source)
    paper.claim(f"model:teacher-{mark}", "vlmkg:trainedOn", "vlmkg:NotDisclosed", "Verified", source)
    return paper


class Group(Paper):
    """The 40 models of one group, with their data sets, a benchmark and their claims."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.mark = f"c{number:05}"
        self.shared = f"s{number // _SHARED:05}"
        for kind in _SOURCES:
            self.lines.append(
                f'source:{kind}-{self.mark} a vlmkg:Source ; rdfs:label "{kind.capitalize()} {self.mark}"@en ; '
                f"vlmkg:sourceType vlmkg:Paper ; foaf:page <https://example.org/{self.mark}/{kind}> .\n"
            )
        self._data()
        self._language_models()
        self._encoders()
        self._family()

    def name(self, kind: str, local: str) -> str:
        return f"{kind}:{local}-{self.mark}"

    def say(self, subject: str, property_: str, *values: str) -> None:
        """Facts with a claim each; now and then of one list only, or twice."""
        for value in values:
            chance = self.choice.random()
            source = f"source:{self.choice.choice(_SOURCES)}-{self.mark}"
            status = "Unchecked" if chance < 0.03 else "Accepted" if chance < 0.15 else "Verified"
            self.fact(subject, property_, value, source, status)
            if chance > 0.9:
                second = f"vlmkg:{property_}" if ":" not in property_ else property_
                self.claim(subject, second, value, "Accepted", f"source:list-{self.mark}")

    def dataset(self, local: str, class_: str = "Dataset", **facts: str | tuple[str, ...]) -> str:
        curie = self.name("benchmark" if class_ == "Benchmark" else "dataset", local)
        self.thing(curie, class_, f"{local.replace('-', ' ').title()} {self.mark}")
        for property_, values in facts.items():
            self.say(curie, property_, *([values] if isinstance(values, str) else values))
        return curie

    def model(self, local: str, class_: str = "VisionLanguageModel", **facts: str | tuple[str, ...]) -> str:
        curie = self.name("model", local)
        self.thing(curie, class_, f"{local.replace('-', ' ').title()} {self.mark}")
        self.say(curie, "dcterms:license", f"license:{self.choice.choice(list(_LICENSES))}")
        self.say(curie, "developedBy", "org:makers")
        self.say(curie, "parameterCount", str(self.choice.randrange(1, 70) * 10**9))
        self.lines.append(f'{curie} dcterms:issued "2024-0{self.choice.randrange(1, 10)}-01"^^xsd:date .\n')
        for property_, values in facts.items():
            self.say(curie, property_, *([values] if isinstance(values, str) else values))
        return curie

    def _data(self) -> None:
        images, teacher = f"dataset:images-{self.shared}", f"model:teacher-{self.shared}"
        web = self.dataset("web", filteredFrom="dataset:crawl")
        pairs = self.dataset("pairs", filteredFrom=web)
        self.recap = self.dataset("recap", recaptionedFrom=pairs, generatedBy=self.name("model", "captioner"))
        instruct = self.dataset("instruct", generatedBy=teacher, usesImagesFrom=images)
        self.part = self.dataset("instruct-part", subsetOf=instruct)
        self.text = self.dataset("text")
        self.mix = self.dataset("mix", includesDataset=(self.part, self.recap, self.text))
        self.documents = self.dataset("documents", usesImagesFrom=web)
        self.web = web
        for curie in (web, pairs, instruct, self.text, self.documents):
            self.say(curie, "dcterms:license", "license:free")
        benchmark = self.dataset("exam", "Benchmark", usesImagesFrom=images)
        self.dataset("exam-val", "Benchmark", variantOf=benchmark)

    def _language_models(self) -> None:
        first = self.model("tongue", "LanguageModel")
        self.claim(first, "vlmkg:trainedOn", "vlmkg:NotDisclosed", "Verified", f"source:paper-{self.mark}")
        second = self.model("tongue-2", "LanguageModel", continuedFrom=first, trainedOn=self.text)
        self.chat = self.model("tongue-2-chat", "LanguageModel", fineTunedFrom=second)
        self.model("tongue-2-chat-int4", "LanguageModel", quantizedFrom=self.chat)

    def _encoders(self) -> None:
        eye = self.model("eye", "VisionEncoder", initializedFrom="model:root-eye", trainedOn=self.web)
        large = self.model("eye-large", "VisionEncoder", variantOf=eye)
        self.eye = self.model("eye-large-336", "VisionEncoder", variantOf=large, continuedFrom=large)
        self.model("captioner", usesVisionEncoder=large, builtOnBackbone=self.name("model", "tongue"))

    def _family(self) -> None:
        family = self.name("family", "seer")
        self.thing(family, "ModelFamily", f"Seer {self.mark}")
        self.say(family, "usesVisionEncoder", self.eye)
        self.say(family, "usesConnector", "connector:projector")
        self.say(family, "trainedOn", self.mix)
        for size in _SIZES:
            base = self.model(f"seer-{size}", memberOf=family, builtOnBackbone=self.chat)
            self._stages(base)
            chat = self.model(f"seer-{size}-chat", fineTunedFrom=base, trainedOn=self.part)
            aligned = self.model(f"seer-{size}-aligned", fineTunedFrom=chat, trainedOn=self.recap)
            for bits in ("int4", "int8"):
                self.model(f"seer-{size}-chat-{bits}", quantizedFrom=chat)
            for field in ("medical", "documents", "charts"):
                self.model(f"seer-{size}-{field}", fineTunedFrom=chat, trainedOn=self.documents)
            self.model(f"seer-{size}-merged", mergedFrom=(chat, aligned))
            self.model(f"seer-{size}-video", adaptedFrom=chat)
        self.model("seer-small", distilledFrom=self.name("model", "seer-34b-chat"), builtOnBackbone=self.chat)
        loner = self.model("loner", usesVisionEncoder=self.eye, builtOnBackbone=self.chat)
        source = f"source:list-{self.mark}"
        self.claim(loner, "vlmkg:fineTunedFrom", self.name("model", "seer-7b"), "Rejected", source)
        self.claim(loner, "vlmkg:trainedOn", "vlmkg:NotDisclosed", "Verified", source)
        self.claim(loner, "vlmkg:trainedOn", self.documents, "Disputed", source)

    def _stages(self, model: str) -> None:
        for number, (data, state) in enumerate(((self.recap, "frozePart"), (self.mix, "tunedPart")), 1):
            stage = f"stage:{model.partition(':')[2]}.{number}"
            self.lines.append(
                f'{stage} a vlmkg:TrainingStage ; rdfs:label "Stage {number} of {model.partition(":")[2]}"@en ; '
                f"vlmkg:stageOf {model} ; vlmkg:stageNumber {number} .\n"
            )
            self.say(stage, "stageData", data)
            self.say(stage, state, self.eye)


def groups(models: int) -> int:
    """How many groups make up about so many models, a whole number of archives."""
    return max(1, round(models / MODELS / FILE)) * FILE


def write(folder: Path, models: int) -> list[Path]:
    """The files of a graph of about so many models."""
    found = []
    for number, text in enumerate(_texts(groups(models))):
        path = folder / f"synthetic-{number:05}.ttl"
        path.write_text(_PREFIX_BLOCK + text, encoding="utf-8")
        found.append(path)
    return found


def _texts(count: int) -> Iterator[str]:
    yield "".join(_common().lines)
    for archive in range(count // FILE):
        lines = _archive(archive).lines
        for shared in range(archive * FILE // _SHARED, (archive + 1) * FILE // _SHARED):
            lines += _images(shared).lines
        for number in range(archive * FILE, (archive + 1) * FILE):
            lines += Group(number).lines
        yield "".join(lines)


_SEERS: Final = [
    f"seer-{size}{kind}"
    for size in _SIZES
    for kind in ("", "-chat", "-aligned", "-chat-int4", "-chat-int8", "-medical", "-documents", "-charts", "-video")
]


def write_popular(folder: Path, models: int) -> None:
    """A file beside those of `write`: most models have an encoder of the few that the field shares as well.

    The most popular of them has a quarter of all.
    """
    versions = [f"model:popular-{encoder}-v{version}" for encoder in range(_POPULAR) for version in range(_VERSIONS)]
    lines = [f"@prefix {prefix}: <{PREFIXES[prefix]}> .\n" for prefix in ("model", "rdfs", "vlmkg")]
    for encoder in range(_POPULAR):
        lines.append(f'model:popular-{encoder} a vlmkg:VisionEncoder ; rdfs:label "Popular {encoder}"@en .\n')
    for number, version in enumerate(versions):
        encoder, size = divmod(number, _VERSIONS)
        lines.append(
            f'{version} a vlmkg:VisionEncoder ; rdfs:label "Popular {encoder}, version {size}"@en ; '
            f"vlmkg:variantOf model:popular-{encoder} .\n"
        )
    weights = [1 / (number // _VERSIONS + 1) for number in range(len(versions))]
    chance = random.Random(4)
    for group in range(groups(models)):
        for local in _SEERS:
            lines.append(
                f"model:{local}-c{group:05} vlmkg:usesVisionEncoder {chance.choices(versions, weights)[0]} .\n"
            )
    (folder / "popular.ttl").write_text("".join(lines), encoding="utf-8")
