"""The app as a process of its own, started by its usual command: for the tests and benchmarks that visit it."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEALTH = "/_stcore/health"


class ServerError(RuntimeError):
    """The app ended or does not answer."""


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def server(
    log: Path | int,
    script: Path = ROOT / "streamlit_app.py",
    environment: Mapping[str, str] | None = None,
    below: str = "",
) -> Iterator[tuple[str, subprocess.Popen]]:
    """The running app: its address and its process. Raises ServerError when it does not start.

    Args:
        log: the file its output goes to, or an open descriptor.
        script: what to run; by default the app.
        environment: by default this process's own.
        below: the path of the host below which it is served, as in "/latent".
    """
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", script.name, "--server.port", str(port)]
    options = ["--server.address=127.0.0.1", "--server.headless=true"]
    options.append(f"--server.baseUrlPath={below}")
    options.append("--browser.gatherUsageStats=false")  # of scripts that are not in this project, too
    out = log if isinstance(log, int) else log.open("w")
    process = subprocess.Popen(
        [*command, *options], cwd=script.parent, env=environment or dict(os.environ), stdout=out,
        stderr=subprocess.STDOUT,
    )  # fmt: skip
    base = f"http://127.0.0.1:{port}{below}"
    try:
        try:
            wait_until_healthy(base, process)
        except ServerError as error:
            said = "" if isinstance(log, int) else log.read_text()[-2_000:]
            raise ServerError(f"{error}; it said: {said}") from error
        yield base, process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
        if not isinstance(out, int):
            out.close()


@contextmanager
def small_app(folder: Path, source: str, **environment: str) -> Iterator[tuple[str, subprocess.Popen]]:
    """An app of a few lines behind the middleware of this project, whose log is `folder`/log; as `server`."""
    script = folder / "app.py"
    script.write_text(source)
    (folder / ".streamlit").symlink_to(ROOT / ".streamlit")
    with server(folder / "log", script, os.environ | {"PYTHONPATH": str(ROOT)} | environment) as running:
        yield running


def wait_until_healthy(base: str, process: subprocess.Popen, seconds: float = 120.0) -> None:
    """Return when the app answers. Raises ServerError when it ends or does not answer."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(base + HEALTH, timeout=2):
                return
        except OSError:
            if process.poll() is not None:
                raise ServerError(f"the app ended with status {process.returncode}") from None
            time.sleep(0.05)
    raise ServerError(f"the app was not healthy within {seconds:g} s")
