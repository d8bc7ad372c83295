"""The spool keeps what it accepted, in order, until it is settled."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.ingest.doubles import NOON, intake

from clawback.ingest.spool import SpoolInUseError
from clawback.spool.commit import SpoolClosedError, SpoolFullError


def read_all(spool, most=1000):
    mails, place = [], None
    while block := spool.read(most=most, most_bytes=1 << 30, wait=0):
        mails += block.mails
        place = block.place
    return mails, place


def subjects(mails):
    return [one.intake.raw.split(b"Subject: ")[1].split(b"\r\n")[0].decode() for one in mails]


def test_mails_come_out_as_they_went_in(open_spool):
    """Bytes, envelope and order survive, over several accepts."""
    spool = open_spool()
    first = [intake(1, mail_from="a@b.example", client_ip="192.0.2.1"), intake(2, raw=b"\x00\xff")]
    assert spool.accept(first) == 2
    assert spool.accept([intake(3)]) == 3
    mails, _ = read_all(spool)
    assert [one.intake for one in mails] == [*first, intake(3)]
    assert [one.sequence for one in mails] == [1, 2, 3]


def test_unsettled_mails_come_again_after_a_restart(open_spool):
    """Reading is not enough to forget; settling is."""
    spool = open_spool()
    spool.accept([intake(number) for number in range(1, 6)])
    block = spool.read(most=2, most_bytes=1 << 20, wait=0)
    spool.settle(block.place)
    spool.read(most=2, most_bytes=1 << 20, wait=0)
    spool.close()
    again = open_spool()
    assert [one.sequence for one in read_all(again)[0]] == [3, 4, 5]


def test_positions_go_on_after_a_restart(open_spool):
    """A ticket is never given twice, even when everything was settled and removed."""
    spool = open_spool()
    spool.accept([intake(1), intake(2)])
    _, place = read_all(spool)
    spool.settle(place)
    spool.close()
    again = open_spool()
    assert again.accept([intake(3)]) == 3
    assert [one.sequence for one in read_all(again)[0]] == [3]


def test_settled_segments_are_removed(open_spool, tmp_path):
    """Disk space comes back when everything in a segment is stored."""
    spool = open_spool(segment=1400)
    for number in range(10):
        spool.accept([intake(number)])
    assert len(list((tmp_path / "spool").glob("*.seg"))) == 4
    _, place = read_all(spool)
    spool.settle(place)
    assert len(list((tmp_path / "spool").glob("*.seg"))) == 1
    assert spool.backlog().depth == 0
    assert spool.backlog().size == 0


def test_a_spool_belongs_to_one_process(open_spool):
    """Two writers in one folder would number mails twice."""
    spool = open_spool()
    with pytest.raises(SpoolInUseError):
        open_spool()
    spool.close()
    open_spool()


def test_the_backlog_tells_depth_and_age(open_spool):
    """Numbers for back-pressure count what waits, and survive a restart."""
    spool = open_spool()
    assert spool.backlog().oldest is None
    spool.accept([intake(1), intake(2), intake(3)])
    block = spool.read(most=1, most_bytes=1 << 20, wait=0)
    spool.settle(block.place)
    spool.close()
    backlog = open_spool().backlog()
    assert (backlog.depth, backlog.last, backlog.settled) == (2, 3, 1)
    assert backlog.oldest == NOON
    assert 500 < backlog.size < 2000


def test_a_full_backlog_refuses(open_spool):
    """Beyond the high-water mark nothing is accepted until something is settled."""
    spool = open_spool(backlog=1000)
    spool.accept([intake(1), intake(2), intake(3)])
    with pytest.raises(SpoolFullError, match="Too much waits"):
        spool.accept([intake(4)])
    _, place = read_all(spool)
    spool.settle(place)
    spool.accept([intake(4)])


def test_the_reserve_of_the_disk_is_not_touched(open_spool):
    """A disk with less free than the reserve refuses mail instead of filling up."""
    spool = open_spool(reserve=1 << 60)
    with pytest.raises(SpoolFullError):
        spool.accept([intake(1)])
    assert spool.read(most=1, most_bytes=1, wait=0) is None


def test_a_closed_spool_says_so(open_spool):
    """Nobody waits for ever on a spool that is going down."""
    spool = open_spool()
    spool.close()
    with pytest.raises(SpoolClosedError):
        spool.accept([intake(1)])


def test_many_threads_get_their_own_positions(open_spool):
    """Each caller learns the position of its own last mail, and all mails are there once."""
    spool = open_spool(segment=20_000)
    with ThreadPoolExecutor(20) as callers:
        positions = list(
            callers.map(lambda n: spool.accept([intake(2 * n), intake(2 * n + 1)]), range(100))
        )
    mails, _ = read_all(spool)
    assert len(mails) == 200
    assert sorted(subjects(mails)) == sorted(f"Mail number {n}" for n in range(200))
    by_position = {one.sequence: one for one in mails}
    for number, position in enumerate(positions):
        assert subjects([by_position[position]]) == [f"Mail number {2 * number + 1}"]


async def test_tasks_can_wait_too(open_spool):
    """The asynchronous face accepts from many tasks at once."""
    spool = open_spool()
    positions = await asyncio.gather(*(spool.accept_soon([intake(n)]) for n in range(50)))
    assert sorted(positions) == list(range(1, 51))
    assert len(read_all(spool)[0]) == 50


def test_a_damaged_cursor_costs_repetition_only(open_spool, tmp_path):
    """Without a readable cursor everything that is left is read again."""
    spool = open_spool()
    spool.accept([intake(1), intake(2)])
    block = spool.read(most=1, most_bytes=1, wait=0)
    spool.settle(block.place)
    spool.close()
    (tmp_path / "spool" / "cursor").write_bytes(b"{")
    assert [one.sequence for one in read_all(open_spool())[0]] == [1, 2]


def test_a_reader_waits_for_more_to_come(open_spool):
    """Lingering lets a block fill, so that a trickle is not stored mail by mail."""
    spool = open_spool()
    with ThreadPoolExecutor(1) as reader:
        block = reader.submit(spool.read, most=2, most_bytes=1 << 20, wait=30, linger=30)
        spool.accept([intake(1)])
        spool.accept([intake(2)])
        assert len(block.result().mails) == 2
