"""The rules: what is done about one delivery, whatever the mailbox shows."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from clawback.mailboxes.port import Copy, Place
from clawback.model.delivery import DeliveryKey
from clawback.model.location import DeliveryLocation, MailboxRef
from clawback.remediation.action import Action, is_there
from clawback.remediation.decision import Case, Decision, Step, decide, needs_note, plainly_moved
from clawback.remediation.evidence import seen
from clawback.remediation.outcome import Outcome
from clawback.remediation.target import Return, Target

_DATE = datetime(2026, 11, 1, tzinfo=UTC)
_FOLDERS = {
    "INBOX": Place.INBOX,
    "Junk": Place.JUNK,
    "Trash": Place.DELETED_ITEMS,
    "Recoverable": Place.RECOVERABLE,
    "Projects": None,
}


def ref(folder="INBOX", uid=1, guid="g"):
    return MailboxRef(
        server="main", account="ada", folder=folder, uid_validity=1, uid=uid, guid=guid
    )


def copy(folder="INBOX", uid=1, guid="g", *flags):
    return Copy(
        ref=ref(folder, uid, guid),
        place=_FOLDERS[folder],
        flags=frozenset(flags),
        internal_date=_DATE,
    )


def frozen(location=DeliveryLocation.INBOX, hint=None, back=()):
    return Target(
        server="main",
        account="ada",
        key=DeliveryKey(network_message_id="m", recipient="ada"),
        internet_message_id="<m>",
        header_fingerprint="f",
        location=location,
        hint=hint,
        back=back,
    )


def case(action, *copies, **changes):
    return Case(action=action, copies=copies, **{"target": frozen()} | changes)


def test_nothing_found():
    """Without a copy there is nothing to do, and nothing is claimed."""
    assert decide(case(Action.SOFT_DELETE)).outcome is Outcome.NOT_FOUND
    assert decide(case(Action.SOFT_DELETE, doubt=True)).outcome is Outcome.NOT_FOUND
    assert decide(case(Action.HARD_DELETE, doubt=True)).outcome is Outcome.NOT_FOUND


def test_a_hard_delete_counts_only_when_the_mail_was_seen_before():
    """Gone after an attempt that broke off is a success only with the note of that attempt."""
    noted = (seen(copy()),)
    decision = decide(case(Action.HARD_DELETE, doubt=True, noted=noted))
    assert decision.outcome is Outcome.SUCCESS
    assert decide(case(Action.HARD_DELETE, noted=noted)).outcome is Outcome.NOT_FOUND


def test_copies_outside_the_destination_are_moved():
    """Only the copies that are not there yet."""
    decision = decide(case(Action.MOVE_TO_JUNK, copy("Junk", 1), copy("INBOX", 2)))
    assert [(step.copy.ref.folder, step.to) for step in decision.steps] == [("INBOX", Place.JUNK)]


def test_an_interrupted_move_is_recognised_by_the_plans_hint():
    """Frozen in the Inbox, attempted, now in the destination: our own doing, with the way back."""
    target = frozen(hint=ref("INBOX", 1))
    decision = decide(case(Action.SOFT_DELETE, copy("Recoverable", 7), target=target, doubt=True))
    (trace,) = decision.traces
    assert trace.after is not None
    assert decision.outcome is Outcome.SUCCESS
    assert (trace.before.folder, trace.after.folder) == ("INBOX", "Recoverable")


def test_without_doubt_it_was_somebody_else():
    """Never attempted, already there: not our success."""
    target = frozen(hint=ref("INBOX", 1))
    decision = decide(case(Action.SOFT_DELETE, copy("Recoverable", 7), target=target))
    assert decision.outcome is Outcome.ALREADY_IN_DESTINATION


def test_half_an_interrupted_move_keeps_both_ways_back():
    """Of two copies one was moved before the break: the other is moved now, both are proof."""
    noted = (seen(copy("INBOX", 1, "a")), seen(copy("Projects", 2, "b")))
    decision = decide(
        case(
            Action.SOFT_DELETE,
            copy("Recoverable", 9, "b"),
            copy("INBOX", 1, "a"),
            doubt=True,
            noted=noted,
        )
    )
    assert [step.copy.ref.guid for step in decision.steps] == ["a"]
    assert [(t.before.folder, t.after and t.after.uid) for t in decision.traces] == [
        ("Projects", 9)
    ]


def test_soft_deleted_mail_is_shown_only_on_purpose():
    """A plan made of soft-deleted mail brings it back; another plan does not."""
    hidden = copy("Recoverable")
    meant = frozen(location=DeliveryLocation.SOFT_DELETED)
    assert decide(case(Action.MOVE_TO_INBOX, hidden)).outcome is Outcome.DRIFTED
    assert decide(case(Action.MOVE_TO_INBOX, hidden, target=meant)).steps
    assert decide(case(Action.HARD_DELETE, hidden)).steps


def test_what_the_plan_does_not_tell_is_noted():
    """A note is kept where the frozen place is unknown or wrong, and before deleting for good."""
    known = case(Action.SOFT_DELETE, copy(), target=frozen(hint=ref()))
    unknown = case(Action.SOFT_DELETE, copy())
    deleting = case(Action.HARD_DELETE, copy(), target=frozen(hint=ref()))
    notes = [needs_note(one.action, one.target, decide(one)) for one in (known, unknown, deleting)]
    assert notes == [False, True, True]


def _back(now, folder, place=None):
    return Return(
        now=now, folder=folder, place=place, flags=frozenset({"\\Seen"}), internal_date=_DATE
    )


def test_undo_goes_to_the_former_folder():
    """Each copy to its own, by name, or by purpose where it had one."""
    back = (
        _back(ref("Recoverable", 1), "INBOX", Place.INBOX),
        _back(ref("Recoverable", 2), "Projects"),
    )
    copies = (copy("Recoverable", 2), copy("Recoverable", 1))
    decision = decide(case(Action.SOFT_DELETE, *copies, target=frozen(back=back)))
    assert [(step.copy.ref.uid, step.to) for step in decision.steps] == [
        (1, Place.INBOX),
        (2, "Projects"),
    ]


def test_undo_leaves_what_was_moved_since():
    """Neither where we put it nor where it was: somebody decided otherwise."""
    back = (_back(ref("Recoverable", 1), "INBOX", Place.INBOX),)
    decision = decide(case(Action.SOFT_DELETE, copy("Projects", 5), target=frozen(back=back)))
    assert (decision.outcome, decision.steps) == (Outcome.DRIFTED, ())


def test_undo_of_what_is_home_already():
    """Back in its folder by other hands, or by an attempt of ours that broke off."""
    back = (_back(ref("Recoverable", 1), "INBOX", Place.INBOX),)
    home = case(Action.SOFT_DELETE, copy("INBOX", 5), target=frozen(back=back))
    assert decide(home).outcome is Outcome.ALREADY_IN_DESTINATION
    broken = case(Action.SOFT_DELETE, copy("INBOX", 5), target=frozen(back=back), doubt=True)
    assert decide(broken).outcome is Outcome.SUCCESS


_copies = st.lists(
    st.builds(
        copy, st.sampled_from(sorted(_FOLDERS)), st.integers(1, 3), st.sampled_from(["", "a", "b"])
    ),
    max_size=4,
    unique_by=lambda one: one.ref,
)


_cases = st.builds(
    Case,
    action=st.sampled_from(list(Action)),
    target=st.builds(
        frozen,
        location=st.sampled_from(list(DeliveryLocation)),
        hint=st.none() | st.builds(ref, st.sampled_from(sorted(_FOLDERS)), st.integers(1, 3)),
    ),
    copies=_copies.map(tuple),
    doubt=st.booleans(),
    noted=_copies.map(lambda copies: tuple(seen(one) for one in copies)),
)


@given(_cases)
def test_every_case_has_exactly_one_answer(one):
    """Steps or an outcome, never both, never neither; and no step moves what is there already."""
    action, doubt = one.action, one.doubt
    decision = decide(one)
    assert bool(decision.steps) != (decision.outcome is not None)
    assert not any(is_there(action, step.copy.place) for step in decision.steps)
    moved = [step.copy.ref for step in decision.steps]
    assert len(set(moved)) == len(moved)
    if decision.outcome is Outcome.SUCCESS:
        assert doubt
        assert decision.traces


@given(copies=_copies, doubt=st.booleans(), back=st.lists(_copies, min_size=1, max_size=1))
def test_every_undo_has_exactly_one_answer(copies, doubt, back):
    """The same for what goes back: one answer, and no copy is moved twice."""
    returns = tuple(_back(one.ref, "Projects") for one in back[0]) or (_back(ref(), "Projects"),)
    decision = decide(case(Action.SOFT_DELETE, *copies, target=frozen(back=returns), doubt=doubt))
    assert bool(decision.steps) != (decision.outcome is not None)
    moved = [step.copy.ref for step in decision.steps]
    assert len(set(moved)) == len(moved)


_copies = st.builds(copy, st.sampled_from(list(_FOLDERS)), st.integers(1, 2))


@given(
    st.sampled_from(list(Action)),
    st.sampled_from(list(DeliveryLocation)),
    st.none() | st.builds(ref, st.sampled_from(list(_FOLDERS)), st.integers(1, 2)),
    st.lists(_copies, max_size=2).map(tuple),
    st.booleans(),
)
def test_the_quick_answer_is_what_the_rules_say(action, location, hint, copies, undoing):
    """What is called plain is decided as one move of that copy, and needs no note."""
    one = Return(now=ref(), folder="INBOX", place=None, flags=frozenset(), internal_date=None)
    target = frozen(location=location, hint=hint, back=(one,) if undoing else ())
    if plainly_moved(action, target, copies):
        decision = decide(case(action, *copies, target=target))
        assert decision == Decision(steps=(Step(copy=copies[0], to=action.destination),))
        assert not needs_note(action, target, decision)


def test_mail_where_the_plan_saw_it_is_plain():
    """The usual case is recognised, so that the quick way is taken at all."""
    seen_there = copy("INBOX", 1)
    assert plainly_moved(Action.MOVE_TO_JUNK, frozen(hint=seen_there.ref), (seen_there,))
