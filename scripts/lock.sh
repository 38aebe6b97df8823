#!/usr/bin/env bash
# Renew the hashed locks after a change of the dependencies; what is locked stays unless `--upgrade` is given.
# They hold versions and hashes, never an index address, so any index can serve them.
set -euo pipefail
cd "$(dirname "$0")/.."
lock() { uv pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url --no-annotate "$@"; }
compile() { lock "$@" pyproject.toml; }
# The pip that comes with Python 3.11 takes twice as long over these locks as a new one.
echo 'pip>=26' | lock "$@" --output-file requirements-pip.lock -
compile "$@" --group build --output-file requirements.lock
# The packages of a run in the same versions as there, and those of development.
compile "$@" --group build --group extract --group dev --constraint requirements.lock --output-file requirements-dev.lock
