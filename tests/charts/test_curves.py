"""Lines that grow: each point of them is drawn, and their axes stand still."""

from core.charts import curves
from tests.charts import scene


def lines(chart):
    return sum(len(mark.items) for mark in scene.marks(chart, "line"))


def test_every_part_of_the_loss_has_its_line():
    history = {part: {"training": [3.0, 2.0], "validation": [3.0, 2.5]} for part in curves.PARTS}
    chart = curves.loss_parts(history, "nats")
    (table,) = scene.whole(chart)["datasets"].values()
    assert {(row["part"], row["images"]) for row in table} == {
        (part, seen) for part in curves.PARTS for seen in ("training", "validation")
    }
    assert lines(chart) == 6 * 2


def test_a_loss_that_has_only_begun_can_be_drawn_and_its_axis_ends_where_it_will_end():
    for values in ([], [0.5], [0.5, 0.4]):
        chart = curves.loss_curve({"training": values, "validation": values}, "nats", 40, "#123456")
        assert chart.spec["layer"][0]["encoding"]["x"]["scale"]["domain"] == [0, 40]
        assert lines(chart) == 2 * len(values)


def test_seconds_of_a_method_without_a_measurement_yet_draw_no_line():
    chart = curves.cost_curves({"PCA": [(60, 0.1)], "t-SNE": [(60, 1.0), (90, 2.0)], "UMAP": []}, 500)
    (table,) = scene.whole(chart)["datasets"].values()
    assert [(row["points"], row["seconds"], row["method"]) for row in table] == [
        (60, 0.1, "PCA"), (60, 1.0, "t-SNE"), (90, 2.0, "t-SNE"),
    ]  # fmt: skip
    encoding = chart.spec["layer"][0]["encoding"]
    assert encoding["x"]["scale"]["domain"] == [0, 500]
    assert len(set(encoding["color"]["scale"]["range"])) == 3
    assert lines(chart) == 3
