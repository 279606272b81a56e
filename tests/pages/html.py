"""Reads a page and refuses what a page of ours never holds: inline scripts and styles, handlers, strange addresses."""

from __future__ import annotations

from html.parser import HTMLParser

_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_APART = frozenset({"li", "p", "td", "th", "dt", "dd", "summary", "h1", "h2", "h3", "title", "option"})


class Page(HTMLParser):
    """The links, anchors, headings and text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[str] = []
        self.anchors: list[str] = []
        self.text: list[str] = []
        self.faults: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        if self._open:
            self.faults.append(f"never closed: {self._open}")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("style", "iframe", "object", "embed", "base"):
            self.faults.append(f"<{tag}>")
        if tag == "script" and not (given.get("src") or "").startswith("/static/"):
            self.faults.append("a script that is not ours")
        for name, value in given.items():
            if name.startswith("on") or name in ("style", "srcdoc", "formaction"):
                self.faults.append(f"{tag} {name}={value}")
            if name in ("href", "src", "action", "data", "xlink:href"):
                if not (value or "").startswith(("/", "#", "http://", "https://")) or (value or "").startswith("//"):
                    self.faults.append(f"{tag} {name}={value}")
                if tag == "a":
                    self.links.append(value or "")
                elif not (value or "").startswith("/"):
                    self.faults.append(f"{tag} loads {value}")
            if name == "id":
                self.anchors.append(value or "")
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        if not self._open or self._open[-1] != tag:
            self.faults.append(f"</{tag}> closes {self._open[-1:]}, line {self.getpos()[0]}")
        if tag in _APART:
            self.text.append(" ")
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self._open[-1:] != ["script"]:
            self.text.append(data)

    @property
    def words(self) -> str:
        """All text, its white space evened out."""
        return " ".join("".join(self.text).split())


def read(text: str) -> Page:
    """The page in a text; fails where the page holds what it must not, or is not well formed."""
    page = Page(text)
    assert page.faults == []
    assert len(page.anchors) == len(set(page.anchors)), "an id stands twice"
    return page
