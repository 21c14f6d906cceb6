"""What the container is built from: pinned with hashes, the same as is tested here, and under which licences.

    python -m tests.test_supply     writes docs/licences.md anew, and says where this machine differs from the lock

The lock itself is made anew, after a change of requirements, by

    grep -vhE "^(torch|torchvision)==|^-r " requirements.txt requirements-cluster.txt > pins.txt
    uv pip compile --generate-hashes --python-version 3.11 --no-annotate --no-header -o requirements-lock.txt pins.txt

torch and torchvision are left out: the container takes them from an index with CPU builds, whose hashes are its own.
"""

import re
import sys
from importlib import metadata

import pytest

from tests.conftest import ROOT

APART = ("torch", "torchvision")
PIN = re.compile(r"^([\w.-]+)==([\w.+-]+)", re.MULTILINE)
DOC = ROOT / "docs" / "licences.md"
HEAD = """# Licences of what the app is built from

Made by `python -m tests.test_supply` from what packages say of themselves: all of `requirements-lock.txt`, and torch.

| package | licence |
|---|---|
"""


def pins(*names):
    """Package and version, of files of requirements."""
    return dict(pin for name in names for pin in PIN.findall((ROOT / name).read_text(encoding="utf-8")))


WANTED, LOCKED = pins("requirements.txt", "requirements-cluster.txt"), pins("requirements-lock.txt")


def licence(name):
    """What a package says of its licence, in a few words."""
    said = metadata.metadata(name)
    kinds = [each.split(" :: ")[-1] for each in said.get_all("Classifier") or () if each.startswith("License ::")]
    words = said.get("License-Expression") or "; ".join(each for each in kinds if each != "OSI Approved")
    return words or (said.get("License") or "see the package").splitlines()[0][:60]


def licences():
    """The page of licences."""
    return HEAD + "".join(f"| {name} | {licence(name)} |\n" for name in sorted({*LOCKED, *APART}))


def test_every_pin_is_in_the_lock_but_torch():
    assert {name: version for name, version in WANTED.items() if name not in APART} == {
        name: version for name, version in LOCKED.items() if name in WANTED
    }
    assert not {*APART} & {*LOCKED}


def test_every_package_in_the_lock_has_a_hash():
    parts = re.split(r"\n(?=[\w.-]+==)", (ROOT / "requirements-lock.txt").read_text(encoding="utf-8"))
    assert len(parts) == len(LOCKED) > 50
    assert [part for part in parts if not re.search(r"--hash=sha256:[0-9a-f]{64}", part)] == []


@pytest.mark.parametrize("name", sorted(WANTED))
def test_what_is_tested_here_is_what_is_pinned(name):
    assert metadata.version(name).partition("+")[0] == WANTED[name]


def test_every_package_has_its_licence_in_the_docs():
    told = dict(re.findall(r"^\| ([\w.-]+) \| (.+) \|$", DOC.read_text(encoding="utf-8"), re.MULTILINE))
    assert {*LOCKED, *APART} <= told.keys()
    assert all(told.values())
    assert not any(re.search(r"\bA?GPL", words) and "LGPL" not in words for words in told.values())


def test_the_container_takes_the_lock():
    recipe = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert "--require-hashes --no-deps -r requirements-lock.txt" in recipe
    assert re.search(r"^ARG BASE=\S+\nFROM \$\{BASE\}$", recipe, re.MULTILINE)


def main():
    """Write the licences, and tell what is installed in another version than the lock's."""
    DOC.write_text(licences(), encoding="utf-8")
    for name, version in LOCKED.items():
        if (here := metadata.version(name)) != version:
            sys.stdout.write(f"{name} {here} is installed, {version} is in the lock\n")


if __name__ == "__main__":
    main()
