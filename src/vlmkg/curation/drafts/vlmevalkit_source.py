"""Python source as data: parsed with bounds, never imported or run; only what is written out counts."""

from __future__ import annotations

import ast
import contextlib
import io
import tokenize
import warnings
from pathlib import Path
from typing import Final

from vlmkg.curation.drafts import files
from vlmkg.errors import SourceFileError

LARGEST: Final = 2 * 1024 * 1024
"""The most characters of source; the largest real configuration has a tenth of a mebibyte."""

LONGEST: Final = 1_000
"""The most tokens between one comma or line end and the next, with those of the brackets around them.

Each of them can nest the syntax tree by one step (`1+1+1...`), and Python's parser is known to
crash on trees that are deep enough.
"""

_CHAINS: Final = {"lambda": 100, "elif": 200}
"""Words that nest across commas and lines, and how often a file may have them."""


def parse(path: Path) -> ast.Module:
    """The syntax tree of a Python file. Raises SourceFileError where it is none, or too large or too deep."""
    source = files.text(path)
    if len(source) > LARGEST:
        raise SourceFileError(f"{path}: larger than {LARGEST // 2**20} MiB; take out the part that is wanted")
    try:
        with contextlib.suppress(tokenize.TokenError):  # the parser comes to the same place and says more
            _check_depth(source, path)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source)
    except SyntaxError as error:
        place = f"{path}:{error.lineno}:{error.offset}" if error.lineno else str(path)
        raise SourceFileError(f"{place}: {error.msg}; mend the Python there and try again") from None
    except (ValueError, MemoryError, RecursionError) as error:
        raise SourceFileError(f"{path}: {error or 'nested too deep'}; mend the Python and try again") from None


def text(node: ast.expr | None) -> str | None:
    """The text that is written out, or None where it would have to be worked out."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def called(node: ast.expr | None) -> str | None:
    """The dotted name `vlm.LLaVA`, or None where the expression is no name."""
    match node:
        case ast.Name(id=name):
            return str(name)
        case ast.Attribute(value=ast.Name(id=module), attr=name):
            return f"{module}.{name}"
        case _:
            return None


def _check_depth(source: str, path: Path) -> None:
    runs, pending, chains = [0], 0, dict.fromkeys(_CHAINS, 0)
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type in (tokenize.NL, tokenize.COMMENT):
            continue
        pending += 1
        runs[-1] += 1
        if token.string in ("(", "[", "{"):
            runs.append(0)
        elif token.string in (")", "]", "}") and len(runs) > 1:
            pending -= runs.pop()
        elif token.string in (",", ";") or token.type == tokenize.NEWLINE:
            pending -= runs[-1]
            runs[-1] = 0
        elif token.string in chains:
            chains[token.string] += 1
        long_format = token.type == tokenize.STRING and "f" in token.string[:2].lower() and len(token.string) > LONGEST
        if pending > LONGEST or len(runs) > files.DEEPEST or long_format:
            raise SourceFileError(
                f"{path}:{token.start[0]}: an expression too deep to be read safely; write it shorter and try again"
            )
        if any(chains[word] > most for word, most in _CHAINS.items()):
            raise SourceFileError(
                f"{path}:{token.start[0]}: more than {_CHAINS.get(token.string)} times {token.string!r}; "
                "give the configuration of models, which holds none"
            )
