"""Who writes exports: some threads, one export each at a time, oldest first."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import structlog

from clawback.exports import records
from clawback.exports.content import content, lines_of
from clawback.exports.desk import Ground
from clawback.exports.export import Export, State
from clawback.exports.folder import Written
from clawback.model.errand import CalledOffError, Errand, on
from clawback.model.errors import ClawbackError
from clawback.store.format import Format
from clawback.store.port import EventStore
from clawback.store.table_file import Table, table_file

_log = structlog.stdlib.get_logger("clawback.exports")
_LOOK_EVERY = 10_000  # lines; whether there is room for what they are made of
_AGAIN = 0.05  # seconds between two stops, until the first is felt
_LONGEST_STOP = 10.0
_BREATH = 5.0  # seconds, when the database is away


@dataclass(slots=True)
class Progress:
    """How far the writing of one export is."""

    began: float = field(default_factory=time.monotonic)
    total: int | None = None
    written: int = 0
    size: int = 0

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began


@dataclass(frozen=True, slots=True)
class _Run:
    export: Export
    progress: Progress = field(default_factory=Progress)
    errand: Errand = field(default_factory=lambda: Errand(patient=True))
    over: threading.Event = field(default_factory=threading.Event)


class ExportCrew:
    """Writes what the desk took down. `start` takes up what an earlier start left."""

    def __init__(self, ground: Ground, store: EventStore, *, hands: int) -> None:
        self._ground = ground
        self._store = store
        self._runs: dict[str, _Run] = {}
        self._work = threading.Semaphore(hands)
        self._ended = threading.Event()
        self._threads = [
            threading.Thread(target=self._go, name=f"export-{number}", daemon=True)
            for number in range(hands)
        ]

    def start(self) -> None:
        self._recover()
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """Stops; what was being written is begun anew at the next start."""
        self._ended.set()
        for run in list(self._runs.values()):
            _stop(run)
        self._work.release(len(self._threads))
        for thread in self._threads:
            if thread.ident is not None:
                thread.join()

    def wake(self) -> None:
        """There is something to write."""
        self._work.release()

    def stop(self, export_id: str) -> None:
        """Ends the writing of one export, when it is under way; waits until it has ended."""
        run = self._runs.get(export_id)
        if run is not None:
            _stop(run)

    def progress(self, export_id: str) -> Progress | None:
        """How far it is, while it is being written."""
        run = self._runs.get(export_id)
        return None if run is None else run.progress

    def work_off(self) -> None:
        """Writes everything that waits, in this thread."""
        while (export := self._next()) is not None:
            self._run(export)

    def _go(self) -> None:
        while not self._ended.is_set():
            self._work.acquire()
            try:
                self.work_off()
            except ClawbackError:
                _log.warning("exports_held_up")
                if not self._ended.wait(_BREATH):
                    self._work.release()

    def _recover(self) -> None:
        ground = self._ground
        with ground.database.write() as connection:
            for export in records.unfinished(connection, ground.node):
                if export.state is State.RUNNING:
                    again = export.interrupted(ground.clock.now(), ground.keep)
                    records.change(connection, again, was=State.RUNNING)
            kept = [one.file for one in records.done(connection, ground.node)]
        ground.folder.sweep(kept)

    def _next(self) -> Export | None:
        ground = self._ground
        if self._ended.is_set():
            return None
        with ground.database.write() as connection:
            for export in records.unfinished(connection, ground.node):
                if export.state is State.WAITING:
                    begun = export.begun(ground.clock.now(), None)
                    records.change(connection, begun, was=State.WAITING)
                    return begun
        return None

    def _run(self, export: Export) -> None:
        run = self._runs[export.id] = _Run(export)
        try:
            with on(run.errand):
                self._settle(run, self._outcome(run))
        finally:
            del self._runs[export.id]
            run.over.set()

    def _outcome(self, run: _Run) -> Export | None:
        """How it ended; `None` when somebody has ended it."""
        ground, export = self._ground, run.export
        try:
            written = self._write(run)
        except CalledOffError:
            return self._given_back(export) if self._ended.is_set() else None
        except ClawbackError as error:
            reason = str(error)
        except Exception as error:  # noqa: BLE001 - the thread must live on, and says what it was
            _log.error("export_failed", export=export.id, exc_info=error)
            reason = f"A fault in Clawback itself: {type(error).__name__}."
        else:
            progress = run.progress
            done = export.ended(State.DONE, ground.clock.now(), ground.keep)
            return replace(
                done,
                total=progress.written,
                written=progress.written,
                size=written.size,
                sha256=written.sha256,
            )
        return export.ended(State.FAILED, ground.clock.now(), ground.keep, reason)

    def _settle(self, run: _Run, ended: Export | None) -> None:
        kept = False
        if ended is not None:
            with self._ground.database.write() as connection:
                kept = records.change(connection, ended, was=State.RUNNING)
        if not kept:
            self._ground.folder.remove(run.export.file)

    def _write(self, run: _Run) -> Written:
        ground, wish = self._ground, run.export.wish
        self._require_wanted(run.export)
        query = ground.question(run.export)
        run.progress.total = lines_of(wish, query, self._store)
        table = content(wish, query, self._store)
        counted = replace(table, lines=self._counted(run, table))
        ground.folder.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        pieces = table_file(wish.format, counted, folder=ground.folder.path)
        if wish.format is Format.CSV and Format.CSV in table.made:
            pieces = self._passed(run, pieces)

        def told(size: int) -> None:
            run.progress.size = size
            run.errand.check()

        ground.folder.require_room()
        written = ground.folder.write(run.export.file, pieces, told)
        if wish.format in table.made:  # no line came by here
            run.progress.written = run.progress.total or 0
        return written

    def _require_wanted(self, export: Export) -> None:
        """Whoever ended it before there was anything to stop has only written it down."""
        with self._ground.database.read() as connection:
            found = records.find(connection, self._ground.node, export.id)
        if found is None or found.state is not State.RUNNING:
            raise CalledOffError

    def _counted(self, run: _Run, table: Table) -> Iterator[Sequence[object]]:
        progress = run.progress
        for line in table.lines:
            if progress.written % _LOOK_EVERY == 0:
                self._ground.folder.require_room()
            yield line
            progress.written += 1

    def _passed(self, run: _Run, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """Counts the lines of a CSV, each of which has one line break, and the heading another."""
        breaks = 0
        for piece in pieces:
            self._ground.folder.require_room()
            yield piece
            breaks += piece.count(b"\n")
            run.progress.written = max(0, breaks - 1)

    def _given_back(self, export: Export) -> Export:
        """Because the server stops; that is nobody's fault and counts as no attempt."""
        return replace(export, state=State.WAITING, started_at=None, attempts=export.attempts - 1)


def _stop(run: _Run) -> None:
    """Until it is felt: what was about to begin does not feel the first stop."""
    until = time.monotonic() + _LONGEST_STOP
    while time.monotonic() < until:
        run.errand.call_off()
        if run.over.wait(_AGAIN):
            return
