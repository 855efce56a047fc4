import numpy as np
import pytest


@pytest.fixture
def data():
    rng = np.random.default_rng(42)
    return rng.normal(size=3), 0.3, rng.normal(size=(10, 3)), rng.normal(size=10)
