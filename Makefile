# Ballast. `make run` and `make test` are all that a fresh machine needs: they make .venv themselves.

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: run test smoke lint format bench load bundle pictures lock clean help

# Settings of another Python's that would leak into .venv.
unexport PYTHONHOME PYTHONPATH

python := .venv/bin/python
setup := sh resources/packaging/setup.sh
setup_dev := $(setup) requirements-dev.lock

run: ## open the window (ARGS="..." is passed to main.py)
	@$(setup) requirements.lock display
	@$(python) main.py $(ARGS)

test: lint ## run every check: ruff, mypy, pytest (ARGS="..." is passed to pytest)
	$(python) -m pytest --numprocesses auto --dist worksteal $(ARGS)

smoke: bundle ## run each benchmark once, and try the packaged program (ARGS="..." is passed to pytest)
	$(python) -m pytest tests/bench --benchmark-disable $(ARGS)
	$(python) -m pytest tests/bundle $(ARGS)

bundle: ## package the program for this system: dist/ballast, and an archive of it
	@$(setup_dev)
	@sh resources/packaging/debian-packages.sh display bundle
	$(python) resources/packaging/make_bundle.py

lint: ## check style and types: ruff, mypy
	@$(setup_dev)
	$(python) -m ruff check
	$(python) -m ruff format --check
	$(python) -m mypy

format: ## mend what ruff can mend, and format
	@$(setup_dev)
	$(python) -m ruff check --fix
	$(python) -m ruff format

bench: ## time the program (REFERENCE=path/to/script.py is timed beside it)
	@$(setup_dev)
	BALLAST_REFERENCE="$(REFERENCE)" $(python) -m pytest tests/bench --benchmark-only $(ARGS)

# Every Python gets the same versions. uv comes from a throwaway venv: nothing else of the project needs it.
compile := build/lock/bin/uv pip compile --quiet --universal --fork-strategy fewest --generate-hashes \
	--no-emit-index-url --no-header --python-version 3.11 $(ARGS)

load: ## put the load of an hour's use on the window, and print what it holds (ARGS="--acts 200")
	@$(setup_dev)
	$(python) -m tests.load $(ARGS)

pages := charts weights returns drawdowns rolling costs data steps attribution break_evens day today proof papers

pictures: ## make the pictures of docs anew
	@$(setup) requirements.lock
	$(python) main.py --screenshot docs/window.png
	@for page in $(pages); do for theme in light dark; do \
		$(python) main.py --screenshot docs/pages/$$page-$$theme.png --page $$page --theme $$theme || exit 1; \
	done; done

lock: ## remake both lock files from pyproject.toml (ARGS=--upgrade takes the newest versions)
	@$(setup)
	rm -rf build/lock
	$(python) -m venv build/lock
	build/lock/bin/python -m pip install --quiet --disable-pip-version-check uv
	$(compile) pyproject.toml --output-file requirements.lock
	$(compile) pyproject.toml --group dev --constraints requirements.lock --output-file requirements-dev.lock
	rm -rf build/lock

clean: ## delete .venv and everything else that can be made again
	rm -rf .venv build dist .benchmarks .hypothesis .mypy_cache .pytest_cache
	find . -type d \( -name __pycache__ -o -name .ruff_cache \) -prune -exec rm -rf {} +

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile
