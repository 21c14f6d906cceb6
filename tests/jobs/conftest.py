"""One pool of one real worker for all tests of jobs, and a file in which work notes what it does."""

import pytest

from core.jobs.chain import Pool
from tests.jobs.helpers import limits


@pytest.fixture(scope="package")
def pool():
    with Pool(limits()) as pool:
        yield pool


@pytest.fixture
def log(tmp_path):
    return tmp_path / "log"
