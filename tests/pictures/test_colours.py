"""The colours: one list wherever they are named, and as pictures use them."""

import tomllib

import numpy as np
import pytest

from core.data.tables import roles
from core.pictures import colours, png
from tests.conftest import ROOT


def test_there_is_one_list_of_class_colours():
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
    assert tuple(theme["chartCategoricalColors"]) == colours.CLASSES
    assert len(set(colours.CLASSES)) == roles.CLASSES  # a table of one's own has as many classes


GROUNDS = ("#ffffff", "#0e1117")  # of both themes
# What is left of red, green and blue light for eyes without one kind of cone (Machado et al., 2009, severity 1).
EYES = {
    "usual": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
APART = {
    "usual": 0.15,
    "protanopia": 0.079,
    "deuteranopia": 0.079,
    "tritanopia": 0.079,
}  # in OKLab, where black–white is 1
CONES = [
    [0.41222, 0.53633, 0.05145],
    [0.21190, 0.68070, 0.10740],
    [0.08830, 0.28172, 0.62998],
]  # OKLab (Ottosson, 2020)
OPPONENTS = [[0.21045, 0.79362, -0.00407], [1.97800, -2.42859, 0.45059], [0.02590, 0.78277, -0.80868]]


def light(codes):
    """Red, green and blue light of colours as hex codes, (n, 3)."""
    values = np.array([[int(code[i : i + 2], 16) / 255 for i in (1, 3, 5)] for code in codes])
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def least_difference(codes, eye):
    """Between any two of the colours, as they look to an eye."""
    seen = np.cbrt(np.clip(light(codes) @ np.transpose(EYES[eye]), 0, 1) @ np.transpose(CONES)) @ np.transpose(
        OPPONENTS
    )
    return min(np.linalg.norm(seen[i] - seen[j]) for i in range(len(seen)) for j in range(i))


@pytest.mark.parametrize("eye", EYES)
def test_classes_are_apart_for_every_eye(eye):
    assert least_difference(colours.CLASSES, eye) >= APART[eye]


def test_what_is_picked_has_no_colour_of_a_class():
    assert least_difference((*colours.CLASSES, colours.PICKED), "usual") > 0.1


@pytest.mark.parametrize("ground", GROUNDS)
def test_classes_are_seen_on_both_grounds(ground):
    brightness = light([ground, *colours.CLASSES]) @ [0.2126, 0.7152, 0.0722] + 0.05
    ratios = np.maximum(brightness[1:] / brightness[0], brightness[0] / brightness[1:])
    assert ratios.min() >= 3


def test_signed_errors_and_frames_have_the_colours_they_are_given():
    low, right, high = png.error_map(np.array([[-1.0, 0.0, 1.0]]))[0]
    for pixel, code in zip((low, right, high), colours.ERROR_RANGE, strict=True):
        assert bytes(pixel).hex() == code.removeprefix("#")
