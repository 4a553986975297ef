# Everything a person or CI runs. Each target makes .venv when it is not there.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
MODELS_STAMP := $(VENV)/.models-installed

.PHONY: demo test check lint types floors bench clean

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip

$(VENV)/.default-installed: $(BIN)/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable .
	touch $@

$(STAMP): $(VENV)/.default-installed
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev,models,server]'
	touch $@

## demo: install, read the two demo municipalities, answer one question
demo: $(VENV)/.default-installed
	$(BIN)/kompass demo

## test: install and run all tests
test: $(STAMP)
	$(BIN)/python -m pytest

## check: everything that CI checks
check: lint types floors test

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP)
	$(BIN)/mypy corpora ingest index app eval tools tests

floors: $(STAMP)
	$(BIN)/lint-imports

## bench: speed and retrieval on real papers in ../shared/data (or BENCH_DATA)
bench: $(STAMP)
	$(BIN)/python -m tools.bench $(if $(BENCH_DATA),--data $(BENCH_DATA))

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache
