"""What columns are used for: shown with the reason, and changed before anything is mapped."""

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.data.tables.choice import Missing
from core.data.tables.classes import names_of
from core.limits import Limits
from core.sections.upload import KEPT

POINTS = np.random.default_rng(3).normal(size=(20, 4)).round(3)
NAMES = "id,a,b,c,d,kind,level"
ROWS = [(7 * i % 20, *row, "xy"[i % 2], i % 3) for i, row in enumerate(POINTS)]
CSV = "\n".join([NAMES, *(",".join(map(str, row)) for row in ROWS)])


def page():
    import streamlit as st

    from core.sections.upload import upload_panel

    st.session_state["seen"] = upload_panel()


@pytest.fixture
def app(workerless):
    workerless.limits = Limits(points=100, dimensions=20, upload_mb=1)
    return AppTest.from_function(page, default_timeout=120).run()


def bring(app, content=CSV):
    app.get("file_uploader")[0].set_value(("own.csv", content.encode(), "text/csv"))
    return app.run()


def lines(app):
    table = next(each.value for each in app.markdown if each.value.startswith("| Column"))
    table = table.replace("\\", "")
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in table.splitlines()[2:]]


def test_every_column_is_shown_with_its_use_and_why(app):
    bring(app)
    assert lines(app) == [
        ["id", "left out", "numbers the rows"],
        ["a … d (4 columns)", "on the map", "numbers"],
        ["kind", "class", "2 kinds of words"],
        ["level", "on the map", "numbers"],
    ]
    assert app.session_state["seen"].values.shape == (20, 5)
    assert not any(each.key == "upload_missing" for each in app.selectbox)


def test_uses_are_changed(app):
    bring(app)
    first = app.session_state["seen"]
    assert app.run().session_state["seen"] is first
    app.multiselect(key="upload_out").set_value([1, 6]).run()
    app.selectbox(key="upload_classes").set_value(6).run()
    assert not app.exception
    seen = app.session_state["seen"]
    points = seen.table * app.session_state[KEPT].made[1].unit
    assert points[:, 0] == pytest.approx([7 * i % 20 for i in range(20)])
    assert points[:, 1:] == pytest.approx(POINTS[:, 1:], abs=1e-6)
    assert seen.label_names == ("0", "1", "2")
    assert ["level", "class", "numbers; your choice"] in lines(app)
    assert ["a", "left out", "numbers; your choice"] in lines(app)
    app.multiselect(key="upload_out").set_value([0, 1, 2, 3, 4]).run()
    assert app.session_state["seen"] is None
    assert "0 columns of numbers to map" in app.warning[0].value
    app.multiselect(key="upload_out").set_value([0]).run()
    assert not app.warning
    assert app.session_state["seen"].values.shape == (20, 4)


def test_what_becomes_of_empty_cells_is_chosen(app):
    bring(app, CSV.replace(f",{POINTS[4, 1]},", ",NA,", 1))
    assert app.session_state["seen"].values.shape == (19, 5)
    assert "1 row was left out" in app.caption[0].value
    app.selectbox(key="upload_missing").set_value(Missing.COLUMNS).run()
    assert app.session_state["seen"].values.shape == (20, 4)
    assert "1 column was left out \\(b\\)" in app.caption[0].value
    app.multiselect(key="upload_out").set_value([0, 2]).run()  # nothing is missing without that column
    assert not any(each.key == "upload_missing" for each in app.selectbox)
    assert app.session_state["seen"].values.shape == (20, 4)


def test_rows_are_called_by_a_column_or_their_number(app):
    bring(app)
    holding = app.session_state[KEPT]
    assert names_of(holding.upload.frame, holding.made[0].names, holding.made[1].kept)[:2] == ["row 2", "row 3"]
    app.selectbox(key="upload_names").set_value(5).run()
    holding = app.session_state[KEPT]
    assert names_of(holding.upload.frame, holding.made[0].names, holding.made[1].kept)[:3] == ["x", "y", "x"]


def test_another_table_begins_with_its_own_guess(app):
    bring(app)
    app.multiselect(key="upload_out").set_value([1, 2]).run()
    app.button(key="upload_remove").click().run()
    bring(app)
    assert app.multiselect(key="upload_out").value == [0]
