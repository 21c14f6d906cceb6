"""The build: what it makes, what it checks, and that everything shipped is what it claims to be."""

import json

import pytest

from core.artefacts import catalogue, files
from core.build import __main__, networks
from core.build.recipe import Made, Recipe
from core.data import datasets
from core.settings import AutoencoderSettings

RECIPES = __main__.all_recipes()
HERE = {name: recipe for name, recipe in RECIPES.items() if datasets.is_here(recipe.dataset)}
ONE_OF_EACH = ("words", "autoencoder-digits-k8", "vae-digits-k16-beta1", "vae-digits-pictures", "vae-digits-draws")
MEGABYTES = 45


@pytest.mark.parametrize("name", HERE)
def test_every_shipped_artefact_is_up_to_date(name):
    assert __main__.problems(RECIPES[name]) == []


@pytest.mark.parametrize("name", ONE_OF_EACH)
def test_one_of_each_kind_is_measured_again(name):
    """All of them, minutes of work, are measured again by `python -m core.build --check`, as .ci/run does, too."""
    artefact = files.load(name)
    assert RECIPES[name].check(artefact) == []
    assert artefact.provenance["dataset_sha256"] == datasets.load(RECIPES[name].dataset).sha256


def test_weights_hold_nothing_else_and_stay_small():
    assert __main__.stray_files() == []
    assert sum(path.stat().st_size for path in files.FOLDER.iterdir()) < MEGABYTES * 2**20


def test_the_autoencoder_earns_its_place_against_pca():
    metrics = files.load("autoencoder-digits-pictures").metrics
    for k in ("1", "2", "3", "4", "6", "8", "16"):
        assert metrics["autoencoder"][k] < 0.75 * metrics["pca"][k] < metrics["mean_image"]


@pytest.fixture
def tiny(tmp_path, monkeypatch):
    """A recipe that trains in a moment, in a folder of its own."""
    monkeypatch.setattr(files, "FOLDER", tmp_path)
    settings = AutoencoderSettings(width=16, epochs=1, images=128)
    monkeypatch.setattr(catalogue, "models", lambda: {"tiny": settings})
    recipe = networks.model_recipe("tiny", settings)
    monkeypatch.setattr(__main__, "all_recipes", lambda: {"tiny": recipe})
    return tmp_path


def test_what_is_made_passes_its_check_and_damage_does_not(tiny, capsys):
    recipe = __main__.all_recipes()["tiny"]
    assert "missing" in __main__.problems(recipe)[0]
    __main__.write(recipe, __main__.make_one(recipe))
    assert __main__.main(["--check"]) == 0
    record = tiny / "tiny.json"
    good = record.read_text()
    assert json.loads(good)["settings"]["width"] == 16
    record.write_text(good.replace('"test_total": ', '"test_total": 9'))
    assert __main__.main(["--check"]) == 1
    assert "the record says 9" in capsys.readouterr().out
    record.write_text(good)
    (tiny / "stray.bin").write_bytes(b"")
    assert __main__.main(["--check"]) == 1
    assert "weights/stray.bin belongs to no recipe" in capsys.readouterr().out


def test_other_settings_make_an_artefact_out_of_date(tiny):
    recipe = __main__.all_recipes()["tiny"]
    __main__.write(recipe, __main__.make_one(recipe))
    assert __main__.problems(recipe) == []
    changed = recipe._replace(settings=recipe.settings | {"epochs": 2})
    assert "other settings" in __main__.problems(changed)[0]


def test_the_command_makes_it_through_worker_processes(tiny, capsys, monkeypatch):
    recipe = __main__.all_recipes()["tiny"]
    monkeypatch.setattr(__main__, "all_recipes", lambda: {"tiny": recipe._replace(check=lambda _: [])})
    assert __main__.main(["--workers", "1"]) == 0
    assert "[1/1] tiny" in capsys.readouterr().out
    assert __main__.problems(recipe) == []
    assert __main__.main(["--workers", "1"]) == 0  # nothing is left to do
    assert "[1/1]" not in capsys.readouterr().out


def test_unknown_names_and_the_list(tiny, capsys):
    with pytest.raises(SystemExit, match="no artefact called 'nonsense'"):
        __main__.main(["nonsense"])
    assert __main__.main(["--list"]) == 0
    assert "tiny" in capsys.readouterr().out


def never() -> Made:
    raise AssertionError("not to be made")


def names_of(chosen: dict[str, Recipe], order) -> list[str]:
    """The recipes in the order in which one worker takes them."""
    names = []
    for recipe in __main__.in_order(chosen, order):
        names.append(recipe.name)
        order.done(recipe.name)
    return names


def test_what_needs_something_is_made_after_it_and_the_longest_way_first(monkeypatch):
    needs = {"a": ("b",), "b": (), "c": (), "d": ()}
    chosen = {name: Recipe(name, {}, "digits", "npz", never, lambda _: [], each) for name, each in needs.items()}
    monkeypatch.setattr(__main__, "seconds_of", {"a": 5.0, "b": 1.0, "c": 3.0, "d": 7.0}.__getitem__)
    assert names_of(chosen, __main__.needs_of(chosen)) == ["d", "b", "a", "c"]
    turn = __main__.in_order(chosen, order := __main__.needs_of(chosen))
    assert [each and each.name for each in (next(turn), next(turn), next(turn), next(turn))] == ["d", "b", "c", None]
    order.done("d")
    assert next(turn) is None  # a still needs b
    order.done("b")
    assert next(turn).name == "a"
    ring = chosen | {"b": chosen["b"]._replace(needs=("a",))}
    turn = __main__.in_order(ring, __main__.needs_of(ring))
    with pytest.raises(ValueError, match="cycle"):
        next(turn)


def test_the_seconds_of_what_is_not_there_are_none():
    assert __main__.seconds_of("nothing-of-the-kind") == 0.0
    assert __main__.seconds_of("map-digits-umap") > 1.0


def test_every_need_is_a_recipe():
    assert {need for recipe in RECIPES.values() for need in recipe.needs} <= set(RECIPES)
