# `make serve` and `make test` set themselves up: their own virtual environment, everything installed into it.

PYTHON ?= python3
VENV := .venv
PORT ?= 8000
PAGES ?= tests/pages
DATA ?= data
# What a visitor of the sample site must know; give your own pages your own words, or none.
NOTE ?= Sample pages: the releases and the people in them are invented. States, structures and office-holders are real.
# Its quotes and dollars are letters: to make, and to the shell, which has it from the environment and not in a line.
override NOTE := $(value NOTE)
export NOTE

# Folders of pages with gold; those that are not there are left out.
GOLD ?= tests/gold tests/heldout ../shared/dev-releases

.PHONY: serve build test score map calibration reliability clean

serve: build ## build the graph from the sample pages and serve it on 127.0.0.1:8000
	$(VENV)/bin/osce-graph serve $(DATA) --port $(PORT)

build: $(VENV)/.installed ## build the graph from PAGES into DATA
	$(VENV)/bin/osce-graph build $(PAGES) --into $(DATA) --note "$$NOTE"

# Tests in a browser need Node and Chromium, those with a foreign client Node; where it is missing they are skipped, and say so.
TOOLS := tests/browser/node_modules/.installed tests/clients/node_modules/.installed

test: $(VENV)/.installed $(TOOLS) ## style and all tests, of which one is that of types
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

score: $(VENV)/.installed ## how well the grammar reads: precision, recall and F1 against gold
	$(VENV)/bin/python -m tests.score $(GOLD)

tests/%/node_modules/.installed: tests/%/package-lock.json
	@if command -v npm >/dev/null; then npm ci --prefix tests/$* --no-audit --no-fund && touch $@; \
		else echo "npm is not here: the tests in tests/$* will be skipped"; fi

# Natural Earth, as npm has it; needed after a State has come, or the frames in geography/draw.py have changed.
ATLAS := world-atlas@2.0.2

map: $(VENV)/.installed ## draw the land of the maps on pages anew: geography/README.md
	folder=$$(mktemp -d) && (cd $$folder && npm pack --silent $(ATLAS) && tar xzf world-atlas-*.tgz) && \
		$(VENV)/bin/python geography/draw.py $$folder/package/countries-50m.json; rm -rf $$folder

calibration: $(VENV)/.installed ## fit the confidence of values to gold; needed after a rule has changed
	$(VENV)/bin/python -m tests.reliability --fit

reliability: $(VENV)/.installed ## how often values of each confidence are right: the table in graph/extract/README.md
	$(VENV)/bin/python -m tests.reliability

$(VENV)/.installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "osce-graph needs Python 3.11 or later; say which: make PYTHON=/path/to/python3"; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

clean: ## forget the virtual environment and the built data
	rm -rf $(VENV) $(DATA) tests/browser/node_modules tests/clients/node_modules
