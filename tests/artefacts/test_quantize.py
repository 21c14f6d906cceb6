"""Weights in eight bits: small, near the ones that were trained, and the same again when nothing was packed."""

import numpy as np

from core.artefacts import quantize


def test_packing_is_off_by_at_most_half_a_scale():
    values = np.random.default_rng(0).normal(size=(80, 60)).astype(np.float32) * np.logspace(-3, 2, 80)[:, None]
    packed = quantize.compress({"a.weight": values.astype(np.float32)})
    again = quantize.decompress(packed)["a.weight"]
    assert packed["a.weight"].nbytes < values.size
    assert again.dtype == np.float32
    assert (np.abs(again - values) <= 0.51 * packed["a.weight.scale"]).all()
    assert np.abs(again - values).max() > 0


def test_small_arrays_stay_in_half_precision():
    values = np.linspace(-1, 1, 100, dtype=np.float32)
    packed = quantize.compress({"a.bias": values})
    assert set(packed) == {"a.bias"}
    np.testing.assert_allclose(quantize.decompress(packed)["a.bias"], values, atol=5e-4)


def test_a_row_of_zeros_stays_zero():
    assert not quantize.decompress(quantize.compress({"a.weight": np.zeros((70, 70), np.float32)}))["a.weight"].any()


def test_what_was_never_packed_comes_back_as_it_is():
    values = np.random.default_rng(1).normal(size=(80, 60)).astype(np.float32)
    assert np.array_equal(quantize.decompress({"a.weight": values})["a.weight"], values)
