"""Once the application is made, no answer opens a file or imports a module: a worker could do neither."""

from __future__ import annotations

import subprocess
import sys

import pytest

ASK = """
import sys
from starlette.testclient import TestClient
import vlmkg
from vlmkg.http.app import create_app

client = TestClient(create_app(vlmkg.load()), follow_redirects=False)
client.get("/health")  # what a test client itself needs
seen = []

def note(event, found):
    # FastAPI looks for the line at which an endpoint is written, and does without where it cannot
    if event == "import" or (event == "open" and not str(found[0]).endswith(".py")):
        seen.append((event, found[0]))

sys.addaudithook(note)
for path in sys.stdin.read().split():
    status = client.get(path).status_code
    assert status < 500, (path, status)
    assert not seen, (path, seen[:5])
print("asked")
"""

FORMS = {
    "/model/pixtral-12b": [".html", ".ttl", ".jsonld", ".nt", ".rdf", ""],
    "/ontology": [".html", ".ttl", ".jsonld", ".nt", ".rdf", ""],
    "/data": [".html", ".ttl", ".rdf", ""],
    "/queries": ["", ".json", ".ttl", "/list-components?format=html", "/list-components.json?proof=1", "/none.csv"],
    "/queries/find-models-by-encoder": ["", ".rq", ".tsv?encoder=clip", ".ttl", "?encoder=no+such&format=html"],
    "/sparql": ["", "?query=ASK{}", "?query=ASK{", "?query=SELECT*{?s+?p+?o}LIMIT+1&format=xml", "?format=jsonld"],
    "/lineage": [f"/tree?of=clip&format={form}" for form in ("json", "html", "csv", "dot", "mermaid", "cytoscape")],
    "/search": ["?q=qwen+vl", ".json?q=siglp"],
    "/": [
        "",
        "about",
        "compare?of=clip&of=siglip&format=html",
        "openapi.json",
        "nothing",
        "model/nothing",
        "benchmark",
    ],
    "/.well-known": ["/void"],
    "/benchmark/mmmu": [".html"],
    "/rdf-graph-store": ["?graph=x", "?default&format=nt"],
}


@pytest.mark.slow
def test_no_answer_opens_a_file_or_imports_a_module() -> None:
    paths = [start + end for start, ends in FORMS.items() for end in ends]
    done = subprocess.run(
        [sys.executable, "-c", ASK], input="\n".join(paths), capture_output=True, text=True, check=False, timeout=300
    )
    assert done.stdout == "asked\n", done.stderr
