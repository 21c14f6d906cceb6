"""The rows of one's own map under another light: by a number, or one found by its name."""

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.data import uploads
from core.errors import UploadError
from core.limits import Limits
from core.sections import own_rows, upload
from tests.conftest import words

NAMES = ["Oslo", "Oxford", "Paris", "New Paris", "oslo"]
RNG = np.random.default_rng(4)
HEIGHTS = RNG.normal(100, 20, size=40).round(1)
CSV = "town,height,width,gap\n" + "\n".join(
    f"town {chr(65 + i // 26)}{chr(65 + i % 26)},{height},{RNG.normal():.3f},{'' if i == 3 else i}"
    for i, height in enumerate(HEIGHTS)
)


@pytest.mark.parametrize(
    ("asked", "row"), [("Oslo", 0), ("OSLO", 0), ("ox", 1), ("paris", 2), ("new", 3), ("w par", 3), ("4", 3)]
)
def test_a_row_is_found_by_its_name_or_number(asked, row):
    assert own_rows.found(asked, NAMES, 5) == row


@pytest.mark.parametrize(
    ("asked", "called", "told"),
    [
        ("Ozlo", NAMES, "No row is called Ozlo; nearest in spelling: Oslo"), ("6", NAMES, "No row is called 6"),
        ("6", None, "There is no row 6: type a number from 1 to 5"), ("x", None, "There is no row x"),
        ("0", None, "no row 0"), ("9" * 5_000, None, "There is no row 9"), ("½", None, "There is no row ½"),
    ],
)  # fmt: skip
def test_a_row_that_is_not_there_is_told(asked, called, told):
    with pytest.raises(UploadError, match=told):
        own_rows.found(asked, called, 5)


def page():
    import numpy as np
    import streamlit as st

    from core.sections import own_rows, upload

    holding = st.session_state["upload"]
    light = own_rows.light(holding.made[1].dataset, upload.called())
    st.session_state["light"] = light
    st.session_state["known"] = {name: np.asarray(each) for name, each in upload.numbers().items()}


@pytest.fixture
def app():
    found = uploads.read("towns.csv", CSV.encode(), Limits())
    holding = upload.Table.__new__(upload.Table)
    holding.upload, holding.made, holding.ticket = found, (found.choice, found.made), None
    made = AppTest.from_function(page, default_timeout=60)
    made.session_state["upload"] = holding
    return made.run()


def test_a_column_of_numbers_colours_the_points_from_low_to_high(app):
    assert not app.exception
    assert not app.session_state["light"].rising
    kept = found_rows(app)
    assert app.session_state["known"]["height"] == pytest.approx(HEIGHTS[kept], abs=1e-3)
    app.selectbox(key="own_by").set_value("height").run()
    light = app.session_state["light"]
    assert light.rising
    assert len(light.names) == own_rows.STEPS
    order = np.argsort(HEIGHTS[kept], kind="stable")
    assert (np.diff(light.labels[order]) >= 0).all()
    assert light.labels.min() == 0
    assert light.labels.max() == own_rows.STEPS - 1


def found_rows(app):
    """The rows of the file that are mapped."""
    return app.session_state["upload"].made[1].kept


def test_a_row_is_lit_and_its_nearest_rows_are_listed(app):
    app.text_input(key="own_find").set_value("town AC").run()
    assert not app.exception
    light = app.session_state["light"]
    assert light.names == ("", "town AC")
    assert light.labels.sum() == 1
    row, table = int(light.labels.argmax()), app.session_state["upload"].made[1].dataset.table
    far = np.linalg.norm(table - table[row], axis=1)
    listed = app.dataframe[0].value
    assert listed["row"].tolist()[0] == row + 1
    assert far[listed["row"].to_numpy()[1:] - 1] == pytest.approx(np.sort(far)[1 : own_rows.NEAR + 1])
    app.text_input(key="own_find").set_value("nowhere").run()
    assert "No row is called nowhere" in app.warning[0].value
    assert "town AC" not in words(app)
