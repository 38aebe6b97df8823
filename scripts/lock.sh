#!/usr/bin/env bash
# Renew the hashed locks after a change of the dependencies; what is locked stays unless `--upgrade` is given.
# They hold versions and hashes, never an index address, so any index can serve them.
set -euo pipefail
cd "$(dirname "$0")/.."
compile() { uv pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url --no-annotate "$@" pyproject.toml; }
compile "$@" --group build --output-file requirements.lock
# The packages of a run in the same versions as there, and those of development.
compile "$@" --group build --group extract --group dev --constraint requirements.lock --output-file requirements-dev.lock
