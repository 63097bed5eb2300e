# Every command of this project. Needs Python 3.11 or newer and make; fetches the rest.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
CATALOGUES := $(wildcard resources/locale/*/LC_MESSAGES/*.po)
# One stands for all: they are compiled together.
# A dashboard for uploads, and what drives Debian's Chromium.
BROWSER_PEER := uppy@5.2.4 playwright-core@1.65.1
COMPILED := resources/locale/de/LC_MESSAGES/layers-desktop.mo
# A Windows under Wine, of 1.2 GB.
WINDOWS ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/layers-desktop-windows

.DEFAULT_GOAL := help
.PHONY: help run test test-windows screenshots bench check format messages wheel package clean

help: ## Show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

run: $(READY) $(COMPILED) ## Open the window on the built-in sandbox; without a display, upload the examples and print their IDs
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ] || [ "$$(uname)" = Darwin ]; then \
		packaging/system_packages.sh run && $(BIN)/layers-desktop --sandbox; \
	else \
		echo "No display here: uploading the example files to the sandbox on the command line."; \
		$(BIN)/layers-desktop upload --sandbox --project "Acme Coffee iOS" resources/examples; \
	fi

test: $(READY) $(COMPILED) ## Run every test but the slow ones on every core; TESTS="..." passes arguments to pytest
	@packaging/system_packages.sh test
	$(BIN)/python -m pytest -n auto --dist worksteal $(TESTS)

test-windows: $(READY) $(COMPILED) ## Test it as a Windows program, under Wine, which takes 1.2 GB; TESTS="..." passes arguments to pytest
	PYTHON="$(CURDIR)/$(BIN)/python" packaging/windows/wine/setup.sh "$(WINDOWS)"
	LAYERS_TEST_WINDOWS="$(WINDOWS)" $(BIN)/python -m pytest -n 2 --dist loadfile -o faulthandler_timeout=1800 tests/windows $(TESTS)

screenshots: $(READY) $(COMPILED) ## Picture the window in every state and every look, into build/screenshots
	@packaging/system_packages.sh test
	$(BIN)/python -m tests.screenshots build/screenshots

bench: $(READY) $(COMPILED) ## Measure, beside peers, and print a table; BENCH="P1 P8" only some, PEERS=1 installs all peers
	@packaging/system_packages.sh test
	@if [ -n "$(PEERS)" ]; then \
		packaging/system_packages.sh peers && \
		npm install --prefix build/peers --no-package-lock --ignore-scripts --no-audit --no-fund $(BROWSER_PEER); \
	fi
	$(BIN)/python -m tests.benchmarks $(BENCH)

check: $(READY) ## Check format, lint, types, imports, private parts of others, translations, known vulnerabilities
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python packaging/private_parts.py
	$(BIN)/python packaging/catalogues.py check
	$(BIN)/python packaging/audit.py

format: $(READY) ## Put the code into its form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

messages: $(READY) ## Take the sentences out of the code, and give each language those that are new to it, empty
	$(BIN)/python packaging/catalogues.py update

$(COMPILED): $(CATALOGUES) | $(READY)
	@$(BIN)/python packaging/catalogues.py compile

wheel: $(READY) ## Make the wheel, and run its self-test in an environment that holds nothing else
	PYTHONPATH=packaging $(BIN)/python -m release --only wheel

package: $(READY) ## Make wheel, bundle and installer of this system in dist/, and prove them; PACKAGE="--help" for less
	@packaging/system_packages.sh package
	PYTHONPATH=packaging $(BIN)/python -m release $(PACKAGE)

clean: ## Remove the environment and everything that was made
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache

$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed; name one with: make PYTHON=python3.12 ..."; exit 1; }
	@echo "Setting up the environment in $(VENV); this takes a minute."
	@$(PYTHON) -m venv $(VENV) || { echo "On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip
	@# Python 3.11 brings a setuptools of its own age, which nobody here needs and whose weaknesses are known.
	@$(BIN)/python -m pip uninstall --quiet --disable-pip-version-check --yes setuptools 2>/dev/null
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $(READY)
