"""The seconds of whole maps: a process of its own pays for its program, and no run may lack."""

import time
from dataclasses import replace

import numpy as np

from core.artefacts import catalogue, files
from core.build import first_map, seconds


def test_the_first_map_of_a_process_also_loads_its_program():
    points = np.random.default_rng(0).normal(size=(60, 5)).astype(np.float32)
    run = first_map.run_of("pca", points, 0)
    run()
    began = time.process_time()
    assert run().positions.shape == (60, 2)
    assert first_map.seconds("pca", points, 0) > time.process_time() - began


def test_a_missing_run_is_found():
    artefact = files.load(catalogue.SECONDS)
    assert seconds.check(artefact) == []
    short = artefact.metrics | {"first": {"pca": artefact.metrics["first"]["pca"]}}
    assert seconds.check(replace(artefact, provenance=artefact.provenance | {"metrics": short})) != []
