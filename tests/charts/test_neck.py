"""The code in the neck: bars or a cloud, and each number to be turned."""

import numpy as np
import pandas as pd
import pytest

from core.charts import neck
from core.pictures import colours


def test_bars_show_sign_and_size_of_the_code():
    bars = neck.code_table(neck.Code(np.array([2.0, -1.0, 0.0]), 4.0), 0.3)
    right, left = bars["right"] - 0.5, 0.5 - bars["left"]
    assert right[0] == pytest.approx(2 * left[1], rel=0.1)
    assert right[2] == pytest.approx(left[2])
    assert bars["high"].max() < 0.3


def test_a_cloud_is_drawn_in_true_size_around_its_mean():
    code = neck.Code(np.array([0.5, 0.0]), 2.0, np.array([0.4, -1.0]), np.array([0.1, 0.3]))
    table = neck.code_table(code, 0.2)
    two, one, mean, point = (table.iloc[i : i + 2] for i in range(0, 8, 2))
    scale = neck.LONGEST / 2.0
    np.testing.assert_allclose(two["right"] - two["left"], 4 * code.sigma * scale)
    np.testing.assert_allclose(one["right"] - one["left"], 2 * code.sigma * scale)
    np.testing.assert_allclose((mean["left"] + mean["right"]) / 2 - 0.5, code.mu * scale)
    np.testing.assert_allclose((point["left"] + point["right"]) / 2 - 0.5, code.values * scale)
    assert set(point["colour"]) == {colours.PICKED}


def test_every_place_in_the_neck_belongs_to_one_number_and_step():
    turned = np.array([np.linspace(-1, 3, neck.STEPS), np.linspace(-2, 2, neck.STEPS)])
    (table,) = map(pd.DataFrame, neck.turn_table(turned, 4.0, 0.3, [str(i) for i in range(2 * neck.STEPS)]).values())
    for number, rows in table.groupby("number"):
        assert rows["left"].iloc[0] == 0.5 - neck.HALF
        assert rows["right"].iloc[-1] == 0.5 + neck.HALF
        np.testing.assert_allclose(rows["left"].iloc[1:], rows["right"].iloc[:-1])
        inside = (rows["left"] <= neck.place(turned[number - 1], 4.0)) & (
            neck.place(turned[number - 1], 4.0) <= rows["right"]
        )
        assert inside.all()
    assert table["top"].max() == 1
    assert table["bottom"].min() == -1
    assert table["picture"].tolist() == [str(i) for i in range(2 * neck.STEPS)]
    assert table["words"].iloc[0] == "number 1: −1.0"
