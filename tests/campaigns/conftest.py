from __future__ import annotations

from contextlib import closing

import pytest
from tests.campaigns.house import house_of
from tests.campaigns.office import office_in
from tests.making.house import TurnedClock
from tests.servers.state import open_state

from clawback.store.memory import MemoryStore


@pytest.fixture
def house(tmp_path):
    with closing(open_state(tmp_path / "state.sqlite")) as database:
        yield house_of(database, MemoryStore(), TurnedClock())


@pytest.fixture
def office(house, tmp_path):
    return office_in(tmp_path, house)
