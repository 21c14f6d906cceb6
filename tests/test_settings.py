import json
import math

import pytest

from core.errors import SettingError
from core.settings import AutoencoderSettings, TSNESettings, UMAPSettings, VAESettings, perplexity_limit

ALL = (AutoencoderSettings, VAESettings, TSNESettings, UMAPSettings)


@pytest.mark.parametrize("kind", ALL)
def test_defaults_are_valid_and_survive_json(kind):
    settings = kind()
    assert kind.from_dict(json.loads(json.dumps(settings.as_dict()))) == settings


@pytest.mark.parametrize("kind", ALL)
def test_every_numeric_knob_refuses_what_lies_outside_its_range(kind):
    for name, default in kind().as_dict().items():
        if name == "dataset" or kind.knob(name).choices:
            continue
        knob = kind.knob(name)
        kind(**{name: type(default)(knob.low)})
        for bad in (knob.low - 1, knob.high + 1, math.nan, math.inf, "7", None, True):
            with pytest.raises(SettingError, match=rf"{name} = .*choose"):
                kind(**{name: bad})


def test_a_bad_choice_is_told_with_all_choices():
    with pytest.raises(SettingError, match=r"init = 'sideways' is not allowed: choose one of pca, random"):
        TSNESettings(init="sideways")


def test_a_whole_number_is_asked_for_where_it_is_needed():
    with pytest.raises(SettingError, match=r"latent = 2\.5 is not whole"):
        AutoencoderSettings(latent=2.5)


def test_unknown_settings_are_named():
    with pytest.raises(SettingError, match=r"no setting .'depth'"):
        VAESettings.from_dict({"depth": 3})


def test_fingerprint_changes_with_every_setting_and_the_kind():
    prints = {
        AutoencoderSettings().fingerprint(),
        VAESettings().fingerprint(),
        AutoencoderSettings(seed=1).fingerprint(),
    }
    assert len(prints) == 3
    assert AutoencoderSettings(seed=1).fingerprint() == AutoencoderSettings(seed=1).fingerprint()


@pytest.mark.parametrize(("n", "limit"), [(7, 1), (8, 2), (100, 32), (150, 49), (301, 99), (1797, 598)])
def test_perplexity_limit_is_strictly_below_a_third(n, limit):
    assert perplexity_limit(n) == limit
    assert limit < (n - 1) / 3 <= limit + 1


def test_too_few_points_for_any_perplexity():
    with pytest.raises(SettingError, match="3 points are too few"):
        perplexity_limit(3)
