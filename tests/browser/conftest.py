"""A server process on the loopback interface and a real Chromium that asks it.

Every page that a test opens is watched: an error on its console (a breach of the Content-Security-Policy is one), an
exception in a script, or a request that leaves the server fails the test. Screenshots land in `screenshots/`, which git
ignores.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

COMMAND = Path(sys.executable).with_name("vlmkg")
SHOTS = Path(__file__).with_name("screenshots")
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--force-prefers-reduced-motion"),
)
MISSING = (
    "there is no Chromium for the tests in a browser; install it (Debian and Ubuntu: `apt-get install chromium`; "
    "elsewhere: `playwright install chromium`), or name one in the environment variable CHROMIUM"
)
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of one server process with the shipped graph."""
    process = subprocess.Popen(
        [COMMAND, "serve", "--port", "0", "--processes", "1", "--deadline", "120"], stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    try:
        heard: list[str] = []
        for line in process.stderr:
            heard.append(line)
            if match := re.search(r"http://127\.0\.0\.1:\d+", line):
                break
        else:
            pytest.fail("the server did not start:\n" + "".join(heard))
        # what it says later must not fill the pipe
        drain = threading.Thread(target=process.stderr.read, daemon=True)
        drain.start()
        yield match[0]
    finally:
        process.terminate()
        process.wait(timeout=20)
        if "drain" in locals():
            drain.join(timeout=5)
        process.stderr.close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A Chromium without a window."""
    with sync_playwright() as playwright:
        named = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
        own = playwright.chromium.executable_path
        path = named or (own if Path(own).exists() else None)
        if path is None:
            pytest.fail(MISSING)
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


@dataclass
class Visitor:
    """Opens pages of the server, each in a fresh profile, and remembers what went wrong on them."""

    browser: Browser
    server: str
    faults: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def open(
        self,
        path: str,
        *,
        dark: bool = False,
        phone: bool = False,
        script: bool = True,
        instead: Callable[[Route], None] | None = None,
    ) -> Page:
        """A page, loaded to the end; `instead` answers in the server's place when the page asks for a drawing."""
        context = self.browser.new_context(
            base_url=self.server,
            viewport=PHONE if phone else DESKTOP,  # type: ignore[arg-type]
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
            has_touch=phone,
        )
        self.contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: self._fault(said.type in ("error", "warning"), f"console: {said.text}"))
        page.on("pageerror", lambda error: self._fault(True, f"script: {error}"))
        page.on("request", lambda asked: self._fault(not self._ours(asked.url), f"left the server: {asked.url}"))
        if instead is not None:
            page.route(re.compile("format=cytoscape"), instead)
        page.goto(path)
        page.wait_for_load_state("networkidle")
        return page

    def _ours(self, url: str) -> bool:
        return url.startswith((f"{self.server}/", "data:", "blob:"))

    def _fault(self, is_one: bool, text: str) -> None:
        if is_one:
            self.faults.append(text)

    def expect(self, *fragments: str) -> None:
        """Take faults out that a test provoked; each must be there."""
        for fragment in fragments:
            found = next((fault for fault in self.faults if fragment in fault), None)
            assert found is not None, f"no fault speaks of {fragment!r}: {self.faults}"
            self.faults.remove(found)


@pytest.fixture
def visitor(chromium: Browser, server: str) -> Iterator[Visitor]:
    """Opens pages; what went wrong on one of them fails the test."""
    visitor = Visitor(chromium, server)
    yield visitor
    for context in visitor.contexts:
        context.close()
    assert visitor.faults == []


@pytest.fixture
def keep(request: pytest.FixtureRequest) -> Callable[..., Path]:
    """Keeps a screenshot of a page under a name."""

    def screenshot(page: Page, name: str, *, whole: bool = False) -> Path:
        SHOTS.mkdir(exist_ok=True)
        path = SHOTS / f"{name}.png"
        page.screenshot(path=path, full_page=whole)
        assert path.stat().st_size > 5_000
        return path

    return screenshot
