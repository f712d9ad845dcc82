# Everything sets itself up: Python 3.11 or newer and make are all that is needed.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
TEST_JOBS ?= 2

.DEFAULT_GOAL := help
.PHONY: help demo test lint types format reading picture screenshots notebooks scenarios clean bench bench-quick chaos fuzz attacks faults facts test-lowest test-newest dependencies releases constraints audit

help:  ## What there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

demo: $(VENV)/.agent  ## Watch a sale happen, then watch it happen with the API down
	@$(BIN)/limio-agent demo

test: $(VENV)/.dev  ## All tests
	$(BIN)/pytest -q -n $(TEST_JOBS) --dist loadfile

attacks: $(VENV)/.dev  ## Play the attacks against both kinds of agent, and write docs/attacks.md
	PYTHONPATH=tests $(BIN)/python tests/attacks_table.py

chaos: $(VENV)/.dev  ## 2,000 conversations with faults and kills, into docs/chaos.md
	PYTHONPATH=tests $(BIN)/python -m chaos

faults: $(VENV)/.dev  ## Break everything in every way, and write docs/faults.md
	PYTHONPATH=tests $(BIN)/python -m faults.page

fuzz: $(VENV)/.dev  ## The property tests, with new examples and many more of them
	HYPOTHESIS_PROFILE=fuzz $(BIN)/pytest -q -m hypothesis -o timeout=0

lint: $(VENV)/.dev  ## Style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev  ## Types, strict
	$(BIN)/mypy

format: $(VENV)/.dev  ## Put the style right
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

reading: $(VENV)/.dev  ## How well messages are read without a model, as a table
	$(BIN)/python tests/reading_table.py

picture: $(VENV)/.dev  ## Draw the agent's graph into the README
	$(BIN)/python tests/readme_picture.py

screenshots: $(VENV)/.dev  ## Take the chat page's pictures anew, in every state
	PYTHONPATH=tests $(BIN)/python tests/page_picture.py

facts: $(VENV)/.dev  ## Write the facts about Limio's API into the README
	$(BIN)/python tests/readme_facts.py

notebooks: $(VENV)/.dev  ## Run the notebooks and store what they print
	$(BIN)/python tests/notebook_outputs.py

scenarios: $(VENV)/.dev  ## Play the conversations in tests/scenarios, four times over
	$(BIN)/limio-agent scenarios tests/scenarios --repeat 4

BENCH = $(BIN)/pytest -q -n0 tests/benchmarks -o python_files='bench_*.py' -o python_functions='bench_*' -o timeout=0

bench: $(VENV)/.dev  ## Measure what things cost, and write docs/benchmarks.md and the README's part of it
	@mkdir -p build
	$(BENCH) --benchmark-json=build/benchmarks.json
	PYTHONPATH=tests $(BIN)/python tests/benchmarks/report.py build/benchmarks.json docs
	$(BIN)/python tests/readme_benchmarks.py

bench-quick: $(VENV)/.dev  ## The same at small sizes, into build/bench-quick
	@mkdir -p build
	$(BENCH) --quick --benchmark-json=build/benchmarks.json
	PYTHONPATH=tests $(BIN)/python tests/benchmarks/report.py build/benchmarks.json build/bench-quick

# The same tests on other versions than constraints.txt has: what one allows that the tests never saw would be a guess.
test-lowest: RESOLUTION = lowest-direct
test-newest: RESOLUTION = highest
test-lowest test-newest: test-%: $(VENV)/.dev
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(VENV)-$*
	$(BIN)/uv pip install --quiet --upgrade --python $(VENV)-$* --resolution $(RESOLUTION) -e '.[dev]'
	PYTHONPATH=tests $(VENV)-$*/bin/python -m supply.versions $(RESOLUTION)
	$(VENV)-$*/bin/python -m pytest -q -n $(TEST_JOBS) --dist loadfile -m 'not pinned'

test-lowest:  ## All tests on the lowest versions that pyproject.toml allows
test-newest:  ## All tests on the newest

audit: $(VENV)/.dev  ## Known vulnerabilities of the pinned versions, or why nobody could tell
	PYTHONPATH=tests $(BIN)/python -m supply.audit

dependencies: $(VENV)/.dev  ## Write docs/dependencies.md
	PYTHONPATH=tests $(BIN)/python -m supply.page

releases: $(VENV)/.dev  ## Look up when each dependency was last released
	PYTHONPATH=tests $(BIN)/python -m supply.releases

constraints: $(VENV)/.dev  ## Pin the newest versions that fit together
	@mkdir -p build
	$(BIN)/uv pip compile --quiet --upgrade --python $(BIN)/python --extra dev --no-annotate --no-header \
		--no-emit-package pip --output-file build/constraints.txt pyproject.toml
	{ head -1 constraints.txt; cat build/constraints.txt; } > build/pins.txt && mv build/pins.txt constraints.txt

clean:  ## Remove the virtual environment and caches
	rm -rf $(VENV) $(VENV)-lowest $(VENV)-newest .pytest_cache .mypy_cache .ruff_cache .hypothesis dist build

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; set PYTHON=python3.x")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.agent: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[agent]'
	@touch $@

$(VENV)/.dev: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@
