#!/usr/bin/env bash
# Renew the hashed locks. They hold versions and hashes, never an index address, so any index can serve them.
set -euo pipefail
cd "$(dirname "$0")/.."
uv lock
uv export --quiet --no-header --no-emit-project --no-dev --group build --format requirements.txt --output-file requirements.lock
uv export --quiet --no-header --no-emit-project --all-groups --format requirements.txt --output-file requirements-dev.lock
rm uv.lock  # it embeds index addresses
