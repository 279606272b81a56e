"""`/lineage`: ancestors, descendants, parts, ways, exposure, contamination, obligations and more, each with proof."""

from __future__ import annotations

from vlmkg.http.lineage.forms import FORMS, plain, write
from vlmkg.http.lineage.routes import router

__all__ = ["FORMS", "plain", "router", "write"]
