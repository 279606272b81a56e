"""`/queries`: the questions, each with a page, typed parameters, and suffixes for its forms; the list as RDF too."""

from __future__ import annotations

from vlmkg.http.questions.paging import Paging
from vlmkg.http.questions.routes import router

__all__ = ["Paging", "router"]
