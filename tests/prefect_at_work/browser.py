"""A page as a person sees it: headless Chromium, told what to do through its DevTools socket."""

import base64
import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from websockets.sync.client import ClientConnection, connect

PATIENCE_SECONDS = 90
LOOK_SECONDS = 0.3
QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-component-update",
    "--disable-background-networking", "--disable-sync", "--force-prefers-reduced-motion", "--hide-scrollbars",
)  # fmt: skip


def chromium() -> str | None:
    """The browser, if this machine has one."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@dataclass
class Page:
    """A tab of the browser."""

    socket: ClientConnection
    sent: int = 0

    def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """The answer to a DevTools command. Raises RuntimeError with the browser's words."""
        self.sent += 1
        self.socket.send(json.dumps({"id": self.sent, "method": method, "params": parameters}))
        while True:
            answer = json.loads(self.socket.recv(timeout=PATIENCE_SECONDS))
            if answer.get("id") == self.sent:
                break
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']}")
        return answer["result"]

    def evaluate(self, script: str) -> Any:
        """The value of a JavaScript expression."""
        return self.ask("Runtime.evaluate", expression=script, returnByValue=True)["result"].get("value")

    def open(self, address: str, *awaited: str) -> str:
        """Go to an address and wait until all the words are on the page; its text. Raises TimeoutError."""
        self.ask("Page.navigate", url=address)
        ends = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < ends:
            text = str(self.evaluate("document.body ? document.body.innerText : ''"))
            if all(word in text for word in awaited):
                return text
            time.sleep(LOOK_SECONDS)
        raise TimeoutError(f"{address} does not show {awaited}, but: {text[:500]}")

    def picture(self, to: Path) -> None:
        """Save what is shown as a PNG file."""
        to.write_bytes(base64.b64decode(self.ask("Page.captureScreenshot", format="png")["data"]))


@contextmanager
def browser(width: int = 1300, height: int = 1400) -> Iterator[Page]:
    """An empty tab of a fresh browser. Raises RuntimeError where there is no browser."""
    program = chromium()
    if program is None:
        raise RuntimeError("no Chromium on this machine")
    with tempfile.TemporaryDirectory(prefix="jdparse-browser-", ignore_cleanup_errors=True) as profile:
        process = subprocess.Popen(
            [program, *QUIET, f"--window-size={width},{height}", f"--user-data-dir={profile}",
             "--remote-debugging-port=0", "about:blank"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            with connect(_tab(Path(profile)), max_size=None) as socket:
                yield Page(socket)
        finally:
            process.terminate()
            process.wait()


def _tab(profile: Path) -> str:
    """Address of the socket of the first tab."""
    ends = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < ends:
        with suppress(OSError, httpx.HTTPError, IndexError, ValueError):
            port = int((profile / "DevToolsActivePort").read_text().splitlines()[0])
            tabs = httpx.get(f"http://127.0.0.1:{port}/json", trust_env=False).json()
            return str(next(tab for tab in tabs if tab["type"] == "page")["webSocketDebuggerUrl"])
        time.sleep(LOOK_SECONDS)
    raise TimeoutError("Chromium did not open its DevTools socket")
