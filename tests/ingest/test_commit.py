"""Group commit: many waiters, one fdatasync; and a disk that refuses."""

import errno
import os
from threading import Event

import pytest
from tests.ingest.doubles import NOON, intake
from tests.servers.small_disk import NoDiskError, small_disk

from clawback.ingest.spool import MAIL, Spool
from clawback.model.clock import FixedClock
from clawback.spool.commit import AppendFile, SpoolFullError, SpoolLimits
from clawback.spool.segment import seal


class Disk:
    """Opens files that count, wait and fail as told."""

    def __init__(self):
        self.syncs = 0
        self.fails = None  # "write", "sync" or "half": an error after half of the bytes
        self.gate = Event()
        self.gate.set()
        self.syncing = Event()

    def while_syncing(self, act):
        """Does something that writes, and returns when its sync hangs at the closed gate."""
        self.gate.clear()
        self.syncing.clear()
        result = act()
        assert self.syncing.wait(10)
        return result

    def open(self, path):
        return FaultyFile(path, self)


class FaultyFile(AppendFile):
    def __init__(self, path, disk):
        super().__init__(path)
        self._disk = disk

    def write(self, pieces):
        data = b"".join(pieces)
        if self._disk.fails == "half":
            super().write([data[: len(data) // 2]])
        if self._disk.fails in {"write", "half"}:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        super().write(pieces)

    def sync(self):
        self._disk.syncing.set()
        self._disk.gate.wait()
        self._disk.syncs += 1
        if self._disk.fails == "sync":
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        super().sync()


@pytest.fixture
def disk():
    return Disk()


@pytest.fixture
def spool(tmp_path, disk):
    spool = opened(tmp_path, disk)
    yield spool
    spool.close()


def opened(folder, disk):
    return Spool(folder, clock=FixedClock(NOON), limits=SpoolLimits(reserve=0), open_file=disk.open)


def test_waiting_mails_share_one_sync(spool, disk):
    """What comes while the disk is busy is made durable by the next sync together."""
    spool.accept([intake(100)])
    before = disk.syncs
    first = disk.while_syncing(lambda: spool._commit.submit([seal(MAIL, intake(0))]))
    waiting = [spool._commit.submit([seal(MAIL, intake(number))]) for number in range(1, 31)]
    disk.gate.set()
    assert first.result() == 2
    assert [one.result() for one in waiting] == list(range(3, 33))
    assert disk.syncs - before == 2


@pytest.mark.parametrize("fault", ["write", "half", "sync"])
def test_a_failing_disk_accepts_nothing(spool, disk, tmp_path, fault):
    """An error at any point refuses the group; what was accepted before and after is all there."""
    spool.accept([intake(1)])
    disk.fails = fault
    with pytest.raises(SpoolFullError, match="Nothing was accepted"):
        spool.accept([intake(2), intake(3)])
    with pytest.raises(SpoolFullError):
        spool.accept([intake(4)])
    disk.fails = None
    position = spool.accept([intake(5)])
    assert sequences(spool) == [1, position]
    spool.close()
    again = opened(tmp_path, Disk())
    assert [one.intake for one in read(again, 9).mails] == [
        intake(1),
        intake(5),
    ]
    again.close()


def test_a_cancelled_waiter_is_not_written(spool, disk):
    """A caller that gives up before its turn leaves nothing behind."""
    first = disk.while_syncing(lambda: spool._commit.submit([seal(MAIL, intake(1))]))
    second = spool._commit.submit([seal(MAIL, intake(2))])
    assert second.cancel()
    disk.gate.set()
    first.result()
    assert spool.accept([intake(3)]) == 2
    assert sequences(spool) == [1, 2]


def test_a_full_disk_refuses_and_recovers(tmp_path):
    """On a real disk of 1 MB: what was acknowledged is read back, and room makes it go on."""
    try:
        with small_disk(tmp_path / "small", "1m") as disk:
            fill_and_recover(disk.folder / "spool")
    except NoDiskError as error:
        pytest.skip(str(error))


def fill_and_recover(folder):
    spool = Spool(folder, clock=FixedClock(NOON), limits=SpoolLimits(reserve=0, segment=200_000))
    try:
        accepted = accept_until_full(spool)
        assert len(accepted) > 500
        mails = read(spool, 300)
        assert [one.sequence for one in mails.mails] == accepted[:300]
        spool.settle(mails.place)
        again = spool.accept([intake(1)])
        assert [one.sequence for one in read(spool, 10_000).mails] == [*accepted[300:], again]
    finally:
        spool.close()


def accept_until_full(spool):
    accepted: list[int] = []
    try:
        while len(accepted) < 10_000:
            accepted.append(spool.accept([intake(len(accepted), raw=bytes(1000))]))
    except SpoolFullError:
        return accepted
    pytest.fail("a disk of 1 MB took 10 MB")


def read(spool, most):
    block = spool.read(most=most, most_bytes=1 << 30, wait=0)
    assert block is not None
    return block


def sequences(spool):
    return [one.sequence for one in read(spool, 1000).mails]


def test_a_file_has_all_pieces_though_the_kernel_takes_them_in_part(tmp_path, monkeypatch):
    """Proves that a short write goes on where it ended, and that any number of pieces is taken."""
    whole = os.writev
    monkeypatch.setattr(os, "writev", lambda handle, some: whole(handle, [b"".join(some)[:700]]))
    pieces = [bytes([at % 251]) * 3 for at in range(2500)]
    file = AppendFile(tmp_path / "pieces")
    file.write(pieces)
    file.close()
    assert (tmp_path / "pieces").read_bytes() == b"".join(pieces)
