"""A page of Prefect's UI as a person sees it, through headless Chromium."""

import re
import shutil
import subprocess
import tempfile


def chromium() -> str | None:
    """The browser, if this machine has one."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def page_text(address: str) -> str:
    """The text of a page after its scripts have run. Raises RuntimeError without a browser."""
    program = chromium()
    if program is None:
        raise RuntimeError("no Chromium on this machine")
    with tempfile.TemporaryDirectory() as profile:
        done = subprocess.run(
            [program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
             f"--user-data-dir={profile}", "--virtual-time-budget=30000", "--dump-dom", address],
            capture_output=True, text=True, timeout=120, check=True,
        )  # fmt: skip
    return re.sub(r"<[^>]*>", " ", re.sub(r"(?s)<(script|style)\b.*?</\1>", " ", done.stdout))
