"""No telemetry, no network, no loader that runs what it reads, and nothing installed that was not locked."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from faults.cases_network import CLI, PROJECT, network_missing, no_network
from faults.places import place

MISSING = network_missing()
UNSAFE = re.compile(
    r"\b(?:pickle\.loads?|marshal\.loads?|shelve|dill|joblib|yaml\.(?:unsafe_)?load|eval|exec|os\.system|allow_pickle)\b\s*[(.=]"
)
CLIENTS = ("urllib.request", "http.client", "requests", "aiohttp", "socket", "ftplib", "smtplib")
LOCKS = ("requirements.lock", "requirements-dev.lock")


@pytest.mark.slow
@pytest.mark.skipif(MISSING is not None, reason=MISSING or "")
def test_a_run_needs_no_network_and_asks_for_none() -> None:
    with place() as at:
        no_network(at, {"cli": CLI}).check()


@pytest.mark.parametrize("name", ["DO_NOT_TRACK", "PREFECT_SERVER_ANALYTICS_ENABLED"])
def test_the_flow_turns_telemetry_off_by_itself(name: str) -> None:
    code = f"import sys; sys.path.insert(0, 'flows'); import prefect_settings, os; print(os.environ[{name!r}])"
    bare = {key: value for key, value in os.environ.items() if key != name}
    said = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, env=bare, capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() in ("1", "false")


def sources() -> list[Path]:
    return [*(PROJECT / "src").rglob("*.py"), *(PROJECT / "flows").glob("*.py")]


def test_no_source_loads_what_could_run() -> None:
    found = [f"{path}: {line}" for path in sources() for line in path.read_text().splitlines() if UNSAFE.search(line)]
    assert not found


def test_the_library_has_no_client_of_a_network() -> None:
    imports = re.compile(rf"^\s*(?:import|from) (?:{'|'.join(map(re.escape, CLIENTS))})\b", re.MULTILINE)
    own = [path.name for path in (PROJECT / "src").rglob("*.py") if imports.search(path.read_text())]
    assert set(own) <= {"lock.py"}, "the lock names its host, nothing else"


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_has_its_version_and_hashes_and_no_address(name: str) -> None:
    text = (PROJECT / name).read_text()
    entries = re.split(r"\n(?=[a-z0-9])", "\n" + re.sub(r"^\s*#.*$", "", text, flags=re.MULTILINE).strip())
    packages = [entry for entry in entries if entry.strip()]
    assert len(packages) > 30
    for entry in packages:
        assert re.match(r"[\w.\[\],-]+==[\w.+!-]+", entry), entry
        assert "--hash=sha256:" in entry, entry
    assert "://" not in text
    assert "--index" not in text


def test_the_bill_of_materials_names_what_is_locked() -> None:
    said = subprocess.run(
        [sys.executable, str(PROJECT / "scripts" / "sbom.py")], capture_output=True, text=True, check=True
    )
    bill = json.loads(said.stdout)
    locked = re.findall(r"^([\w.-]+)==", (PROJECT / "requirements.lock").read_text(), re.MULTILINE)
    assert [component["name"] for component in bill["components"]] == locked
    assert all(component["hashes"] for component in bill["components"])
