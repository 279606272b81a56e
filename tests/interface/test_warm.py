"""A worker may open no file once it has started, so no answer may import a module that was not there before."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow

SCRIPT = """
import asyncio, json, sys
import vlmkg
from vlmkg.http.app import create_app

kg = vlmkg.load()
app = create_app(kg)
late = []


class Watch:
    def find_spec(self, name, path=None, target=None):
        late.append(name)


async def ask(url, accept):
    path, _, query = url.partition("?")
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
        "path": path,
        "raw_path": path.encode(), "query_string": query.encode(), "root_path": "", "client": None,
        "headers": [(b"host", b"localhost"), (b"accept", accept.encode())], "server": ("localhost", 80),
    }
    status = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        if message["type"] == "http.response.start":
            status.append(message["status"])

    await app(scope, receive, send)
    return status[0]


async def everything():
    await ask("/health", "*/*")
    sys.meta_path.insert(0, Watch())
    urls = ["/", "/queries", "/lineage", "/compare?of=siglip&of=clip", "/sparql", "/search?q=llava", "/ontology.html",
            "/model/pixtral-12b.html", "/model/pixtral-12b.ttl", "/dataset/laion-5b.html", "/benchmark/mmmu.html",
            "/capability/chart-understanding.html", "/model/no-such-model.html", "/sparql?query=ASK%20%7B%7D",
            "/openapi.json"]
    of = {"path": "colpali&to=siglip", "common-ancestors": "colpali&to=paligemma", "diff": "siglip&to=clip",
          "exposure": "laion-5b", "disputes": "emu3"}
    for operation in ("tree", "ancestors", "descendants", "parts", "contamination", "obligations", *of):
        proof = "" if operation in ("tree", "disputes") else "&proof=1"
        urls.append(f"/lineage/{operation}?of={of.get(operation, 'llava-1.5-7b')}{proof}")
    for question in kg.questions.values():
        urls.append(f"/queries/{question.name}" + ("?proof=1" if question.provable else ""))
    failed = []
    for url in urls:
        for accept in ("text/html", "application/json"):
            status = await ask(url, accept)
            if status >= 500:
                failed.append([url, accept, status])
    return failed


failed = asyncio.run(everything())
print(json.dumps({"late": sorted(set(late)), "failed": failed}))
"""


def test_no_answer_imports_anything() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found == {"late": [], "failed": []}
