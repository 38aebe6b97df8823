# jdparse: `make run` publishes the sample pages, `make test` checks everything a change can break.
#   make run RAW=path/to/pages WAREHOUSE=path/to/tables      takes other pages

PYTHON    ?= python3
RAW       ?= raw
WAREHOUSE ?= warehouse
VENV      := .venv
BIN       := $(VENV)/bin

# Without byte code each process compiles what it imports anew, which takes longer than most of what it then does.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help run torture test lint types contract docs bench sbom audit samples schedule-test cluster-test lock clean

help:  ## what there is to make
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' $(MAKEFILE_LIST) | expand -t 16

run: $(VENV)/run.stamp  ## raw/ in, warehouse/ out, through the Prefect flow
	@$(BIN)/python flows/build_warehouse.py $(RAW) --warehouse $(WAREHOUSE)

test: $(VENV)/dev.stamp  ## all tests
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(TESTS)

lint: $(VENV)/dev.stamp  ## style
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: $(VENV)/dev.stamp  ## strict types
	@$(BIN)/mypy

contract: $(VENV)/dev.stamp  ## imports run one way
	@$(BIN)/lint-imports --no-logo

torture: $(VENV)/dev.stamp  ## inject faults by the hundred and print what was survived (minutes)
	@$(BIN)/python tests/faults/torture.py

sbom: $(VENV)/run.stamp  ## what is installed, as CycloneDX, in sbom.json
	@$(BIN)/python scripts/sbom.py > sbom.json && echo sbom.json

audit:  ## known holes in what is locked (needs pip-audit and its database on the network)
	@$(PYTHON) -m venv .audit && .audit/bin/python -m pip install --quiet pip-audit
	@.audit/bin/pip-audit --requirement requirements.lock --require-hashes --disable-pip

bench: $(VENV)/dev.stamp  ## the parser against its baselines, in one run
	@$(BIN)/python benchmarks/parser.py

schedule-test: $(VENV)/dev.stamp  ## a real Prefect server and worker: schedule, cancel, kill, restart
	@$(BIN)/python tests/prefect_at_work/schedule_test.py

cluster-test: $(VENV)/dev.stamp  ## the flow on Dask, a worker killed, bytes compared
	@$(BIN)/python tests/prefect_at_work/cluster_test.py

samples: $(VENV)/dev.stamp  ## render raw/ anew
	@$(BIN)/python scripts/make_samples.py

lock:  ## renew the hashed locks (needs uv)
	@scripts/lock.sh

clean:  ## remove what can be made again
	rm -rf $(VENV) .audit sbom.json warehouse .prefect .pytest_cache .mypy_cache .ruff_cache .hypothesis

# The locks hold a hash for every file, so pip takes exactly what was tested, from whatever index is set up.
# The pip that comes with Python 3.11 takes twice as long over them as a new one, so that comes first.
$(VENV)/run.stamp: requirements-pip.lock requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing the locked packages (once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r requirements-pip.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --no-deps --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev.stamp: $(VENV)/run.stamp requirements-dev.lock
	@echo "installing the development packages (once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --no-deps --require-hashes -r requirements-dev.lock
	@touch $@
