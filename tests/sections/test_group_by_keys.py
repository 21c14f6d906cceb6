"""What a rectangle does under a pointer, its edges do by keyboard."""

import numpy as np
import pytest

from core.cache import projections
from core.charts.map_dots import REACH
from tests.conftest import words
from tests.opened import opened


@pytest.fixture(scope="module")
def app():
    page = opened("Projections", data="toy-circle", level="plain")
    page.session_state["by_keys"] = True  # the popover is open
    return page.run()


def inside(across, up):
    """How many points lie between these edges of the first map, in per cent of it."""
    shown = projections.map_on_screen("toy-circle", "pca", False, 0)[0]
    low, high = (np.array(each) / 50 * REACH - REACH for each in zip(across, up, strict=True))
    return int(((shown >= low) & (shown <= high)).all(axis=1).sum())


@pytest.mark.parametrize(("across", "up"), [((0, 100), (0, 50)), ((40, 100), (10, 90)), ((0, 1), (0, 1))])
def test_what_lies_between_the_edges_is_lit_and_in_the_link(app, across, up):
    app.slider(key="by_keys_x").set_value(across)
    app.slider(key="by_keys_y").set_value(up).run()
    app.button(key="by_keys_go").click().run()
    assert not app.exception
    count = inside(across, up)
    assert ("group" in app.query_params) == (count > 0)
    assert ("Your group, lit on all maps" in words(app)) == (count > 0)
    if count:
        assert f"lit on all maps:** {count} points" in words(app)
        again = opened("Projections", data="toy-circle", level="plain", group=app.query_params["group"])
        assert f"lit on all maps:** {count} points" in words(again)
