"""What a run needs, as a CycloneDX bill of materials on standard output: every locked package with its hashes."""

import json
import re
import sys
from importlib.metadata import distribution, version
from pathlib import Path

LOCK = Path(__file__).resolve().parents[1] / "requirements.lock"
ENTRY = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)((?:.*\n\s+--hash=sha256:[0-9a-f]+)*)", re.MULTILINE)


def component(name: str, number: str, hashes: list[str]) -> dict[str, object]:
    """A package; its licence where it is installed here and says one."""
    facts: dict[str, object] = {
        "type": "library",
        "name": name,
        "version": number,
        "purl": f"pkg:pypi/{name.lower().replace('_', '-')}@{number}",
        "hashes": [{"alg": "SHA-256", "content": content} for content in hashes],
    }
    try:
        licence = distribution(name).metadata.get("License-Expression")
    except ModuleNotFoundError:
        return facts
    return {**facts, "licenses": [{"expression": licence}]} if licence else facts


def main() -> None:
    """Print the bill."""
    found = ENTRY.findall(LOCK.read_text(encoding="utf-8"))
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "jdparse", "version": version("jdparse")}},
        "components": [component(n, v, re.findall(r"sha256:([0-9a-f]+)", hashes)) for n, v, hashes in found],
    }
    json.dump(bill, sys.stdout, indent=1)


if __name__ == "__main__":
    main()
