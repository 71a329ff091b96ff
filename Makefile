# Everything is set up by the targets themselves, in .venv; nothing is installed by hand.
PYTHON ?= python3
BIN := .venv/bin
ROOT := $(shell [ "$$(id -u)" = 0 ] || echo sudo)

.PHONY: decks test lint docs screenshots bench fuzz soak weights clean

decks: .venv/decks  ## build sources/ into dist/: the packages, one a topic, and the page
	$(BIN)/deckbuilder site sources -o dist

test: .venv/test chromium  ## run all tests
	$(BIN)/python -m pytest -n 2 --dist loadfile --ignore=tests/benchmarks

lint: .venv/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

docs: .venv/test  ## the documentation, in build/docs
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict -f docs/mkdocs.yml

bench: .venv/test  ## what it costs, held against peers, and how the work grows with its size
	$(BIN)/python -m tests.benchmarks.table
	$(BIN)/python -m pytest tests/benchmarks -s

weights: .venv/test  ## which numbers of the reader hold which layout documents
	$(BIN)/python -m tests.benchmarks.weights

fuzz: .venv/test  ## damaged inputs of every kind, for five minutes
	$(BIN)/python -m tests.fuzz.mutants --seconds 300

soak: .venv/test  ## random histories of many releases, with a learner in between
	DECKBUILDER_SOAK=60 $(BIN)/python -m pytest tests/merge/test_random_history.py -n 2

screenshots: decks chromium  ## every card in the real Anki, and the pictures of the README
	$(PYTHON) -m venv .venv-anki
	.venv-anki/bin/pip install --quiet -e '.[screenshots]'
	.venv-anki/bin/python tests/screenshots.py dist --readme media/readme

clean:
	rm -rf .venv .venv-anki build *.egg-info dist/*

# Debian's python3 comes without venv; its chromium is what the tests of pages drive.
.venv:
	$(PYTHON) -m venv .venv || { rm -rf .venv; $(ROOT) apt-get update -qq; $(ROOT) apt-get install -y -qq python3-venv; $(PYTHON) -m venv .venv; }

.venv/decks: pyproject.toml | .venv
	$(BIN)/pip install --quiet -e .
	touch $@

.venv/test: pyproject.toml | .venv
	$(BIN)/pip install --quiet -e '.[test]'
	touch $@ .venv/decks

.PHONY: chromium
chromium:
	@command -v chromium >/dev/null || { $(ROOT) apt-get update -qq; $(ROOT) apt-get install -y -qq chromium fonts-dejavu-core fonts-noto-cjk; }
