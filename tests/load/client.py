"""The app as a process, and its visitors as sessions over HTTP: what the load generator and the hardening tests share.

A visitor is a real session of the server, driven through Streamlit's agent interface instead of a browser: the same
scripts, widgets and jobs run; only the drawing is missing. The standard library is all it needs.
"""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
INTERACT = "/_stcore/agent/interact"
HEALTH = "/_stcore/health"


class SessionError(RuntimeError):
    """A visitor was shown an error, or none of what was asked for."""


class Visitor:
    """One session.

    Args:
        base: the address of the app.
        timeout: seconds an answer may take.
    """

    def __init__(self, base: str, timeout: float = 120.0) -> None:
        self.base, self.timeout = base, timeout
        self.session: str | None = None
        self.page: dict[str, Any] = {}  # the newest answer
        self.seconds = 0.0  # the newest answer took

    def act(self, **request: Any) -> dict[str, Any]:
        """Send an action, wait until the page has run, and return it. Raises SessionError."""
        if self.session is not None:
            request["session_id"] = self.session
        began = time.perf_counter()
        answer = self.post(request)
        while answer.get("error", {}).get("code") == "wait_timed_out":
            self.session = answer["session_id"]
            answer = self.post({"session_id": self.session})
        self.seconds = time.perf_counter() - began
        if "error" in answer:
            raise SessionError(f"{answer['error']['code']}: {answer['error'].get('message', '')}")
        self.session, self.page = answer["session_id"], answer
        if answer["status"] != "ready" or any(self.all("exception")):
            raise SessionError(
                f"the page {answer['page']} ended with {answer['status']}: {list(self.all('exception'))}"
            )
        return answer

    def post(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """One request."""
        headers = {"content-type": "application/json"}
        sent = urllib.request.Request(f"{self.base}{INTERACT}", json.dumps(request).encode(), headers)
        try:
            with urllib.request.urlopen(sent, timeout=self.timeout) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            return json.load(error)

    def open(self, page: str, **query: str) -> dict[str, Any]:
        """Open a page by its link; "" is the start page."""
        return self.act(page=page, query_params={name: [value] for name, value in query.items()})

    def set(self, **values: Any) -> dict[str, Any]:
        """Move widgets."""
        return self.act(widget_state=values)

    def press(self, key: str, **values: Any) -> dict[str, Any]:
        """Press a button, after moving widgets."""
        return self.act(trigger={"key": key}, **({"widget_state": values} if values else {}))

    def all(self, kind: str, node: Mapping[str, Any] | None = None) -> Iterator[Mapping[str, Any]]:
        """Every element of a kind on the page, such as "warning"."""
        node = self.page["tree"] if node is None else node
        if node.get("type") == kind:
            yield node
        for child in node.get("children", ()):
            yield from self.all(kind, child)

    def words(self) -> str:
        """All text on the page."""
        kinds = ("title", "header", "markdown", "caption", "text", "warning", "info", "progress")
        return " ".join(str(node.get("props", {})) for kind in kinds for node in self.all(kind))

    def can(self, key: str) -> bool:
        """Whether the page has this widget now."""
        return any(action["key"] == key for action in self.page.get("actions", ()))


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def server(
    log: Path | int, script: Path = ROOT / "streamlit_app.py", environment: Mapping[str, str] | None = None
) -> Iterator[tuple[str, subprocess.Popen]]:
    """The app, started by its usual command with the agent interface on: its address and its process."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", script.name, "--server.port", str(port)]
    options = ["--server.address=127.0.0.1", "--server.headless=true", "--server.enableAgentApi=true"]
    options.append("--browser.gatherUsageStats=false")  # of scripts that are not in this project, too
    out = log if isinstance(log, int) else log.open("w")
    process = subprocess.Popen(
        [*command, *options], cwd=script.parent, env=environment or dict(os.environ), stdout=out,
        stderr=subprocess.STDOUT,
    )  # fmt: skip
    base = f"http://127.0.0.1:{port}"
    try:
        try:
            wait_until_healthy(base, process)
        except SessionError as error:
            said = "" if isinstance(log, int) else log.read_text()[-2_000:]
            raise SessionError(f"{error}; it said: {said}") from error
        yield base, process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
        if not isinstance(out, int):
            out.close()


def wait_until_healthy(base: str, process: subprocess.Popen, seconds: float = 120.0) -> None:
    """Return when the app answers. Raises SessionError when it ends or does not answer."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(base + HEALTH, timeout=2):
                return
        except OSError:
            if process.poll() is not None:
                raise SessionError(f"the app ended with status {process.returncode}") from None
            time.sleep(0.2)
    raise SessionError(f"the app was not healthy within {seconds:g} s")
