"""What the environment may say about the limits of a host."""

import pytest

from core.errors import SettingError
from core.limits import Limits


def test_limits_come_from_the_environment():
    changed = Limits.from_environment({"LATENT_WORKERS": "3", "LATENT_STEP_SECONDS": "2.5", "LATENT_DATA_DIR": "/x"})
    assert changed == Limits(workers=3, step_seconds=2.5)


@pytest.mark.parametrize("text", ["many", "1.5", "-1", "nan", ""])
def test_a_wrong_limit_is_named(text):
    with pytest.raises(SettingError, match=r"LATENT_QUEUE is .* set it to a whole number from 1 to 100000"):
        Limits.from_environment({"LATENT_QUEUE": text})
