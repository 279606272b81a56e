"""The source that a file from the Hugging Face hub is, and the model that it is about."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from vlmkg.curation.drafts.draft import Origin, Provenance, slug, source_iri
from vlmkg.curation.drafts.hf_hub import HubPage
from vlmkg.curation.drafts.origins import GITHUB, by_page, commit, free
from vlmkg.curation.drafts.values import web_address
from vlmkg.errors import SourceFileError, VlmkgError
from vlmkg.questions.entities import Library
from vlmkg.terms import BASE, VLMKG


def model_name(page: HubPage | None, named: str | None, library: Library, provenance: Provenance, path: Path) -> str:
    """What the model that a file is about is called: its id on the hub, what the file calls it, or its IRI.

    In a repository elsewhere, the folder of the file counts where the graph knows a model by that
    name. Raises SourceFileError where nothing names the model.
    """
    if page is not None:
        return page.id
    if named is not None and slug(named):
        return named
    folder = PurePosixPath(provenance.path or provenance.page or "").parent.name
    try:
        return library.names.resolve(folder, ("model",))
    except VlmkgError:
        raise SourceFileError(
            f"{path}: nothing says which model this is; pass --page with its page, such as https://huggingface.co/owner/name"
        ) from None


def origin(
    library: Library, page: HubPage | None, provenance: Provenance, name: str, kind: str, what: str, suffix: str
) -> Origin:
    """The source: the graph's own where it has one of this page, else a new one whose name follows from the page.

    `name` is what `model_name` found, `kind` the local name of the source type; `what` says in the
    label what the file is, and `suffix` keeps the files of one repository apart.
    """
    label = library.names.label(name) if name.startswith(BASE) else page.name if page else name
    github = GITHUB.fullmatch(provenance.page or "")
    place = provenance.path or (page.path if page else github["path"] if github else None)
    revision = provenance.revision or (page.revision if page else github["revision"] if github else None)
    pinned = commit(revision)
    if page:
        parts = ("hf-card", page.id, *([suffix] if suffix else []))
    elif github:
        parts = ("github", github["owner"], github["repository"], place or suffix or "readme")
    else:
        parts = ("file", label, suffix or "card")
    return Origin(
        iri=by_page(library, web_address(provenance.page)) or free(library, source_iri(*parts), provenance, pinned),
        label=f"{label}, {what}",
        kind=VLMKG + kind,
        page=provenance.page,
        accessed=provenance.accessed,
        path=place,
        revision=pinned,
    )
