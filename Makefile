# Everything a person or CI runs. Each target makes .venv when it is not there.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
MODELS_STAMP := $(VENV)/.models-installed

.PHONY: demo test check lint types floors eval bench bench-quality load clean

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip

$(VENV)/.default-installed: $(BIN)/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable .
	touch $@

$(STAMP): $(VENV)/.default-installed
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev,load,models,server]'
	touch $@

## demo: install, read the two demo municipalities, answer a question, then serve the pages
demo: $(VENV)/.default-installed
	$(BIN)/kompass demo

## test: install and run all tests
test: $(STAMP)
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile --ignore tests/browser
	$(BIN)/python -m pytest tests/browser

## check: everything that CI checks
check: lint types floors test eval

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

## bench-quality: retrieval beside bm25s and LlamaIndex on the same papers
bench-quality: $(STAMP)
	$(BIN)/python -m tools.bench_quality $(if $(BENCH_DATA),--data $(BENCH_DATA))

## load: many people asking at once; LOAD_HOME is a filled data folder, LOAD_QUESTIONS a file of questions
load: $(STAMP)
	$(BIN)/python -m tools.load --home $(LOAD_HOME) --questions $(LOAD_QUESTIONS)

## eval: ask the demo's questions; fails when answers got worse than the committed run
EVAL := build/eval
REFERENCE := eval/reference_runs/demo.jsonl.gz
eval: $(VENV)/.default-installed
	AKTENKOMPASS_HOME=$(CURDIR)/$(EVAL)/home $(BIN)/kompass demo --no-serve >/dev/null
	AKTENKOMPASS_HOME=$(CURDIR)/$(EVAL)/home $(BIN)/kompass eval run --demo --fresh --out $(EVAL)/run --baseline $(REFERENCE)
	$(BIN)/kompass eval gate $(EVAL)/run --baseline $(REFERENCE) --min verbatim_rate=1 --max-drop nDCG@10=0.03 \
	    --max-drop answer_success=0.05 --max-drop citation_precision=0.03 --max-drop abstention_accuracy=0.05

clean:
	rm -rf $(VENV) build .mypy_cache .ruff_cache .pytest_cache
