# One word a job. `make setup` is all that any of them needs, and does nothing when nothing changed.
PYTHON ?= python3
BIN := .venv/bin
JOBS ?= $(shell nproc 2>/dev/null || echo 2)

FUZZ ?= 100000
SEED ?= 0
KILLS ?= 50
LOAD ?= 10000
HW ?= $(error which assignment? make $@ HW=hw4_loss)

.PHONY: help setup grade test fuzz redteam faults lint types verify release collect autograde feedback export bench load clean
.DEFAULT_GOAL := help

help:  ## what there is to make
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 18

setup: .venv/.current  ## create .venv with everything pinned

.venv/.current: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; name one with: make PYTHON=python3.12"; exit 1; }
	@echo "setting up .venv (a few minutes, once)"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || \
	  { echo "python3 -m venv failed; on Debian and Ubuntu: sudo apt-get install python3-venv"; exit 1; }
	@$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[course,dev]'
	@touch $@

grade: setup  ## grade the sample class in examples/, and write its feedback pages
	@$(BIN)/autograder grade examples/submitted --out results --jobs $(JOBS)
	@$(BIN)/autograder feedback results --out pages

test: setup lint types  ## lint, types, and every test
	@$(BIN)/python -m pytest -n $(JOBS) tests

fuzz: setup  ## lies to the judge: make fuzz FUZZ=100000 SEED=0
	@FUZZ=$(FUZZ) SEED=$(SEED) $(BIN)/python -m pytest -n $(JOBS) tests/test_fuzz.py

redteam: setup  ## every planted attack, as every user, with every layer missing in turn
	@REDTEAM=1 $(BIN)/python -m pytest -n $(JOBS) tests/test_redteam.py

faults: setup  ## kill what runs at random moments: make faults KILLS=50 SEED=0
	@KILLS=$(KILLS) SEED=$(SEED) $(BIN)/python -m pytest tests/test_faults.py

lint: setup
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: setup
	@$(BIN)/mypy

verify: setup  ## the grader against planted submissions, stubs and solutions
	@$(BIN)/autograder verify --jobs $(JOBS)

release: setup  ## sources -> release/ and solutions/, through nbgrader
	@$(BIN)/python -m autograder.release

collect: setup  ## fetch what students submitted: make collect HW=hw4_loss
	@$(BIN)/nbgrader collect $(HW)

autograde: setup  ## mark submitted/ into the gradebook: make autograde HW=hw4_loss
	@$(BIN)/nbgrader autograde $(HW)

feedback: setup  ## nbgrader's feedback pages of what was autograded: make feedback HW=hw4_loss
	@$(BIN)/nbgrader generate_feedback $(HW)

export: setup  ## the gradebook as grades.csv
	@$(BIN)/nbgrader export

bench: setup  ## measure; numbers go to docs/benchmarks.md
	@$(BIN)/python benchmarks/submissions.py

load: setup  ## a class of ten thousand, a tenth hostile: make load LOAD=10000
	@$(BIN)/python benchmarks/load.py $(LOAD) --jobs $(JOBS)

clean:  ## remove what can be made again, results too
	rm -rf .venv results build .pytest_cache .mypy_cache .ruff_cache .hypothesis
