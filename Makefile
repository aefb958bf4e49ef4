# resettle: make help says what there is.

PYTHON ?= python3
UV_VERSION := 0.13.9
ARGS ?=

BIN := .venv/bin
UV := .tools/bin/uv
TOOLS_STAMP := .tools/uv-$(UV_VERSION)
ENV_STAMP := .venv/installed

# Take the Python that is here and the certificates that the machine trusts.
export UV_PYTHON_DOWNLOADS := never
export UV_SYSTEM_CERTS := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Compiling every library anew at each start would cost ten seconds.
unexport PYTHONDONTWRITEBYTECODE

LOCALES := zh_Hans_CN
CATALOGUE := var/messages.pot
PYBABEL := $(BIN)/pybabel

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help env demo serve test check format audit bench translations lock vendor clean

help: ## Say what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

env: $(ENV_STAMP) ## Build the environment in .venv from requirements.lock (PYTHON=python3.12 picks another Python)

demo: env ## Load a made-up county, match it in the background and show what came out
	@$(BIN)/resettle demo $(ARGS)

serve: env ## Open the service at http://127.0.0.1:8000
	@$(BIN)/resettle serve $(ARGS)

test: env ## Run the tests (ARGS="-k curfew" picks some)
	@$(BIN)/python -m pytest $(ARGS)

check: env ## Check style, types, layers, templates and unused code
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint webapp/templates --lint --quiet
	$(BIN)/vulture

format: env ## Put imports and lines in order
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

audit: env ## Ask the advisory service whether a locked package has a known weakness
	@$(BIN)/python .ci/audit.py requirements.lock

bench: env ## Run the benchmarks
	@$(BIN)/python -m pytest -n 0 -s -o python_files='bench_*.py' tests/benchmarks $(ARGS)

translations: env ## Collect the words of code and pages, bring each language up to date, compile
	@mkdir -p $(dir $(CATALOGUE))
	$(PYBABEL) -q extract -F pyproject.toml --project=resettle --version=0.1.0 --copyright-holder="resettle contributors" \
		--add-location=file --sort-by-file -k _l -k lazy_gettext -o $(CATALOGUE) .
	@for locale in $(LOCALES); do \
		po=webapp/translations/$$locale/LC_MESSAGES/messages.po; \
		if [ -e $$po ]; then \
			$(PYBABEL) -q update --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date -i $(CATALOGUE) -d webapp/translations -l $$locale; \
		else \
			$(PYBABEL) -q init -i $(CATALOGUE) -d webapp/translations -l $$locale; \
		fi || exit 1; \
	done
	$(PYBABEL) compile -d webapp/translations --statistics

lock: $(TOOLS_STAMP) ## Write requirements.lock anew from pyproject.toml (ARGS=--upgrade takes newer versions)
	$(UV) pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-config --custom-compile-command "make lock" \
		--quiet $(ARGS) -o requirements.lock

vendor: ## Rebuild webapp/static/vendor from npm (nothing else needs npm)
	@webapp/look/build

clean: ## Remove the environment, the tools and the caches, and leave var/ with its data
	rm -rf .venv .tools .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find matching webapp workers tests -name __pycache__ -type d -prune -exec rm -rf {} +

# --- how the environment is built ----------------------------------------------------------------

# uv lives in .tools, apart from .venv: a Debian without python3-venv has no ensurepip, and its pip
# refuses to install beside the system's packages, but it does install into another environment.
$(TOOLS_STAMP):
	@command -v $(PYTHON) >/dev/null 2>&1 || { \
		echo "resettle needs Python 3.11 or newer, and there is no $(PYTHON): name one with make PYTHON=..." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "resettle needs Python 3.11 or newer, and $(PYTHON) is $$($(PYTHON) -V 2>&1): name another with make PYTHON=..." >&2; exit 1; }
	@rm -rf .tools
	@if $(PYTHON) -m pip --version >/dev/null 2>&1; then \
		$(PYTHON) -m venv --without-pip .tools && \
		$(PYTHON) -m pip --python .tools/bin/python install --quiet uv==$(UV_VERSION); \
	elif $(PYTHON) -c 'import ensurepip' >/dev/null 2>&1; then \
		$(PYTHON) -m venv .tools && .tools/bin/python -m pip install --quiet uv==$(UV_VERSION); \
	elif command -v uv >/dev/null 2>&1; then \
		mkdir -p .tools/bin && ln -s "$$(command -v uv)" $(UV); \
	else \
		echo "resettle needs pip once, to fetch uv: apt-get install python3-pip (or python3-venv)" >&2; exit 1; \
	fi
	@touch $@

# An environment that works is brought up to date in place; one that does not is made anew.
$(ENV_STAMP): requirements.lock pyproject.toml $(TOOLS_STAMP)
	@.venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		$(UV) venv --quiet --clear --python "$$(command -v $(PYTHON))" .venv
	@echo "Installing the locked packages into .venv"
	@$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@
