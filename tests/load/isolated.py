"""Run inside a namespace of its own: no network, a file system that can't be written, no home. Prints what it saw.

unshare --map-root-user --mount --net python tests/load/isolated.py
"""

import errno
import fcntl
import json
import os
import socket
import struct
import subprocess
import sys
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from tests.load.visitor import Visitor  # noqa: E402
from tests.serving import server  # noqa: E402

SET_FLAGS, UP = 0x8914, 0x41  # SIOCSIFFLAGS; IFF_UP | IFF_RUNNING


def forbid_writing() -> list[str]:
    """Make every mounted file system read-only, but for the kernel's own and shared memory; returns those that stay."""
    kept = []
    for line in Path("/proc/self/mountinfo").read_text().splitlines():
        where = line.split()[4]
        if not where.startswith(("/proc", "/sys", "/dev")):
            done = subprocess.run(["mount", "-o", "remount,bind,ro", where], capture_output=True, check=False)
            kept += [where] if done.returncode else []
    return kept


def can_write(folder: Path) -> bool:
    """Whether a file can be made in a folder."""
    try:
        (folder / ".probe").touch()
    except OSError as error:
        return error.errno not in (errno.EROFS, errno.EACCES, errno.ENOENT)
    (folder / ".probe").unlink()
    return True


def reaches_out() -> bool:
    """Whether a machine elsewhere could be asked; with loopback up, as a container without network has it."""
    with socket.socket() as control:
        fcntl.ioctl(control, SET_FLAGS, struct.pack("16sh", b"lo", UP))
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("192.0.2.1", 80)) not in (errno.ENETUNREACH, errno.EHOSTUNREACH)


def main() -> None:
    """Start the app and open every page."""
    seen = {"kept": forbid_writing(), "network": reaches_out()}
    seen["writable"] = [str(folder) for folder in (ROOT, Path("/tmp"), Path.cwd()) if can_write(folder)]
    bare = {name: value for name, value in os.environ.items() if name in ("PATH", "PYTHONPATH", "LANG")}
    reader, writer = os.pipe()
    with server(writer, environment=bare | {"OMP_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}) as (base, _):
        with urllib.request.urlopen(base, timeout=30) as answer:
            seen["headers"] = dict(answer.headers)
        visitor = Visitor(base)
        for page in ("", "Autoencoder", "VAE", "Projections"):
            visitor.open(page)
            charts = sum(1 for _ in visitor.all("vega_lite_chart"))
            seen[f"page {page}"] = {"charts": charts, "warnings": [each.body for each in visitor.all("alert")]}
        visitor.close()
    os.close(writer)
    with os.fdopen(reader) as log:
        seen["log"] = log.read()
    print(json.dumps(seen))  # noqa: T201


if __name__ == "__main__":
    main()
