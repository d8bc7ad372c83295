"""The trail at work: sealed within two seconds, anchored, sent, and honest about trouble."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import closing

import pytest
from tests.audit.conftest import NOW, House

from clawback.audit.folder import add_notes, last_size
from clawback.audit.keeping import Keeper
from clawback.audit.settings import AuditSettings
from clawback.audit.trail import Trail
from clawback.model.clock import FixedClock, SystemClock

pytestmark = pytest.mark.slow


def _keeper(house, **settings):
    options = AuditSettings(origin=house.name, **settings)
    return Keeper(house.database, data=house.path, settings=options, clock=SystemClock())


def _wait_for(condition, seconds=20):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.02)


@pytest.fixture
def _often(monkeypatch):
    """Sealing comes round many times a second."""
    monkeypatch.setattr("clawback.audit.keeping.SEAL_SECONDS", 0.05)


def test_an_entry_is_sealed_within_two_seconds(house):
    """From writing to a signed checkpoint, with nobody asking for it."""
    keeper = _keeper(house)
    with keeper.at_work():
        house.write(3)
        began = time.monotonic()
        _wait_for(lambda: last_size(house.folder.checkpoints) == 3)
        assert time.monotonic() - began <= 2.0
        assert keeper.trouble() is None
        assert keeper.unsealed_seconds() == 0.0
    assert house.findings() == []


def test_what_was_written_last_is_sealed_anchored_and_sent(house, tmp_path):
    """The last entry is in the tree, in the second file, and at the receiver before the end."""
    got = []
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        listening.settimeout(20)

        def serve():
            with closing(listening.accept()[0]) as connection:
                while piece := connection.recv(4096):
                    got.append(piece)

        thread = threading.Thread(target=serve)
        thread.start()
        address = f"tcp://127.0.0.1:{listening.getsockname()[1]}"
        keeper = _keeper(
            house, anchor_file=tmp_path / "anchor", syslog=address, syslog_format="ocsf"
        )
        with keeper.at_work():
            house.write(1)
        thread.join(20)
    assert last_size(tmp_path / "anchor") == last_size(house.folder.checkpoints) == 1
    assert b'"class_uid":6003' in b"".join(got)
    assert b'{"checkpoint":' in b"".join(got)


@pytest.mark.usefixtures("_often")
def test_trouble_is_said(house):
    """A trail that was set back is not signed, and the server says that it is not ready."""
    house.seal(5)
    house.forge("DELETE FROM audit_entry", "DELETE FROM audit_checkpoint")
    keeper = _keeper(house)
    with keeper.at_work():
        house.write(1)
        _wait_for(lambda: keeper.trouble() is not None)
    assert "set back" in (keeper.trouble() or "")


def test_entries_that_wait_too_long_are_said(tmp_path):
    """Even when no thread reports a fault."""
    house = House(tmp_path)
    house.trail = Trail(house.database, FixedClock(NOW.replace(year=2020)))
    house.write(1)
    assert "wait too long" in (_keeper(house).trouble() or "")
    house.database.close()


@pytest.mark.usefixtures("_often")
def test_a_hanging_receiver_does_not_keep_entries_from_being_sealed(house):
    """It takes connections and reads nothing; sealing goes on beside it."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        keeper = _keeper(house, syslog=f"tcp://127.0.0.1:{listening.getsockname()[1]}")
        with keeper.at_work():
            for turn in range(3):
                house.write(1, first=turn)
                size = turn + 1
                _wait_for(lambda size=size: last_size(house.folder.checkpoints) == size)
            listening.close()


def test_a_torn_end_of_a_file_is_cut_away(house, tmp_path):
    """Whole notes stay, what a crash left of one goes."""
    house.seal(2)
    whole = house.folder.checkpoints.read_bytes()
    file = tmp_path / "file"
    file.write_bytes(whole + whole[:-30])
    add_notes(file, [whole.decode()[:-1]])
    assert file.read_bytes() == whole * 2


@pytest.mark.parametrize("address", ["tcp://x", "http://x:1", "tcp://:1", "x", "tcp://x:99999"])
def test_addresses_that_are_none_are_refused(address):
    """With a sentence that shows what to write."""
    with pytest.raises(ValueError, match="HOST:PORT"):
        AuditSettings(syslog=address)
