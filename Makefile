PORT ?= 8501
PYTHON := .venv/bin/python

.PHONY: help run test check fix bench

help: ## Say what there is
	@sed -nE 's/^([a-z]+):.*## (.*)/  make \1\t\2/p' Makefile

run: ## Start the playground on http://localhost:8501 (PORT=… for another port)
	@tools/setup.sh app
	@# Each session has a thread of its own, and glibc an arena for each: two give memory back, many keep it. And back it goes at
	@# once: a table that is gone would otherwise leave its megabytes behind.
	@MALLOC_ARENA_MAX=2 MALLOC_TRIM_THRESHOLD_=65536 $(PYTHON) -m streamlit run app.py --server.port $(PORT)

test: ## Run every test, with branch coverage (ARGS="tests/lessons --no-cov -n 0" for some of them, in one process)
	@tools/setup.sh dev
	@CHROMIUM="$$(tools/setup.sh chromium)" && export CHROMIUM && $(PYTHON) -m pytest --cov -n 2 --no-loadscope-reorder $(ARGS)

check: ## Check style, types, layers and page rules: exactly what CI checks
	@tools/setup.sh dev
	$(PYTHON) -m ruff check
	$(PYTHON) -m ruff format --check
	$(PYTHON) -m mypy
	.venv/bin/lint-imports
	$(PYTHON) -m pytest -q tests/test_page_rules.py

fix: ## Mend what ruff can mend by itself
	@tools/setup.sh dev
	$(PYTHON) -m ruff check --fix
	$(PYTHON) -m ruff format

bench: ## Print the numbers of README's table, measured on this machine
	@tools/setup.sh dev
	@CHROMIUM="$$(tools/setup.sh chromium)" && export CHROMIUM && $(PYTHON) -m benchmarks $(ARGS)
