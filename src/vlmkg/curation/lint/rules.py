"""All rules, by name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from vlmkg.curation.lint import documented, hierarchy, layout, names, schemes, terms, texts
from vlmkg.curation.lint.rule import Rule

SYNTAX: Final = "turtle-syntax"
"""The name under which a file is reported that does not parse."""

_SYNTAX_RULE: Final = Rule(
    SYNTAX,
    "error",
    "A file does not parse as Turtle.",
    "mend the Turtle there and try again.",
    lambda corpus: (),
)

RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {
        rule.name: rule
        for rule in (
            _SYNTAX_RULE,
            *layout.RULES,
            *names.RULES,
            *texts.RULES,
            *terms.RULES,
            *documented.RULES,
            *hierarchy.RULES,
            *schemes.RULES,
        )
    }
)
"""Rules about files and names first, then those about the ontology and its schemes."""
