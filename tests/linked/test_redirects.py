"""The rules for w3id.org lead every IRI to the path where this server answers it.

The rules are read by a small interpreter of the part of mod_rewrite that they use; where there is an Apache, it has to
say the same.
"""

from __future__ import annotations

import http.client
import os
import re
import select
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

import vlmkg
from vlmkg.http.sparql import graph_store
from vlmkg.terms import BASE, KINDS, VLMKG

TYPES = {
    "text/turtle": "ttl",
    "application/ld+json": "jsonld",
    "application/n-triples": "nt",
    "application/rdf+xml": "rdf",
    "text/html": "html",
}
SAMPLES = [
    ("", 302),
    ("ontology", 303),
    ("ontology/0.1.0", 303),
    ("ontology/alignments/dcat", 303),
    ("ontology.ttl", 302),
    ("task", 303),
    ("data", 303),
    ("data.ttl", 302),
    ("context.jsonld", 302),
    (".well-known/void", 302),
    ("download/vlmkg.nt.gz", 302),
    ("sparql", 307),
    ("sparql?query=ASK%20%7B%7D", 307),
    ("rdf-graph-store?default", 307),
    ("model/qwen2.5-vl-7b", 303),
    ("model/qwen2.5-vl-7b.ttl", 303),
    ("source/github-google-localized-narratives-index.html", 303),
    ("result/internvl2.5-1b.olympiadbench.1", 303),
    ("queries/list-components.csv?model=pixtral-12b&limit=5", 302),
    ("modeling/x", 302),
]


class Rules:
    """`RewriteRule PATTERN TARGET [R=n,L]` in their order, with `%{ENV:X}` and `$n` in targets."""

    def __init__(self, text: str) -> None:
        lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
        self.rules = []
        known = dict(re.findall(r"^SetEnvIf Request_URI \^ (\w+)=(\S+)$", text, re.MULTILINE))
        for line in lines:
            word = line.split()[0]
            assert word in ("Options", "RewriteEngine", "SetEnvIf", "Header", "RewriteRule"), line
            if word == "RewriteRule":
                _, pattern, target, flags = line.split()
                status = re.fullmatch(r"\[R=(\d+),L\]", flags)
                assert status, flags
                target = re.sub(r"%\{ENV:(\w+)\}", lambda m: known[m[1]], target)
                self.rules.append((re.compile(pattern), target, int(status[1])))
        self.server = known["VLMKG"]

    def apply(self, path: str) -> tuple[int, str]:
        """The status and the address to which a path below `/vlmkg/` is sent; the query goes along, as Apache does."""
        path, mark, query = path.partition("?")
        for pattern, target, status in self.rules:
            if found := pattern.search(path):
                sent = re.sub(r"\$(\d)", lambda m: found[int(m[1])] or "", target)
                return status, sent + mark + query
        raise AssertionError(f"no rule for {path}")


@pytest.fixture(scope="module")
def rules(root: Path) -> Rules:
    return Rules((root / "deploy" / "w3id.org" / "vlmkg" / ".htaccess").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("path", "status"), SAMPLES)
def test_a_path_is_sent_to_the_same_path_of_the_server(rules: Rules, path: str, status: int) -> None:
    assert rules.apply(path) == (status, f"{rules.server}/{path}")


def test_every_iri_of_the_graph_is_sent_as_what_is_no_document(kg: vlmkg.Kg, rules: Rules) -> None:
    answer = kg.query(f'SELECT DISTINCT ?x {{ ?x ?p ?o FILTER(STRSTARTS(STR(?x), "{BASE}")) }}')
    iris = [term.value for (term,) in answer.terms() if not term.value.startswith(VLMKG)]  # type: ignore[union-attr]
    assert len(iris) > 40_000
    for iri in iris:
        path = iri.removeprefix(BASE)
        assert rules.apply(path) == (303, f"{rules.server}/{path}")


def test_every_kind_is_in_the_rules_and_no_other(rules: Rules) -> None:
    listed = [
        kind
        for pattern, _, status in rules.rules
        if status == 303 and pattern.pattern.endswith(")/(.+)$")
        for kind in pattern.pattern[2:].partition(")")[0].split("|")
    ]
    assert sorted(listed) == sorted(KINDS)


def test_a_post_stays_a_post_at_the_endpoints(rules: Rules) -> None:
    assert rules.apply("sparql")[0] == rules.apply(graph_store.PATH.lstrip("/"))[0] == 307


def test_each_kind_and_accept_ends_at_the_document_that_was_asked_for(
    kg: vlmkg.Kg, rules: Rules, client: TestClient
) -> None:
    first: dict[str, str] = {"ontology": "ontology", "ontology/": "ontology/0.1.0", "task": "task"}
    for subject in kg.query(f'SELECT DISTINCT ?x {{ ?x a ?c FILTER(STRSTARTS(STR(?x), "{BASE}")) }}').terms():  # type: ignore[union-attr]
        path = subject[0].value.removeprefix(BASE)
        first.setdefault(path.partition("/")[0] + "/", path)
    assert {kind.rstrip("/") for kind in first} >= set(KINDS)
    for path in (path for path in first.values() if "#" not in path):
        for media_type, suffix in TYPES.items():
            _, address = rules.apply(path)
            sent = client.get(address.removeprefix(rules.server), headers={"accept": media_type})
            assert (sent.status_code, sent.headers["location"]) == (303, f"/{path}.{suffix}")
            document = client.get(sent.headers["location"])
            assert document.status_code == 200
            assert document.headers["content-type"].partition(";")[0] == media_type


# -- a real Apache


@pytest.fixture
def apache(root: Path, tmp_path: Path) -> Iterator[int]:
    """An Apache that serves the rules as w3id.org does, with `.htaccess` files; its port."""
    places = f"{os.environ.get('PATH', '')}:/usr/sbin"  # which is not on everybody's path
    binary = (
        os.environ.get("VLMKG_TEST_APACHE")
        or shutil.which("apache2", path=places)
        or shutil.which("httpd", path=places)
    )
    if binary is None:
        pytest.skip("there is no Apache here; install apache2-bin, or name its binary in VLMKG_TEST_APACHE")
    modules = Path(os.environ.get("VLMKG_TEST_APACHE_MODULES", "/usr/lib/apache2/modules"))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    shutil.copytree(root / "deploy" / "w3id.org" / "vlmkg", tmp_path / "www" / "vlmkg")
    names = ("mpm_event", "authz_core", "rewrite", "setenvif", "headers")
    loaded = "\n".join(f"LoadModule {name}_module {modules}/mod_{name}.so" for name in names)
    (tmp_path / "httpd.conf").write_text(
        f"""
{loaded}
ServerRoot {tmp_path}
ServerName localhost
Listen 127.0.0.1:{port}
PidFile {tmp_path}/pid
DefaultRuntimeDir {tmp_path}
ErrorLog {tmp_path}/errors
DocumentRoot {tmp_path}/www
<Directory {tmp_path}/www>
  AllowOverride All
  Require all granted
</Directory>
""",
        encoding="utf-8",
    )
    command = [binary, "-f", str(tmp_path / "httpd.conf"), "-k"]
    subprocess.run([*command, "start"], check=True)  # returns when it listens
    yield port
    ended = os.pidfd_open(int((tmp_path / "pid").read_text()))
    subprocess.run([*command, "stop"], check=True)
    assert select.select([ended], [], [], 30)[0]
    os.close(ended)


@pytest.mark.slow
def test_apache_says_the_same(apache: int, rules: Rules) -> None:
    for path, _ in SAMPLES:
        connection = http.client.HTTPConnection("127.0.0.1", apache)
        connection.request("GET", f"/vlmkg/{path}")
        answer = connection.getresponse()
        assert (answer.status, answer.getheader("location")) == rules.apply(path), path
        assert answer.getheader("access-control-allow-origin") == "*"
        connection.close()
