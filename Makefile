# Everything sets itself up: Python 3.11 or newer and make are all that is needed.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
TEST_JOBS ?= 3
TESTS = PYTHONPATH=tests:tests/support:tests/documents
# Files in their order, whole flows first: by default those of few tests come last, which are the longest.
DIST = -n $(TEST_JOBS) --dist loadfile --no-loadscope-reorder
PYTEST = $(BIN)/pytest -q $(DIST)
# Images set it; then each worker, and each server that a test starts, would compile the whole tree anew: 20 s a worker.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: $(shell sed -n 's/^\([a-z-]*\):.*[#][#].*/\1/p' $(MAKEFILE_LIST))  # whatever `make help` lists

help:  ## What there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

demo: $(VENV)/.agent  ## Watch a sale happen, then watch it happen with the API down
	@$(BIN)/limio-agent demo

test: $(VENV)/.dev  ## What a contributor waits for: under four minutes on two cores
	$(PYTEST) -m 'not slow and not load'

test-all: test test-slow  ## Everything but `make test-load` and what measures

test-slow: TEST_JOBS = 2  # a third browser at once is slower than the others' pages are waited for
test-slow: $(VENV)/.dev  ## What `make test` leaves out: whole conversations by the hundred, browsers, databases, kills
	$(PYTEST) -m slow

test-load: $(VENV)/.dev  ## Floods, ten thousand deliveries, a hundred thousand conversations, each scenario four times over
	$(BIN)/pytest -q -n0 -m load

attacks: $(VENV)/.dev  ## Play the attacks against both kinds of agent, and write docs/evidence/attacks.md
	$(TESTS) $(BIN)/python tests/documents/attacks_table.py

chaos: $(VENV)/.dev  ## 2,000 conversations with faults and kills, into docs/evidence/chaos.md
	$(TESTS) $(BIN)/python -m chaos

faults: $(VENV)/.dev  ## Break everything in every way, and write docs/evidence/faults.md
	$(TESTS) $(BIN)/python -m faults.page

floods: $(VENV)/.dev  ## Flood a server while others are served, and write docs/evidence/floods.md
	$(TESTS) $(BIN)/python -m floods.page

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

blind: $(VENV)/.dev  ## How the agent does with people nobody had in mind, into docs/evidence/reading.md
	$(TESTS) $(BIN)/python -m blind.report --write

fit: $(VENV)/.dev  ## What buyers are recommended, and why, as a table
	PYTHONPATH=tests/support $(BIN)/python tests/fit_table.py

contributing: $(VENV)/.dev  ## Draw the layers and a message's way into CONTRIBUTING.md
	$(TESTS) $(BIN)/python tests/documents/contributing.py

picture: $(VENV)/.dev  ## Draw the agent's graph into its page
	$(TESTS) $(BIN)/python tests/documents/graph_picture.py

screenshots: $(VENV)/.dev  ## Take the chat page's pictures anew, in every state, and the report's
	$(TESTS) $(BIN)/python tests/documents/page_picture.py
	$(TESTS) $(BIN)/python tests/documents/report_picture.py

facts: $(VENV)/.dev  ## Write the facts about Limio's API into their page
	$(TESTS) $(BIN)/python tests/documents/facts_table.py

reference: $(VENV)/.dev  ## Write docs/playbook.md and docs/settings.md from the models
	$(TESTS) $(BIN)/python tests/documents/reference.py

notebooks: $(VENV)/.dev  ## Run the notebooks and store what they print
	$(TESTS) $(BIN)/python tests/documents/notebook_outputs.py

scenarios: $(VENV)/.dev  ## Play the conversations that must go well, four times over
	$(BIN)/limio-agent scenarios --repeat 4
	$(BIN)/limio-agent scenarios tests/scenarios --repeat 4  # a shop of the tests

eval-small: $(VENV)/.dev  ## A real model of 135 million parameters on loopback, in both kinds of agent; needs node
	$(TESTS) $(BIN)/python -m small_model

eval-table: $(VENV)/.dev  ## Try no model and the scripted one, and write the table of docs/evaluation.md with RESULTS= added
	$(TESTS) $(BIN)/python tests/documents/evaluation_table.py $(RESULTS)

BENCH = $(BIN)/pytest -q -n0 tests/benchmarks -o python_files='bench_*.py' -o python_functions='bench_*' -o timeout=0

bench: $(VENV)/.dev  ## Measure what things cost, and write docs/benchmarks.md and the README's part of it
	@mkdir -p build
	$(BENCH) --benchmark-json=build/benchmarks.json
	$(TESTS) $(BIN)/python tests/benchmarks/report.py build/benchmarks.json docs
	$(TESTS) $(BIN)/python tests/documents/readme_benchmarks.py

bench-quick: $(VENV)/.dev  ## The same at small sizes, into build/bench-quick
	@mkdir -p build
	$(BENCH) --quick --benchmark-json=build/benchmarks.json
	$(TESTS) $(BIN)/python tests/benchmarks/report.py build/benchmarks.json build/bench-quick

# The same tests on other versions than constraints.txt has: what one allows that the tests never saw would be a guess.
test-lowest: RESOLUTION = lowest-direct
test-newest: RESOLUTION = highest
test-lowest test-newest: test-%: $(VENV)/.dev
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(VENV)-$*
	$(BIN)/uv pip install --quiet --upgrade --python $(VENV)-$* --resolution $(RESOLUTION) -e '.[dev]'
	$(TESTS) $(VENV)-$*/bin/python -m supply.versions $(RESOLUTION)
	$(VENV)-$*/bin/python -m pytest -q $(DIST) -m 'not pinned'

test-lowest:  ## All tests on the lowest versions that pyproject.toml allows
test-newest:  ## All tests on the newest

# Clients that cannot live in one environment: one caps mcp below 2, and the LangGraph server's licence is Elastic's.
clients: $(VENV)/.dev  ## Play other programs' clients against MCP and the LangGraph server, into docs/integrations.md
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(VENV)-adapters
	$(BIN)/uv pip install --quiet --python $(VENV)-adapters langchain-mcp-adapters langchain-core
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(VENV)-fastmcp
	$(BIN)/uv pip install --quiet --python $(VENV)-fastmcp '.[agent,mcp]' 'langchain[mcp]' 'fastmcp>=4'
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(VENV)-langgraph
	$(BIN)/uv pip install --quiet --python $(VENV)-langgraph '.[agent]' 'langgraph-cli[inmem]'
	$(TESTS) $(BIN)/python -m clients $(VENV)-adapters/bin/python $(VENV)-fastmcp/bin/python $(CURDIR)/$(VENV)-langgraph/bin/langgraph

audit: $(VENV)/.dev  ## Known vulnerabilities of the pinned versions, or why nobody could tell
	$(TESTS) $(BIN)/python -m supply.audit

dependencies: $(VENV)/.dev  ## Write docs/evidence/dependencies.md
	$(TESTS) $(BIN)/python -m supply.page

releases: $(VENV)/.dev  ## Look up when each dependency was last released
	$(TESTS) $(BIN)/python -m supply.releases

constraints: $(VENV)/.dev  ## Pin the newest versions that fit together
	@mkdir -p build
	$(BIN)/uv pip compile --quiet --upgrade --python $(BIN)/python --extra dev --no-annotate --no-header \
		--no-emit-package pip --output-file build/constraints.txt pyproject.toml
	{ head -1 constraints.txt; cat build/constraints.txt; } > build/pins.txt && mv build/pins.txt constraints.txt

clean:  ## Remove the virtual environment and caches
	rm -rf $(VENV) $(VENV)-* .pytest_cache .mypy_cache .ruff_cache .hypothesis dist build

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
