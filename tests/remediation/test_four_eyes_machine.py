"""Several people and tokens do what they like; a model of its own watches that two agree.

The model knows nothing of the code under test: it keeps who did what, what a plan froze, and which
mails lie where, and compares after every step.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from tests.making.clocks import MILLISECOND, SteppingClock
from tests.making.deliveries import NOW, make_delivery, make_message
from tests.making.mails import mail
from tests.remediation.conftest import World
from tests.remediation.four_eyes_model import (
    ANY,
    AT_ONCE,
    HUMAN,
    LARGEST_FREE,
    NEVER,
    PEOPLE,
    Known,
    actor_of,
)
from tests.remediation.people import work_off

from clawback.database import Database
from clawback.database.migrate import upgrade
from clawback.filters.parse import parse
from clawback.mailboxes.directory import Directory
from clawback.mailboxes.memory import MemoryServer
from clawback.model.actor import SYSTEM
from clawback.model.errors import ClawbackError
from clawback.model.fingerprint import header_fingerprint, network_message_id, split
from clawback.remediation.action import Action
from clawback.remediation.policy import Policy
from clawback.remediation.seal import Seals
from clawback.remediation.tasks import RemediationTask
from clawback.remediation.warrant import Warrants
from clawback.store.port import Batch, Query

LONG = bool(os.environ.get("CLAWBACK_TEST_LONG"))
STEPS = 1_000_000 if LONG else 20_000
STEPS_EACH = 100
QUORUM = 2
USERS = ("ada@example.org", "bob@example.org", "ceo@example.org")

FILTERS = st.sampled_from(["", *(f"recipient:{user}" for user in USERS), "subject:early"])
ACTIONS = st.sampled_from([Action.SOFT_DELETE, Action.MOVE_TO_JUNK, Action.HARD_DELETE])


class FourEyes(RuleBasedStateMachine):
    """Every rule is one step by somebody; refusals are part of life."""

    template: Path
    steps = 0
    refused = 0
    executed = 0
    approved = 0

    @initialize()
    def open(self):
        self.folder = Path(tempfile.mkdtemp(prefix="four-eyes-"))
        shutil.copy(self.template, self.folder / "state.db")
        self.database = Database.open(self.folder / "state.db")
        raw = self.database._writer.raw_connection()  # a model needs no disk that lasts
        raw.cursor().execute("PRAGMA synchronous=OFF")
        raw.close()
        self.clock = SteppingClock(NOW, MILLISECOND)
        self.server = MemoryServer(name="main")
        self.world = World(
            database=self.database,
            server=self.server,
            clock=self.clock,
            policy=Policy(deliveries=LARGEST_FREE, quorum=QUORUM),
            tags={"ceo@example.org": frozenset({"vip"})},
        )
        self.task = RemediationTask(
            warrants=Warrants(Seals(b"k" * 32)),
            database=self.database,
            ledger=self.world.ledger,
            servers=Directory([self.server]),
        )
        self.known = {}
        self.mails = 0
        for user in USERS:
            self.server.add_account(user)
            self._deliver(user)

    def teardown(self):
        if hasattr(self, "database"):
            self.database.close()
            shutil.rmtree(self.folder)

    # --- steps ----------------------------------------------------------------------------------

    @precondition(lambda self: self.mails < 12)
    @rule(user=st.sampled_from(USERS))
    def mail_comes(self, user):
        self._deliver(user)

    @rule(who=ANY, action=ACTIONS, chosen=FILTERS)
    def draft(self, who, action, chosen):
        matching = self._matching(chosen)
        made = self._try(
            lambda: self.world.remediations.draft(self.world.wish(action, chosen), self._actor(who))
        )
        if made:
            assert matching
            self.known[made.remediation.id] = Known(action=action, frozen=matching, hands={who[0]})

    @precondition(lambda self: self.known)
    @rule(who=ANY, which=st.integers(0, 999), action=ACTIONS, chosen=FILTERS)
    def edit(self, who, which, action, chosen):
        one, known = self._one(which)
        matching = self._matching(chosen)
        wish = self.world.wish(action, chosen)
        if self._try(lambda: self.world.remediations.edit(one, wish, self._actor(who))):
            assert not any((known.proposed, known.started, known.over, known.undo))
            known.action, known.frozen = action, matching
            known.hands.add(who[0])

    @precondition(lambda self: self.known)
    @rule(who=ANY, which=st.integers(0, 999))
    def propose(self, who, which):
        one, known = self._one(which)
        proposals = self.world.remediations.proposals
        if self._try(lambda: proposals.propose(one, self._actor(who))):
            assert not any((known.proposed, known.started, known.over))
            known.hands.add(who[0])
            assert "" not in known.hands, "nobody knows who made it"
            known.proposed, known.proposed_at = True, self.clock.moment

    @precondition(lambda self: self.known)
    @rule(
        who=ANY,
        which=st.integers(0, 999),
        start=st.booleans(),
        foreign=st.sampled_from([False, False, False, False, True]),
    )
    def approve(self, who, which, start, foreign):
        one, known = self._one(which)
        shown = self._hash(self._one(which + 1)[0] if foreign else one)
        proposals = self.world.remediations.proposals
        actor = self._actor(who)
        before = set(known.yes)
        self._try(lambda: proposals.approve(one, actor, plan_hash=shown, start=start))
        now = self.world.remediations.get(one, SYSTEM)
        yes = {vote.person for vote in now.proposal.approvals} if now.proposal else set()
        if yes != before:
            self.approved_one(known, who, yes - before, own=shown == self._hash(one))
            known.yes = yes
        self._note_start(one, known)

    @precondition(lambda self: self.known)
    @rule(which=st.integers(0, 999), first=HUMAN, start=st.booleans())
    def colleagues_agree(self, which, first, start):
        _, known = self._one(which)
        if not known.proposed:
            self.propose(first, which)
        for name in PEOPLE:
            self.approve((name, "person"), which, start, foreign=False)

    @precondition(lambda self: self.known)
    @rule(who=ANY, which=st.integers(0, 999), yes=st.booleans())
    def reject(self, who, which, yes):
        one, known = self._one(which)
        proposals = self.world.remediations.proposals
        call = proposals.reject if yes else proposals.withdraw
        if self._try(lambda: call(one, self._actor(who), reason="no")):
            assert known.proposed
            assert not any((known.started, known.over))
            if yes:
                assert who[1] in {"person", "renamed"}
                assert who[0] not in known.hands
            known.over = True

    @precondition(lambda self: self.known)
    @rule(who=ANY, which=st.integers(0, 999), emergency=st.sampled_from(["", "it burns"]))
    def start(self, who, which, emergency):
        one, known = self._one(which)
        self._try(lambda: self.world.remediations.start(one, self._actor(who), emergency=emergency))
        self._note_start(one, known)

    @precondition(lambda self: self.known)
    @rule(who=ANY, which=st.integers(0, 999), what=st.sampled_from(["pause", "resume", "retry"]))
    def command(self, who, which, what):
        one, known = self._one(which)
        self._try(lambda: getattr(self.world.remediations, what)(one, self._actor(who)))
        self._note_start(one, known)

    @precondition(lambda self: self.known)
    @rule(who=ANY, which=st.integers(0, 999))
    def cancel(self, who, which):
        one, known = self._one(which)
        if self._try(lambda: self.world.remediations.cancel(one, self._actor(who))):
            known.over = True

    @precondition(lambda self: self.known)
    @rule(who=ANY, which=st.integers(0, 999), alone=st.booleans())
    def undo(self, who, which, alone):
        one, known = self._one(which)
        undo = self.world.remediations.undo if alone else self.world.remediations.draft_undo
        before = self._jobs()
        self._try(lambda: undo(one, self._actor(who)))
        for made, job in self._jobs().items():
            if made not in before:
                frozen = self._payload_keys(job)
                fresh = Known(action=known.action, frozen=frozen, hands={who[0]}, undo=True)
                assert fresh.frozen <= known.frozen
                self.known[made] = fresh
                self._note_start(made, fresh)

    @rule(hours=st.sampled_from([0.01, 0.05, 0.5, 1, 13, 25]), sweep=st.booleans())
    def time_passes(self, hours, sweep):
        self.clock.moment += timedelta(hours=hours)
        if sweep:
            for one in self.world.remediations.proposals.expire():
                assert not self.known[one].started
                self.known[one].over = True

    @rule()
    def work(self):
        before = self._places()
        work_off(self.world.ledger, self.task, self.world.telling)
        touched = {key for key, place in self._places().items() if before.get(key) != place}
        touched |= set(before) - set(self._places())
        allowed = {key for known in self.known.values() if known.started for key in known.frozen}
        assert touched <= allowed, "a mail was touched that nobody froze and let go"
        type(self).executed += len(touched)

    # --- what always holds ----------------------------------------------------------------------

    @invariant()
    def tables_agree(self):
        type(self).steps += 1
        if not hasattr(self, "known"):
            return
        found = self._asked(AT_ONCE)
        assert [(NEVER[number], one) for number, one in found if number >= 0] == []
        started = {one for number, one in found if number < 0}
        assert started == {one for one, known in self.known.items() if known.started}

    # --- the model ------------------------------------------------------------------------------

    def approved_one(self, known, who, fresh, *, own):
        name, kind = who
        assert fresh == {name}, "a vote counts for the one who gave it"
        assert kind in {"person", "renamed"}, "a program or somebody unproved approved"
        assert name not in known.hands, "somebody approved their own plan"
        assert own, "somebody approved a plan they had not seen"
        assert known.proposed
        assert not any((known.started, known.over))
        type(self).approved += 1

    def _note_start(self, one, known):
        if known.started:
            return
        now = self._row(one)
        if now.started_at is None:
            return
        known.started = True
        others = known.yes - known.hands
        if known.proposed or known.must_be_approved:
            assert len(others) >= QUORUM, "something ran that two others had not approved"
        assert not known.over
        assert self._payload_keys(now.job) == known.frozen, "the plan had changed"

    def _actor(self, who):
        return actor_of(who, self.clock.moment)

    def _try(self, act):
        try:
            return act()
        except ClawbackError:
            type(self).refused += 1
            return None

    def _one(self, which):
        ids = sorted(self.known)
        one = ids[-1 - which % min(len(ids), 4)]
        return one, self.known[one]

    def _hash(self, one):
        return self._row(one).plan_hash

    def _row(self, one):
        return self._asked("SELECT * FROM remediation WHERE id = ?", one)[0]

    def _jobs(self):
        return {row.id: row.job for row in self._asked("SELECT id, job FROM remediation")}

    def _asked(self, statement, *bound):
        with self.database.read() as connection:
            return connection.exec_driver_sql(statement, bound).all()

    def _payload_keys(self, job):
        return frozenset(
            (key.network_message_id, key.recipient)
            for key in (
                row.delivery.key for row in self._rows_of(self.world.ledger.payloads(job, 0, 999))
            )
        )

    def _rows_of(self, payloads):
        every = [row for block in self.world.store.stream(self._query("")) for row in block]
        return [
            row
            for row in every
            if any(
                row.delivery.network_message_id in payload
                and f'"{row.delivery.recipient}"' in payload
                for payload in payloads
            )
        ]

    def _query(self, chosen):
        return Query(filter=parse(chosen), now=NOW)

    def _matching(self, chosen):
        return frozenset(
            (row.delivery.network_message_id, row.delivery.recipient)
            for block in self.world.store.stream(self._query(""))
            for row in block
            if chosen in {"", f"recipient:{row.delivery.recipient}"}
            or (chosen == "subject:early" and row.delivery.subject == "early")
        )

    def _places(self):
        return {
            (self.keys[kept.guid], user): folder
            for user in USERS
            for folder, content in self.server.folders(user).items()
            for kept in content.mails.values()
        }

    def _deliver(self, user):
        self.mails += 1
        raw = mail(self.mails)
        ref = self.server.deliver(user, raw)
        self.keys = getattr(self, "keys", {}) | {ref.guid: network_message_id(raw)}
        delivery = make_delivery(
            self.mails,
            network_message_id=network_message_id(raw),
            recipient=user,
            header_fingerprint=header_fingerprint(split(raw)[0]),
            mailbox=ref,
            subject="early" if self.mails <= 2 else "late",
        )
        self.world.store.append(Batch(messages=(make_message(self.mails),), deliveries=(delivery,)))


@pytest.mark.slow
@pytest.mark.timeout(0 if LONG else 1800)
def test_two_people_agree_or_nothing_happens(tmp_path):
    """20,000 steps by people and tokens: no plan ran unapproved, changed, or beyond its freeze."""
    template = tmp_path / "template.db"
    database = Database.open(template)
    upgrade(database)
    database.close()
    FourEyes.template = template
    FourEyes.steps = FourEyes.refused = FourEyes.executed = FourEyes.approved = 0
    run_state_machine_as_test(
        FourEyes,
        settings=settings(
            max_examples=STEPS * 13 // (STEPS_EACH * 10),  # some end before their hundred steps
            stateful_step_count=STEPS_EACH,
            deadline=None,
            derandomize=not LONG,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    sys.stdout.write(
        f"{FourEyes.steps:,} steps, {FourEyes.refused:,} refused, {FourEyes.approved:,} approvals, "
        f"{FourEyes.executed:,} mails moved or deleted; 0 violations\n"
    )
    assert FourEyes.steps >= STEPS
    assert FourEyes.executed > STEPS // 1000
    assert FourEyes.approved > STEPS // 1000
