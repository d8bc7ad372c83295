"""kill -9 at random points: what was acknowledged is stored, once; 10,000 mails in all."""

import asyncio
import random
import threading
from collections import Counter
from functools import partial
from time import monotonic

import pytest
from tests.ingest.doubles import PlainAnalyser, SqliteStore
from tests.ingest.sending import OPENINGS, Sending, recipient
from tests.servers.hatchery import Hatchery

from clawback.ingest.pipeline import Pipeline
from clawback.ingest.raw import RawFiles
from clawback.ingest.recipients import Organisation
from clawback.ingest.suspects import Suspects

SERVER = "tests.ingest.crashing_server"
SPOOL_KILLS = 20
RECEIVER_KILLS = 10
MOST_TAKEN = 900  # mails, after which a receiver is killed at the latest
_MILLION = 1_000_000


@pytest.fixture
def start():
    """Starts a server that is killed, with these arguments."""
    with Hatchery(SERVER) as hatchery:
        yield partial(hatchery.start, f"{SERVER}:main")


def stored(folder, spool):
    """Everything, after a last quiet start: how often each recipient has a row."""
    store = SqliteStore(folder / "store.sqlite")
    pipeline = Pipeline(
        spool=spool,
        analyser=PlainAnalyser(),
        store=store,
        organisation=Organisation(),
        raw_files=RawFiles(folder / "raw"),
        suspects=Suspects(folder / "suspects"),
    )
    pipeline.start()
    until, ticking = monotonic() + 60, threading.Event()
    while spool.backlog().depth and monotonic() < until:
        ticking.wait(0.01)
    pipeline.stop()
    rows = store.rows()
    assert {parse for _, _, parse in rows} == {"complete"}
    return Counter(recipient for _, recipient, _ in rows)


@pytest.mark.slow
def test_a_killed_spool_keeps_what_it_accepted(tmp_path, open_spool, start):
    """Twenty kills while ten threads accept and the pipeline stores: nothing lost or doubled."""
    chance = random.Random(20)
    accepted = []
    for kill in range(SPOOL_KILLS):
        server = start("accept", tmp_path, kill * _MILLION)
        told = chance.randrange(1, 400)
        accepted += [int(server.stdout.readline()) for _ in range(told)]
        server.kill()
        accepted += [int(line) for line in server.stdout]
        server.wait(10)
    rows = stored(tmp_path, open_spool())
    lost = [number for number in accepted if recipient(number) not in rows]
    print(f"{SPOOL_KILLS} kills, {len(accepted)} accepted, {len(lost)} lost")  # noqa: T201 - -s
    assert len(accepted) > 3_500
    assert not lost
    assert set(rows.values()) == {1}
    assert len(rows) - len(accepted) <= SPOOL_KILLS * 10  # accepted, but killed before telling


@pytest.mark.slow
@pytest.mark.parametrize("dialect", ["lmtp", "smtp"])
def test_a_killed_receiver_keeps_what_it_acknowledged(tmp_path, open_spool, start, dialect):
    """Ten kills while eight sessions send: each mail that got its 250 is stored, and once."""
    chance = random.Random(10)
    sending = Sending()

    async def kill_amid(server):
        address = server.stdout.readline().strip()
        async with sending.under_way(lambda: OPENINGS[dialect](address)):
            enough = len(sending.taken) + chance.randrange(1, MOST_TAKEN)
            await sending.until(lambda: len(sending.taken) >= enough)
            server.kill()

    async def kill_often():
        for _ in range(RECEIVER_KILLS):
            server = start(dialect, tmp_path)
            await kill_amid(server)
            server.wait(10)

    asyncio.run(kill_often())
    rows = stored(tmp_path, open_spool())
    lost = [number for number in sending.taken if recipient(number) not in rows]
    print(  # noqa: T201 - shown with -s
        f"{RECEIVER_KILLS} kills, {len(sending.taken)} acknowledged, {len(lost)} lost"
    )
    assert len(sending.taken) > 3_500
    assert not lost
    assert set(rows.values()) == {1}
