# Two commands for everybody: `make serve` and `make test`. Both need only Python 3.11+ and make.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000

BIN := .venv/bin
READY := .venv/ready
CLIENTS := tests/clients/node_modules/.package-lock.json

.PHONY: help setup serve test slow browser clients quick lint docs notebooks benchmark clean

help:
	@echo "make serve      validate the graph and serve it at http://$(HOST):$(PORT)  (HOST= and PORT= change that)"
	@echo "make test       run every check, and the tests but the slow ones, in a few minutes"
	@echo "make slow       run the tests that take longer: browsers, other clients, the whole data with every engine"
	@echo "make quick      run the tests that are fast, one after another"
	@echo "make lint       check style, types and import layers"
	@echo "make docs       write the pages that are made from the graph"
	@echo "make notebooks  execute the notebooks again and keep what they show"
	@echo "make benchmark  time loading, validation and questions"
	@echo "make setup      create .venv and install vlmkg into it"

setup: $(READY)

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "vlmkg needs Python 3.11 or newer, this is %s; name another with PYTHON=" % sys.version.split()[0])'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev,notebook]'
	@touch $(READY)

serve: setup
	$(BIN)/vlmkg validate
	$(BIN)/vlmkg serve --host $(HOST) --port $(PORT) --downloads build/downloads

lint: setup
	$(BIN)/ruff format --check src tests benchmarks notebooks
	$(BIN)/ruff check src tests benchmarks notebooks
	$(BIN)/mypy
	$(BIN)/lint-imports

test: lint
	$(BIN)/pytest --numprocesses auto --dist loadfile -m 'not slow'

slow: setup clients browser
	$(BIN)/pytest --numprocesses auto --dist loadfile -m slow

# Chromium, in which the pages are tried: Debian's package for root on Debian, else the build that playwright fetches
browser: setup
	@for name in chromium chromium-browser google-chrome google-chrome-stable; do command -v $$name >/dev/null && exit 0; done; \
	if [ -n "$$CHROMIUM" ]; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && [ -e /etc/debian_version ]; then apt-get install --yes --no-install-recommends chromium; \
	else $(BIN)/playwright install chromium; fi

# Comunica, which asks over the network as a stranger would; its tests are left out where npm is not installed
clients: $(CLIENTS)

$(CLIENTS): tests/clients/package.json tests/clients/package-lock.json
	@if command -v npm >/dev/null; then \
	  cd tests/clients && npm ci --silent --no-audit --no-fund --ignore-scripts --prefer-offline && touch node_modules/.package-lock.json; \
	else echo "npm is not installed: the tests that ask with Comunica are left out"; fi

quick: setup
	$(BIN)/pytest -m 'not slow'

docs: setup
	$(BIN)/vlmkg coverage --format markdown --output docs/coverage.md

notebooks: setup
	$(BIN)/python notebooks/run.py

benchmark: setup
	$(BIN)/python benchmarks/cold_start.py

clean:
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
