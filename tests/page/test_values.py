"""What a text in a link comes to, by kind of value."""

import pytest

from core.page.values import Choice, Classes, Number, Switch, Word

CHOICE = Choice({"tsne": "t-SNE", "umap": "UMAP"})
BETA = Choice.of((0.0, 0.5, 1.0), "{:g}".format)


@pytest.mark.parametrize(
    ("values", "text", "repaired"),
    [
        (Number(0, 9), "7", "7"), (Number(0, 9), "1e3", "1e3"), (Number(0, 9), "-0.5", "-0.5"),
        *((Number(0, 9), text, None) for text in ("", " ", "x", "nan", "inf", "-inf", "1e999", "9" * 5_000, "½")),
        (CHOICE, "tsne", "t-SNE"), (CHOICE, "t-SNE", "t-SNE"), (CHOICE, "", None), (CHOICE, "pca", None),
        (BETA, "0.0", "0"), (BETA, "0", "0"), (BETA, "0.5", "0.5"), (BETA, "0.7", None),
        (Switch(), "true", "true"), (Switch(), "FALSE", "FALSE"), (Switch(), "1", None), (Switch(), "", None),
        (Classes(), "3", "3"), (Classes(), "", None),
        (Word(), "paris", "paris"), (Word(), "brexit", "brexit"), (Word(), " ", None), (Word(), "x" * 41, None),
    ],
)  # fmt: skip
def test_a_text_is_what_streamlit_reads_or_nothing(values, text, repaired):
    assert values.repaired(text) == repaired


def test_an_option_is_found_by_its_name_and_by_its_words():
    assert CHOICE.option("umap") == CHOICE.option("UMAP") == "umap"
    assert BETA.option("0.0") == BETA.option("0") == 0.0
    assert CHOICE.option("nonsense") is None


def test_words_of_an_option_that_is_gone_are_its_name():
    assert (CHOICE.shown("tsne"), CHOICE.shown("isomap")) == ("t-SNE", "isomap")


def test_a_widget_is_told_its_ends_or_its_options():
    assert Number(-3.0, 3.0).options() == {"min_value": -3.0, "max_value": 3.0}
    assert CHOICE.options()["options"] == ("tsne", "umap")


def test_values_are_described_for_readers():
    assert [str(each) for each in (Number(0, 9_999), Number(0.0, 0.99), CHOICE, BETA)] == [
        "whole numbers, 0 to 9,999", "numbers, 0 to 0.99", "`tsne` (t-SNE), `umap` (UMAP)", "`0`, `0.5`, `1`",
    ]  # fmt: skip
