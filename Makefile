# Everything is installed under this folder (.venv*); only the PostgreSQL server of the tests may come from
# the system's packages. "make help" explains the targets.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

# The first Python that is new enough and can make a virtual environment; PYTHON=… overrides.
PYTHON ?= $(shell for python in python3.13 python3.12 python3.11 python3; do \
	$$python -c 'import sys, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { echo $$python; break; }; done)

# What the program is given by demo, bench, chaos, serve, schemathesis and test, as in: make demo ARGS=--help
ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.runtime-ready
DEV := $(VENV)/.dev-ready
SCHEMATHESIS := .venv-schemathesis
VENDOR := src/holdfast/entry/web/static/vendor
ASSETS := $(VENDOR)/.ready
AXE := node_modules/.dev-ready

# pip shows its progress to a person and keeps quiet in a log.
PIP_INSTALL = -m pip install $$(test -t 1 || echo --quiet) --disable-pip-version-check
LOCKED = $(PIP_INSTALL) --require-hashes --only-binary :all: -r

.PHONY: help
help: ## explain the targets (this text)
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' \
	| while IFS=$$'\t' read -r target text; do printf '  make %-14s %s\n' "$$target" "$$text"; done

.PHONY: setup
setup: $(DEV) $(ASSETS) ## install what using and changing Holdfast needs into .venv
	@echo "==> ready: $(BIN)/holdfast"

.PHONY: demo
demo: $(RUNTIME) $(ASSETS) ## open a salon to call from the browser (ARGS=--play: a call in the terminal; --help)
	@$(BIN)/holdfast demo $(ARGS)

.PHONY: serve
serve: $(RUNTIME) $(ASSETS) ## run the server (ARGS=… is passed on)
	@$(BIN)/holdfast serve $(ARGS)

.PHONY: bench
bench: $(RUNTIME) ## measure (ARGS=… is passed on)
	@$(BIN)/holdfast bench $(ARGS)

.PHONY: chaos
chaos: $(RUNTIME) ## the kill test: kill -9 200 times, on SQLite and PostgreSQL (ARGS="--kills N --seed N"; --help)
	@$(BIN)/python -m holdfast.testing.postgres
	@$(BIN)/python -m holdfast.testing.chaos $(ARGS)

.PHONY: check
check: $(DEV) ## lint, formatting, types, architecture: the quick checks
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/pytest tests/architecture

# One worker for each core, with a PostgreSQL of its own. Tests that race for time or start many processes follow
# one another on one worker: they are marked xdist_group("heavy"). ARGS="-n 0 …" runs all in one process, for a debugger.
PARALLEL := -n $$(nproc) --maxprocesses 8 --dist loadgroup

.PHONY: test
test: $(DEV) $(SCHEMATHESIS)/.ready browser ## run all tests, on SQLite and on PostgreSQL (ARGS=… is passed to pytest)
	@$(BIN)/python -m holdfast.testing.postgres
	$(BIN)/pytest $(PARALLEL) $(ARGS)

.PHONY: schemathesis
schemathesis: $(DEV) $(SCHEMATHESIS)/.ready ## try the API of a fresh server against its schema (part of make test)
	$(BIN)/pytest tests/entry/test_schemathesis.py $(ARGS)

.PHONY: screenshots
screenshots: $(DEV) browser ## take every page in both languages into docs/images
	@$(BIN)/python -m tests.web.take_screenshots

# What the tests of the pages need besides Python: a browser, and npm for what the pages load.
.PHONY: browser
browser: $(DEV)
	@$(BIN)/python -m tests.web.browser
	@$(MAKE) --no-print-directory $(AXE)

.PHONY: format
format: $(DEV) ## format the code and repair what ruff can repair
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

# The locks hold for every supported Python and platform (--universal), and name no index: whoever installs
# takes the index that the machine is set up for, and the hashes say whether it gave the right files.
# The development lock is held to the versions of the runtime lock.
UV_COMPILE = env -u UV_FIND_LINKS -u UV_INDEX -u UV_EXTRA_INDEX_URL -u UV_DEFAULT_INDEX -u UV_INDEX_URL \
	.venv-lock/bin/uv --no-config pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate

.PHONY: lock
lock: .venv-lock/.ready ## write the lock files anew (ARGS=--upgrade takes newer versions)
	$(UV_COMPILE) $(ARGS) --group build pyproject.toml -o requirements.lock
	$(UV_COMPILE) $(ARGS) --group build --group dev pyproject.toml -c requirements.lock -o requirements-dev.lock
	$(UV_COMPILE) $(ARGS) --group schemathesis -o requirements-schemathesis.lock

.PHONY: clean
clean: ## remove what make and the tools made: environments, caches, builds
	rm -rf .venv .venv-* node_modules $(VENDOR) .mypy_cache .ruff_cache .pytest_cache .hypothesis dist build
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

# Environments. Each has a stamp file, newer than what it was made from, so that nothing is done twice.
# A changed lock makes its environment anew: packages that left the lock are gone from it, too.

.PHONY: python
python:
	@test -n "$(PYTHON)" || { echo "Holdfast needs Python 3.11 or newer that can make virtual environments:" \
	"apt-get install python3-venv (or PYTHON=/path/to/python3 make …)." >&2; exit 1; }
	@$(PYTHON) -c 'import sys, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	echo "$(PYTHON) is older than 3.11 or cannot make virtual environments: apt-get install python3-venv." >&2; exit 1; }

$(RUNTIME): requirements.lock pyproject.toml | python
	@echo "==> making $(VENV) with $(PYTHON) ($$($(PYTHON) -V))"
	@$(PYTHON) -m venv --clear $(VENV)
	@echo "==> installing what Holdfast runs with (requirements.lock)"
	@$(BIN)/python $(LOCKED) requirements.lock
	@echo "==> installing Holdfast itself, as it lies in src"
	@$(BIN)/python $(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): requirements-dev.lock $(RUNTIME)
	@echo "==> installing what tests and checks need (requirements-dev.lock)"
	@$(BIN)/python $(LOCKED) requirements-dev.lock
	@touch $@

$(SCHEMATHESIS)/.ready: requirements-schemathesis.lock | python
	@echo "==> making $(SCHEMATHESIS) (requirements-schemathesis.lock)"
	@$(PYTHON) -m venv --clear $(SCHEMATHESIS)
	@$(SCHEMATHESIS)/bin/python $(LOCKED) requirements-schemathesis.lock
	@touch $@

# uv only writes the locks; whoever installs needs pip alone.
.venv-lock/.ready: | python
	@echo "==> making .venv-lock with uv"
	@$(PYTHON) -m venv --clear .venv-lock
	@.venv-lock/bin/python $(PIP_INSTALL) 'uv>=0.9'
	@touch $@

# What the pages load that is not ours comes from npm as it is, held to package-lock.json; nothing is built. Without npm
# every page and form works all the same, less lively. .npmrc keeps scripts of packages from running.
TAKE_OVER_NOW = mkdir -p $(VENDOR) && cp node_modules/htmx.org/dist/htmx.min.js $(VENDOR)/ && touch $(ASSETS)

$(ASSETS): package.json package-lock.json .npmrc
	@if command -v npm >/dev/null; then echo "==> fetching what the pages load (package-lock.json)"; \
	npm ci --omit=dev --silent && { $(TAKE_OVER_NOW); }; \
	else echo "npm is missing (apt-get install npm): the pages work without it, less lively." >&2; fi

$(AXE): package.json package-lock.json .npmrc
	@if command -v npm >/dev/null; then echo "==> fetching what the pages and their tests load (package-lock.json)"; \
	npm ci --silent && { $(TAKE_OVER_NOW); } && touch $@; \
	else echo "npm is missing (apt-get install npm): the pages are not tested in a browser." >&2; fi
