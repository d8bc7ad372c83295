from datetime import UTC, datetime

import pytest

from clawback.demo.month import month
from clawback.demo.stage import set_stage

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)  # a Monday


@pytest.fixture(scope="session")
def stage():
    """The demo on a Monday afternoon."""
    return set_stage(NOW)


@pytest.fixture(scope="session")
def mails(stage):
    """All mail of the attacks and a fiftieth of the background."""
    return tuple(month(stage, scale=0.02))
