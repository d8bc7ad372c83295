"""From the spool to the store: everything, once, whatever goes wrong on the way."""

import sqlite3
import threading
from dataclasses import replace

import pytest
from tests.ingest.doubles import NOON, PlainAnalyser, SqliteStore, intake, message_of
from tests.ingest.works import AwayAnalyser, Works, names
from tests.making.journal_reports import journal_report
from tests.making.mails import mail

from clawback.ingest import pipeline as pipeline_module
from clawback.ingest.freshness import Watch
from clawback.ingest.prepare import POISON
from clawback.ingest.raw import KeepRaw
from clawback.model.clock import FixedClock
from clawback.model.errors import UnavailableError

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    """Pauses between tries are for servers, not for tests."""
    monkeypatch.setattr(pipeline_module, "_FIRST_PAUSE", 0.001)
    monkeypatch.setattr(pipeline_module, "_LINGER", 0.0)
    monkeypatch.setattr(pipeline_module, "_WAIT", 0.01)


def test_everything_is_stored_in_order(open_spool, tmp_path):
    """Mails go through in the order in which they came, and the spool is empty afterwards."""
    spool = open_spool()
    with Works(spool, tmp_path) as works:
        for start in range(0, 2500, 500):
            spool.accept([intake(number) for number in range(start, start + 500)])
        works.run_dry()
    assert works.subjects() == names(*range(2500))
    assert spool.backlog().depth == 0
    progress = works.pipeline.progress()
    assert (progress.received, progress.stored, progress.known) == (2500, 2500, 0)
    assert not (tmp_path / "suspects").exists()


def test_the_same_mail_is_stored_once(open_spool, tmp_path):
    """Sending again is harmless, and counted as known."""
    spool = open_spool()
    with Works(spool, tmp_path) as works:
        for _ in range(3):
            spool.accept([intake(1)])
            works.run_dry()
    assert works.subjects() == names(1)
    assert works.pipeline.progress().known == 2


def test_no_transaction_is_larger_than_a_thousand_rows(open_spool, tmp_path):
    """A mail to 2,500 people is split; every person has their row."""
    spool = open_spool()
    many = tuple(f"p{number}@example.org" for number in range(2500))
    with Works(spool, tmp_path) as works:
        spool.accept([intake(1), intake(2, recipients=many), intake(3)])
        works.run_dry()
    assert len(works.store.rows()) == 2502
    assert max(len(batch.deliveries) for batch in works.store.batches) == 1000


class MoodyStore(SqliteStore):
    """Refuses the first tries with the given error."""

    def __init__(self, error, times):
        super().__init__()
        self.left = times
        self._error = error

    def append(self, batch):
        if self.left:
            self.left -= 1
            raise self._error
        return super().append(batch)


@pytest.mark.parametrize("error", [UnavailableError("no disk"), OSError(28, "full")])
def test_a_store_that_is_away_is_waited_for(open_spool, tmp_path, error):
    """Nothing is lost, and nothing is given up, while the store does not answer."""
    spool = open_spool()
    with Works(spool, tmp_path, store=MoodyStore(error, 8)) as works:
        spool.accept([intake(number) for number in range(5)])
        works.run_dry()
    assert works.subjects() == names(*range(5))
    assert works.pipeline.progress().retries == 8


class Clusters:
    """Names all mail `C-1`; raises what is asked for first, before storing or after."""

    def __init__(self, before=(), after=()):
        self.before, self.after = list(before), list(after)
        self.told = []

    def place(self, batch):
        if self.before:
            raise self.before.pop()
        rows = tuple(replace(row, cluster_id="C-1") for row in batch.deliveries)
        return replace(batch, deliveries=rows)

    def stored(self, batch):
        if self.after:
            raise self.after.pop()
        self.told += [row.cluster_id for row in batch.deliveries]


@pytest.mark.parametrize(
    "case",
    [
        ([], [], "C-1", ["C-1"]),
        ([UnavailableError("away")] * 3, [UnavailableError("away")] * 3, "C-1", ["C-1"]),
        ([ZeroDivisionError()], [], "", [""]),
        ([], [ZeroDivisionError()], "C-1", []),
    ],
    ids=["well", "away for some moments", "a fault before", "a fault after"],
)
def test_mail_is_put_to_its_like_and_held_up_by_no_fault_in_that(open_spool, tmp_path, case):
    """What is away is waited for; a fault of our own leaves the mail without a cluster."""
    before, after, named, told = case
    spool, clusters = open_spool(), Clusters(before, after)
    with Works(spool, tmp_path, clusters=clusters) as works:
        spool.accept([intake(1)])
        works.run_dry()
        spool.accept([intake(2)])
        works.run_dry()
    rows = [row for batch in works.store.batches for row in batch.deliveries]
    assert [row.cluster_id for row in rows] == [named, "C-1"]
    assert clusters.told == [*told, "C-1"]
    assert works.pipeline.progress().poisoned == 0


def test_stopping_while_the_store_is_away_loses_nothing(open_spool, tmp_path):
    """What was in hand stays in the spool, also the blocks behind it."""
    spool = open_spool()
    store = MoodyStore(UnavailableError(), 10**9)
    with Works(spool, tmp_path, store=store) as works:
        ticking = threading.Event()
        for number in range(3):
            spool.accept([intake(number)])
            ticking.wait(0.02)
        while not works.pipeline.progress().retries:
            ticking.wait(0.005)
        threading.Timer(0.01, setattr, (store, "left", 0)).start()
    stored = len(store.rows())
    assert spool.backlog().settled == stored
    spool.close()
    with Works(open_spool(), tmp_path, store=store) as again:
        again.run_dry()
    assert again.subjects() == names(0, 1, 2)


class PickyStore(SqliteStore):
    """Cannot take one subject, for no reason that passes."""

    def append(self, batch):
        if any(row.subject == "Mail number 2" for row in batch.deliveries):
            raise sqlite3.IntegrityError("a fault of our own")
        return super().append(batch)


def test_a_mail_the_store_cannot_take_is_parked(open_spool, tmp_path):
    """Three tries, then a bare row and the raw bytes aside; its neighbours are stored as ever."""
    spool = open_spool()
    with Works(spool, tmp_path, store=PickyStore()) as works:
        spool.accept([intake(number) for number in range(5)])
        works.run_dry()
    assert sorted(works.store.rows()) == sorted(
        [
            *[(f"Mail number {n}", f"r{n}@example.org", "complete") for n in (0, 1, 3, 4)],
            ("", "r2@example.org", POISON),
        ]
    )
    (name,) = spool.parking.names()
    assert (tmp_path / "spool" / "corrupt" / name).read_bytes() == mail(2)
    assert works.pipeline.progress().poisoned == 1


def test_a_mail_our_code_stumbles_over_is_parked(open_spool, tmp_path):
    """A fault outside the parser's children costs one mail its columns, and no other anything."""
    spool = open_spool()
    analyser = PlainAnalyser(stumbles_over="Mail number 3")
    with Works(spool, tmp_path, analyser=analyser) as works:
        spool.accept([intake(number) for number in range(5)])
        works.run_dry()
    parses = {recipient: parse for _, recipient, parse in works.store.rows()}
    assert parses.pop("r3@example.org") == POISON
    assert set(parses.values()) == {"complete"}
    assert works.raw_files.get(message_of(mail(3)).raw_sha256) == mail(3)
    assert len(spool.parking.names()) == 1


def test_analysis_that_is_away_is_waited_for(open_spool, tmp_path):
    """Mails are not poisoned because no child could be started."""
    spool = open_spool()
    with Works(spool, tmp_path, analyser=AwayAnalyser()) as works:
        spool.accept([intake(1)])
        works.run_dry()
    assert works.store.rows() == [("Mail number 1", "r1@example.org", "complete")]


class CuttingAnalyser(PlainAnalyser):
    """Says of mail 1 that a limit cut it."""

    def analyse_many(self, raws):
        return [
            message_of(raw, parse="limited:parts") if b"number 1" in raw else message_of(raw)
            for raw in raws
        ]


@pytest.mark.parametrize(
    ("keep", "kept"),
    [(KeepRaw.NONE, set()), (KeepRaw.LIMITED, {1}), (KeepRaw.ALL, {1, 2})],
)
def test_raw_mail_is_kept_as_set(open_spool, tmp_path, keep, kept):
    """None, those that were cut, or all; found again by hash."""
    spool = open_spool()
    with Works(spool, tmp_path, analyser=CuttingAnalyser(), keep_raw=keep) as works:
        spool.accept([intake(1), intake(2)])
        works.run_dry()
    found = {n for n in (1, 2) if works.raw_files.get(message_of(mail(n)).raw_sha256) == mail(n)}
    assert found == kept
    assert works.pipeline.progress().limited == 1


def test_damage_in_the_spool_does_not_stop_the_rest(open_spool, tmp_path):
    """A damaged record is parked; what lies behind it is stored, and the spool empties."""
    spool = open_spool()
    spool.accept([intake(number) for number in range(3)])
    spool.close()
    (path,) = (tmp_path / "spool").glob("*.seg")
    content = bytearray(path.read_bytes())
    content[content.index(b"Mail number 1")] ^= 1
    path.write_bytes(content)
    again = open_spool()
    with Works(again, tmp_path) as works:
        works.run_dry()
    assert works.subjects() == names(0, 2)
    assert again.backlog().parked == 1
    assert again.backlog().size == 0


def test_journal_reports_are_opened_told_and_kept(open_spool, tmp_path):
    """One is opened; one cannot be: its source says why, and its bytes are kept by its hash."""
    spool, watch = open_spool(), Watch(FixedClock(NOON))
    reports = [journal_report(mail(1)), journal_report(None, ["To: bob@example.org"])]
    with Works(spool, tmp_path, watch=watch) as works:
        spool.accept([intake(raw=raw, source="smtp", may_report=True) for raw in reports])
        works.run_dry()
    assert works.store.rows() == [
        ("Mail number 1", "anna@example.org", "complete"),
        ("Mail number 1", "bob@example.org", "limited:journal_report"),
    ]
    (told,) = watch.sources()
    assert (told.source, "could not be opened" in told.error) == ("smtp", True)
    assert works.raw_files.get(message_of(reports[1]).raw_sha256) == reports[1]
    assert works.raw_files.get(message_of(reports[0]).raw_sha256) is None


class Held:
    """A rush that somebody else ends."""

    def __init__(self):
        self.over = threading.Event()
        self.asked = threading.Event()

    def holds(self, _oldest):
        self.asked.set()
        return not self.over.is_set()


def test_mail_is_read_after_a_rush(open_spool, tmp_path):
    """Proves that nothing is read while a rush holds, and all of it afterwards."""
    spool, held = open_spool(), Held()
    spool.accept([intake(number) for number in range(3)])
    with Works(spool, tmp_path, rush=held) as works:
        assert held.asked.wait(10)
        assert works.subjects() == []
        held.over.set()
        works.run_dry()
        assert works.subjects() == names(0, 1, 2)


def test_a_rush_does_not_keep_the_server_from_stopping(open_spool, tmp_path):
    """Proves that a pipeline that gives way stops at once, and that its mail stays in the spool."""
    spool, held = open_spool(), Held()
    spool.accept([intake(1)])
    with Works(spool, tmp_path, rush=held) as works:
        assert held.asked.wait(10)
    assert not works.pipeline.running
    assert spool.backlog().depth == 1
