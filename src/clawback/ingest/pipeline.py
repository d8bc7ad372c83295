"""From the spool to the store: read, analyse, make rows, append, and only then forget.

Two threads: one reads and analyses the next block while the other appends the last. Engines that
judge mail are asked one block ahead, so that they need not rest between two. What is not stored
stays in the spool, so an end at any point costs nothing but doing it again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from queue import Queue
from threading import Event, Lock, Thread
from time import monotonic
from typing import Protocol, TypeAlias, TypeVar

import structlog

from clawback.analysis.judges.judges import NO_JUDGES, Judges
from clawback.analysis.providers.panel import NOBODY, Panel, Round
from clawback.ingest.found_again import FoundAgain
from clawback.ingest.freshness import Watch
from clawback.ingest.prepare import TRIES, Analyser, Prepared, ask, batches, poisoned, prepare
from clawback.ingest.raw import KeepRaw, RawFiles
from clawback.ingest.recipients import Organisation
from clawback.ingest.rush import Rush
from clawback.ingest.seen_again import SeenAgain
from clawback.ingest.spool import Backlog, Block, Place, Spool
from clawback.ingest.suspects import Suspects
from clawback.model.errors import UnavailableError
from clawback.model.message import PARSE_COMPLETE
from clawback.store.port import Appended, Batch

_BLOCK_MAILS = 1000
_ASKED_MAILS = 200  # in a block whose mails engines are asked about, for they take their time
_BLOCK_BYTES = 32 << 20
_LINGER = 0.2  # seconds that a block waits to fill, so that a trickle is not stored mail by mail
_WAIT = 0.5  # seconds after which an idle pipeline looks whether it should stop
_LOOK_AGAIN = 0.05  # seconds between looks whether a rush is over
_FAREWELL = 20.0  # seconds
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 30.0  # seconds between tries when a part does not answer

_Result = TypeVar("_Result")
_Patience: TypeAlias = type[Exception] | tuple[type[Exception], ...]
_UNAVAILABLE: _Patience = (UnavailableError, OSError)  # what passes by itself
_log = structlog.get_logger(__name__)


class Appender(Protocol):
    """The event store, as far as it is needed here."""

    def append(self, batch: Batch) -> Appended:
        """As `store.port.EventStore` says."""
        ...


class Clusters(Protocol):
    """Puts mail to its like."""

    def place(self, batch: Batch) -> Batch:
        """The batch with the cluster of each mail; the same again for mail that comes again."""
        ...

    def stored(self, batch: Batch) -> None:
        """What `place` gave can be searched now; told again after a failure."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Counted since this process started.

    `received` and `limited` are mails (`limited`: not read completely), `stored` and `known` are
    deliveries (`known`: the store had them), `poisoned` are mails that our own code cannot take,
    `retries` are tries that a part did not answer. Seconds are of work, not of waiting for mail.
    """

    received: int = 0
    stored: int = 0
    known: int = 0
    limited: int = 0
    poisoned: int = 0
    retries: int = 0
    analyse_seconds: float = 0.0
    store_seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    prepared: Sequence[Prepared]
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class _Begun:
    """A block that was read, and that engines are being asked about."""

    block: Block
    asked: Round


class _StoppedError(Exception):
    """The pipeline was told to stop while it waited for a part to answer."""


class Pipeline:
    """Stores what the spool holds, in order, each delivery once."""

    def __init__(
        self,
        *,
        spool: Spool,
        analyser: Analyser,
        store: Appender,
        organisation: Organisation,
        raw_files: RawFiles,
        suspects: Suspects,
        panel: Panel = NOBODY,
        judges: Judges = NO_JUDGES,
        keep_raw: KeepRaw = KeepRaw.LIMITED,
        watch: Watch | None = None,
        clusters: Clusters | None = None,
        again: SeenAgain | None = None,
        found: FoundAgain | None = None,
        rush: Rush | None = None,
        wait: float = _WAIT,
        linger: float = _LINGER,
    ) -> None:
        self._spool = spool
        self._analyser = analyser
        self._store = store
        self._organisation = organisation
        self._raw_files = raw_files
        self._panel, self._judges = panel, judges
        self._block_mails = _BLOCK_MAILS if panel.empty else _ASKED_MAILS
        self._keep_raw = keep_raw
        self._watch = watch
        self._clusters = clusters
        self._again = again
        self._found = found
        self._rush = rush
        self._wait, self._linger = wait, linger
        self._suspects = suspects
        self._read_up_to = spool.backlog().settled
        self._ahead: _Begun | None = None
        self._queue: Queue[_Work | None] = Queue(maxsize=1)
        self._stopping = Event()
        self._progress = Progress()
        self._counting = Lock()
        self._threads = (
            Thread(target=self._analyse, name="ingest-analyse", daemon=True),
            Thread(target=self._append, name="ingest-store", daemon=True),
        )

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Stores what is in hand, then ends; what still waits stays in the spool.

        After 20 s it is not waited for any longer: mail that is slow to read is read again later.
        """
        self._stopping.set()
        until = monotonic() + _FAREWELL
        for thread in self._threads:
            thread.join(max(0.0, until - monotonic()))
        if not any(thread.is_alive() for thread in self._threads):
            self._suspects.release()

    @property
    def running(self) -> bool:
        """Whether mail is being stored; false before the start and after the end."""
        return all(thread.is_alive() for thread in self._threads)

    def progress(self) -> Progress:
        with self._counting:
            return self._progress

    # --- the first thread -----------------------------------------------------------------------

    def _analyse(self) -> None:
        try:
            while not self._stopping.is_set():
                self._next_block()
        except _StoppedError:
            pass
        finally:
            if self._ahead is not None:
                self._ahead.asked.call_off()
            self._queue.put(None)

    def _next_block(self) -> None:
        self._give_way()
        careful = self._ahead is None and self._read_up_to < self._suspects.last
        begun, self._ahead = self._ahead or self._begin(careful=careful), None
        if begun is None:
            return
        block, started = begun.block, monotonic()
        try:
            if not careful:
                self._look_ahead(begun)
            prepared = self._insist(lambda: self._prepare(begun))
        except _StoppedError:
            begun.asked.call_off()
            raise
        self._count(received=len(block.mails), analyse_seconds=monotonic() - started)
        self._queue.put(_Work(prepared=prepared, place=block.place))
        if careful:
            self._queue.join()

    def _begin(self, *, careful: bool = False, behind: Round | None = None) -> _Begun | None:
        block = self._insist(
            lambda: self._spool.read(
                most=1 if careful else self._block_mails,
                most_bytes=_BLOCK_BYTES,
                wait=self._wait,
                linger=0 if careful else self._linger,
            )
        )
        if block is None:
            return None
        if block.mails and not self._deadly(block):
            first, last = block.mails[0].sequence, block.mails[-1].sequence
            self._insist(lambda: self._suspects.take(first, last))
        self._read_up_to = block.place.sequence
        asked = ask(block.mails, self._organisation, self._panel, behind=behind)
        return _Begun(block=block, asked=asked)

    def _look_ahead(self, begun: _Begun) -> None:
        """Has the engines asked about the next block, where a whole one waits and no rush is."""
        backlog = self._spool.backlog()
        enough = backlog.last - self._read_up_to >= self._block_mails
        if enough and not self._panel.empty and not self._in_rush(backlog):
            self._ahead = self._begin(behind=begun.asked)

    def _give_way(self) -> None:
        """Mail that somebody waits with goes before mail that is safe already."""
        while self._in_rush(self._spool.backlog()):
            if self._stopping.wait(_LOOK_AGAIN):
                raise _StoppedError

    def _in_rush(self, backlog: Backlog) -> bool:
        return self._rush is not None and self._rush.holds(backlog.oldest)

    def _prepare(self, begun: _Begun) -> Sequence[Prepared]:
        mails = begun.block.mails
        if not mails:
            return ()
        if self._deadly(begun.block):
            return [poisoned(mails[0], self._organisation)]
        return prepare(mails, self._analyser, self._organisation, begun.asked, self._judges)

    def _deadly(self, block: Block) -> bool:
        return len(block.mails) == 1 and self._suspects.deadly(block.mails[0].sequence)

    # --- the second thread ----------------------------------------------------------------------

    def _append(self) -> None:
        given_up = False
        while work := self._queue.get():
            try:
                if not given_up:  # else settling this would settle what was not stored before it
                    self._finish(work)
            except _StoppedError:
                given_up = True
            finally:
                self._queue.task_done()

    def _finish(self, work: _Work) -> None:
        started = monotonic()
        self._put(work.prepared)
        self._insist(lambda: self._spool.settle(work.place))
        self._suspects.done(work.place.sequence)
        if self._watch is not None:
            self._watch.stored([one.mail for one in work.prepared])
        self._tell_reports(work.prepared)
        if self._found is not None:
            self._found.tell(work.prepared)
        limited = sum(one.message.parse != PARSE_COMPLETE for one in work.prepared)
        bad = sum(one.poisoned for one in work.prepared)
        self._count(limited=limited, poisoned=bad, store_seconds=monotonic() - started)

    def _put(self, prepared: Sequence[Prepared]) -> None:
        """All together; when the store stumbles over something in them, one by one."""
        try:
            self._store_all(prepared)
        except _StoppedError:
            raise
        except Exception as error:  # noqa: BLE001 - the mails behind must be stored all the same
            _log.warning("a batch was refused", error=type(error).__name__)
            for one in prepared:
                self._put_alone(one)

    def _put_alone(self, one: Prepared) -> None:
        for _ in range(TRIES):
            try:
                self._store_all([one])
            except _StoppedError:
                raise
            except Exception as error:  # noqa: BLE001 - counted by the loop
                _log.warning("a mail was refused", error=type(error).__name__)
            else:
                return
        bare = poisoned(one.mail, self._organisation)
        self._count(poisoned=1, limited=1)
        self._store_all([bare], patient=Exception)  # so plain a row: the store must be broken

    def _store_all(self, prepared: Sequence[Prepared], patient: _Patience = _UNAVAILABLE) -> None:
        self._insist(lambda: self._keep(prepared), patient)
        for batch in map(self._placed, batches(prepared)):
            appended = self._insist(partial(self._store.append, batch), patient)
            self._count(stored=appended.stored, known=appended.known)
            if appended.known and self._again is not None:
                self._insist(partial(self._again.tell, batch), patient)
            self._tell_clusters(batch)

    def _placed(self, batch: Batch) -> Batch:
        """Among its like; as it is where that cannot be told."""
        if self._clusters is None:
            return batch
        try:
            return self._insist(partial(self._clusters.place, batch))
        except _StoppedError:
            raise
        except Exception:  # noqa: BLE001 - no mail is held up by a fault of ours
            _log.exception("a batch was not put to its like")
            return batch

    def _tell_clusters(self, batch: Batch) -> None:
        if self._clusters is None:
            return
        try:
            self._insist(partial(self._clusters.stored, batch))
        except _StoppedError:
            raise
        except Exception:  # noqa: BLE001 - the mail is stored
            _log.exception("a batch was not told of its campaigns")

    def _keep(self, prepared: Sequence[Prepared]) -> None:
        """Raw bytes first: a row may say that they are kept."""
        for one in prepared:
            raw = one.mail.intake.raw
            if self._keep_raw.wants(one.message):
                self._raw_files.put(one.message.raw_sha256, raw)
            if one.poisoned:
                self._spool.parking.park(f"{one.mail.sequence:020}.poison.eml", raw)
                _log.error("a mail could not be taken and was parked", sequence=one.mail.sequence)
                self._told_parked(one)

    def _tell_reports(self, prepared: Sequence[Prepared]) -> None:
        """Of journal reports that were not opened, or not wholly, one for each source is told."""
        troubles = {
            one.mail.intake.envelope.source: one for one in prepared if not one.report.whole
        }
        for source, one in troubles.items():
            _log.warning("a journal report was not opened", source=source, why=one.report.name)
            if self._watch is not None:
                self._watch.stumbled(source, one.report.value)

    def _told_parked(self, one: Prepared) -> None:
        if self._watch is not None:
            source = one.mail.intake.envelope.source
            self._watch.stumbled(source, "A mail could not be taken, and was parked in the spool.")

    # --- both -----------------------------------------------------------------------------------

    def _insist(self, act: Callable[[], _Result], patient: _Patience = _UNAVAILABLE) -> _Result:
        """Tries again, with pauses, while a part or the disk does not answer."""
        pause = _FIRST_PAUSE
        while True:
            try:
                return act()
            except patient as error:
                _log.warning("ingest waits", error=type(error).__name__, seconds=pause)
                self._count(retries=1)
            if self._stopping.wait(pause):
                raise _StoppedError
            pause = min(pause * 2, _LONGEST_PAUSE)

    def _count(self, **more: float) -> None:
        with self._counting:
            now = self._progress
            self._progress = replace(
                now, **{name: getattr(now, name) + plus for name, plus in more.items()}
            )
