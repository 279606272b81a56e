"""Tables for pandas, which is imported only where somebody asks for one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from vlmkg.errors import UsageError

if TYPE_CHECKING:
    import pandas


def frame(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> pandas.DataFrame:
    """Rows as a DataFrame. Raises UsageError where pandas is not installed."""
    try:
        import pandas
    except ImportError:
        raise UsageError("a DataFrame needs pandas; pip install 'vlmkg[notebook]'") from None
    return pandas.DataFrame([list(row) for row in rows], columns=list(headers))
