"""Whatever people, crashes and mail servers do in whatever order, the books are right."""

from __future__ import annotations

from collections import Counter
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from tests.quarantine.conftest import ADA, BOB, RESPONDER, house_on, mail
from tests.servers.state import open_state

from clawback.audit.log import Log
from clawback.audit.records.entries import Wanted as WantedEntries
from clawback.model.delivery import DeliveryKey
from clawback.quarantine.outlet import TAKEN, Answer, Verdict

MAILS = tuple(mail(number, ADA, BOB) for number in range(3))
ROWS = st.integers(0, 5)


class Killed(BaseException):
    """The process ends here."""


class Books(RuleBasedStateMachine):
    """Two recipients of three mails."""

    def __init__(self):
        super().__init__()
        self.folder = TemporaryDirectory()
        self.database = open_state(Path(self.folder.name) / "state.sqlite")
        self.house = house_on(self.database, Path(self.folder.name))
        self.taken = Counter[str]()

    def teardown(self):
        with closing(self.database):
            pass
        self.folder.cleanup()

    @property
    def rows(self):
        return sorted(self.house.page().items, key=lambda one: one.id)

    def chosen(self, numbers):
        return [self.rows[number].id for number in numbers if number < len(self.rows)]

    @rule(which=st.sampled_from(MAILS))
    def hold(self, which):
        self.house.room.hold(which)

    @rule(numbers=st.lists(ROWS, max_size=3), end=st.sampled_from([*Verdict, "kill", "kill after"]))
    def release(self, numbers, end):
        def answer(letter):
            if end == "kill":
                raise Killed
            if end in {Verdict.TAKEN, "kill after"}:
                self.taken[letter.id] += 1
            if end == "kill after":
                raise Killed
            return TAKEN if end is Verdict.TAKEN else Answer(verdict=end, said="No.")

        self.house.outlet.answer = answer
        with suppress(Killed):
            self.house.room.release(RESPONDER, self.chosen(numbers))

    @rule(numbers=st.lists(ROWS, max_size=3))
    def delete(self, numbers):
        self.house.room.delete(RESPONDER, self.chosen(numbers))

    @rule(days=st.sampled_from([1, 31]))
    def wait(self, days):
        self.house.clock.turn(days=days)
        self.house.room.keeping.expire()

    @rule()
    def start_again(self):
        self.house.room.keeping.mend()

    @rule()
    def tell(self):
        self.house.room.telling.tell()

    @invariant()
    def every_recorded_release_was_a_talk(self):
        """No release is recorded twice for one talk, and every one of them had one."""
        entries = Log(self.database).page(WantedEntries(action="quarantine.release"), limit=500)
        done = Counter(one.subject.split(":")[1] for one in entries if one.result == "done")
        assert all(self.taken[held] >= count for held, count in done.items())

    @invariant()
    def files_are_those_of_the_open(self):
        """What is held can be opened; what has ended has left no bytes but for a crash's moment."""
        needed = {one.file for one in self.rows if one.state.open}
        assert needed <= {file.name for file in self.house.files()}
        for one in self.rows:
            if one.state.open:
                assert self.house.room.keeping.bytes_of(one).startswith(b"From: Mallory")

    @invariant()
    def totals_add_up(self):
        """Every row is counted in one state."""
        counts = self.house.page().counts
        assert sum(counts.values()) == len(self.rows)
        assert counts == Counter(one.state for one in self.rows)

    @invariant()
    def the_explorer_agrees_with_what_it_was_told(self):
        """After telling, the last event of each that has ended is its end."""
        self.house.room.telling.tell()
        for one in self.rows:
            key = DeliveryKey(network_message_id=one.network_message_id, recipient=one.recipient)
            told = self.house.store.timeline(key)
            if one.state.value in {"released", "deleted", "expired"}:
                assert told[-1].id == f"{one.id}:{one.turn}:{one.state.value}"


TestBooks = pytest.mark.slow(Books.TestCase)
TestBooks.settings = settings(max_examples=15, stateful_step_count=20, deadline=None)
