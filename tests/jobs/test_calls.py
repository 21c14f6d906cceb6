"""What crosses the border: steps in groups, functions by name, and errors of every kind."""

import ast
import re
from concurrent.futures import Future

import pytest

from core.errors import SettingError
from core.jobs.calls import Call, Kind, execute, find, has_finished, name_of, outcome_of, pack, run_steps
from tests.conftest import ROOT
from tests.jobs.helpers import Count, count

NAMED = re.compile(r"core(\.\w+)+:\w+")


def test_short_steps_are_grouped_and_long_ones_are_not():
    assert run_steps(count, Count(0, 100), has_finished, None, 3, 0.0, 60.0).state.number == 100
    run = run_steps(count, Count(0, 100), has_finished, None, 3, 0.0, 0.0)
    assert (run.state.number, run.serial, run.finished) == (1, 3, False)


def named_functions() -> set[str]:
    """Every function that a module of core names instead of importing it."""
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in (ROOT / "core").rglob("*.py"))
    texts = (node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return {text for text in texts if isinstance(text, str) and NAMED.fullmatch(text)}


@pytest.mark.parametrize("name", sorted(named_functions()))
def test_every_function_that_is_named_is_there(name):
    assert name_of(find(name)) == name


def test_functions_are_named_for_each_kind_of_work():
    work = {"networks.training", "maps.live", "maps.cost", "data.mnist", "data.uploads", "data.datasets"}
    assert {f"core.{each}" for each in work} <= {name.partition(":")[0] for name in named_functions()}


def fail_with(error):
    raise error


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (SettingError("a = 1"), Kind.TOLD),
        (KeyError("a"), Kind.FAILED),
        (SystemExit(3), Kind.FAILED),
        (MemoryError(), Kind.REFUSED),
        (RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried"), Kind.REFUSED),
        (RuntimeError("std::bad_alloc"), Kind.REFUSED),
        (OSError("libllvmlite.so: failed to map segment from shared object"), Kind.REFUSED),
        (OSError(12, "Cannot allocate memory"), Kind.REFUSED),
    ],
)
def test_each_error_becomes_an_outcome_of_its_kind(error, kind):
    outcome = execute(pack(Call(fail_with, (error,))))
    assert (outcome.kind, outcome.name) == (kind, type(error).__name__)
    assert "fail_with" in outcome.log


def test_an_end_that_was_asked_for_is_no_outcome():
    with pytest.raises(KeyboardInterrupt):
        execute(pack(Call(fail_with, (KeyboardInterrupt(),))))


def test_what_becomes_of_a_worker_is_an_outcome_too():
    lost, given_up = Future(), Future()
    lost.set_exception(OSError("gone"))
    given_up.cancel()
    outcome = outcome_of(lost, lambda error: Kind.CRASHED if isinstance(error, OSError) else Kind.LOST)
    assert (outcome.kind, outcome.name) == (Kind.CRASHED, "OSError")
    assert "gone" in outcome.log
    assert outcome_of(given_up, None).kind is Kind.DISCONNECTED
