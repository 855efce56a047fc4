# One word a job. `make setup` is all that any of them needs, and does nothing when nothing changed.
PYTHON ?= python3
BIN := .venv/bin
JOBS ?= $(shell nproc 2>/dev/null || echo 2)
# Which tests share a process is said in tests/conftest.py; files that take long begin first.
SPREAD = -n $(JOBS) --no-loadscope-reorder

FUZZ ?= 100000
SEED ?= 0
KILLS ?= 50
LOAD ?= 10000
# JupyterLab opens this course once it has submissions; before that the sample class, as a course of its own.
SAMPLE := build/sample
COURSE ?= $(if $(wildcard submitted),.,$(SAMPLE))

HW ?= $(error which assignment? make $@ HW=hw4_loss)

.PHONY: help setup grade quick test fuzz redteam faults lint types verify mutants quality gpu release lab collect autograde feedback export bench load clean
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
	@$(BIN)/pip install --quiet --no-compile --disable-pip-version-check -c constraints.txt -e '.[course,dev]'
	@$(BIN)/python -m compileall -qq -j 0 .venv/lib || true  # on all cores; what no Python can read, nobody imports
	@touch $@

grade: setup  ## grade the sample class in examples/, and write its feedback pages
	@$(BIN)/autograder grade examples/submitted --out results --jobs $(JOBS)
	@$(BIN)/autograder feedback results --out pages

quick: setup lint types  ## lint, types, and the tests that start no process: half a minute
	@$(BIN)/python -m pytest $(SPREAD) -m 'not slow' tests

test: setup lint types  ## lint, types, and every test
	@$(BIN)/python -m pytest $(SPREAD) tests

fuzz: setup  ## lies to the judge: make fuzz FUZZ=100000 SEED=0
	@FUZZ=$(FUZZ) SEED=$(SEED) $(BIN)/python -m pytest -n $(JOBS) tests/system/test_fuzz.py

redteam: setup  ## every planted attack, as every user, with every layer missing in turn
	@REDTEAM=1 $(BIN)/python -m pytest -n $(JOBS) tests/system/test_redteam.py

faults: setup  ## kill what runs at random moments: make faults KILLS=50 SEED=0
	@KILLS=$(KILLS) SEED=$(SEED) $(BIN)/python -m pytest tests/system/test_faults.py

lint: setup
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: setup
	@$(BIN)/mypy

verify: setup  ## the grader against planted submissions, stubs and solutions
	@$(BIN)/autograder verify --jobs $(JOBS)

mutants: setup  ## the solutions with one small change each: which does no check notice?
	@$(BIN)/python benchmarks/mutants.py --jobs $(JOBS)

quality: setup  ## what the checks catch, name and let pass; figures go to docs/quality.md
	@$(BIN)/python benchmarks/quality.py

gpu:  ## grading on a card, all of it, in six minutes; on a CPU: make gpu DRY=1
	@$(firstword $(wildcard $(BIN)/python) $(PYTHON)) benchmarks/gpu.py $(if $(DRY),--dry) $(if $(OUT),--out $(OUT)) $(ARGS)

release: setup  ## sources -> release/ and solutions/, through nbgrader
	@$(BIN)/autograder release

lab: setup $(COURSE)  ## JupyterLab with nbgrader's formgrader, on this course or on the sample class
	@echo "JupyterLab in $(COURSE): menu Nbgrader, Formgrader; derivations at /autograder/read/HW"
	@# Jupyter asks root to say that it is meant; where everybody is root there is nobody else to be.
	@cd $(COURSE) && exec $(abspath $(BIN))/jupyter lab $(if $(filter 0,$(shell id -u)),--allow-root) \
	  --ServerApp.jpserver_extensions=autograder.gradebook.reading_server=True $(ARGS)

$(SAMPLE): | setup
	@echo "marking the sample class in $@ (a minute or two, once; to begin anew remove the folder)"
	@BIN=$(abspath $(BIN)) examples/course.sh $(abspath $@)

collect: setup  ## fetch what students submitted: make collect HW=hw4_loss
	@$(BIN)/nbgrader collect $(HW)

autograde: setup  ## mark submitted/ into the gradebook: make autograde HW=hw4_loss
	@$(BIN)/nbgrader autograde $(HW)

feedback: setup  ## nbgrader's feedback pages of what was autograded: make feedback HW=hw4_loss
	@$(BIN)/nbgrader generate_feedback $(HW)

export: setup  ## the gradebook as grades.csv
	@$(BIN)/nbgrader export

bench: setup  ## measure, into docs/benchmarks.md; a part of it: make bench BENCH=gradebook
	@$(BIN)/python benchmarks/run.py $(BENCH)

load: setup  ## a class of another size, a tenth hostile: make load LOAD=1000
	@$(BIN)/python benchmarks/run.py load --sizes $(LOAD)

clean:  ## remove what can be made again, results too
	rm -rf .venv results build .pytest_cache .mypy_cache .ruff_cache .hypothesis
