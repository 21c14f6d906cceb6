from core import luck


def test_a_figure_is_told_with_its_range():
    assert luck.told([0.34, 0.7, 0.65, 0.4, 0.66], "{:.0%}") == "65% (34 to 70)"
    assert luck.told([52.0, 50.4, 61.0], "{:.0f}°") == "52° (50 to 61)"
    assert luck.told([1.2, 1.25, 1.3], "{:.1f} s") == "1.2 s (1.2 to 1.3)"


def test_what_is_the_same_with_every_seed_is_told_once():
    assert luck.told([0.841, 0.842], "{:.0%}") == "84%"
    assert luck.told([4.0], "{:.1f}") == "4.0"
