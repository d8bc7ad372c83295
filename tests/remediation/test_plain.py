"""Plain items end as the rules would end them, only quicker; all others are left alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.making.mails import mail

from clawback.jobs.block import Block, Item
from clawback.jobs.handler import StoppedError, Watch
from clawback.mailboxes.known import Arrived
from clawback.mailboxes.memory import MemoryServer, MemorySession
from clawback.mailboxes.port import Place, RefusedError, ServerUnavailableError
from clawback.model.delivery import DeliveryKey
from clawback.model.fingerprint import header_fingerprint, network_message_id, split
from clawback.model.location import DeliveryLocation
from clawback.remediation import evidence, target
from clawback.remediation.action import Action
from clawback.remediation.deed import Errand
from clawback.remediation.execution import Visit
from clawback.remediation.plain import candidates, move_plain
from clawback.remediation.target import Target

ACCOUNT = "ada@example.org"


def delivered(server, number, folder="INBOX", *flags):
    """A mail in a mailbox, and the target that a plan would freeze of it."""
    raw = mail(number)
    ref = server.deliver(ACCOUNT, raw, folder=folder, flags=frozenset(flags))
    return Target(
        server="memory",
        account=ACCOUNT,
        key=DeliveryKey(network_message_id=network_message_id(raw), recipient=ACCOUNT),
        internet_message_id=f"<{number}.test@sender.example>",
        header_fingerprint=header_fingerprint(split(raw)[0]),
        location=DeliveryLocation.INBOX,
        hint=ref,
    )


def watch_of(targets, may_act=lambda _block: None, doubts=()):
    """A block of these, and the watch over it."""
    items = tuple(
        Item(seq, target.encode(one), 1, doubt=seq in doubts) for seq, one in enumerate(targets)
    )
    block = Block(
        job=1,
        kind="remediation",
        token=1,
        server_key="memory",
        account=ACCOUNT,
        first=0,
        last=len(items) - 1,
        items=items,
    )
    return Watch(block, may_act=may_act, note=lambda _block, _notes: True)


def frozen_of(watch):
    return target.decode_all(item.payload for item in watch.block.items)


def plainly(server, targets, action=Action.MOVE_TO_JUNK, **changes):
    """What the quick way ends, and what it may have had an effect on."""
    watch = watch_of(targets, **changes)
    tried = move_plain(server.open(ACCOUNT), watch, action, frozen_of(watch))
    return watch, tried


def results(watch):
    return {result.seq: (result.outcome, result.evidence) for result in watch.done().results}


def filled():
    server = MemoryServer()
    return server, [
        delivered(server, number, "INBOX" if number % 2 else "Projects", "\\Seen")
        for number in range(10)
    ]


@pytest.mark.parametrize("action", [Action.MOVE_TO_JUNK, Action.SOFT_DELETE])
def test_it_ends_what_the_rules_would_end_alike(action):
    """Of twin mailboxes one is done quickly and one thoughtfully: same outcomes, same evidence."""
    server, targets = filled()
    quick, tried = plainly(server, targets, action)
    assert (len(results(quick)), tried) == (10, {})
    server, targets = filled()
    watch = watch_of(targets)
    errands = [
        Errand(item=item, target=one) for item, one in zip(watch.block.items, targets, strict=True)
    ]
    Visit(server.open(ACCOUNT), watch, action).carry_out(errands)
    by_uid = [
        {seq: evidence.decode(text).traces[0] for seq, (_, text) in results(one).items()}
        for one in (quick, watch)
    ]
    # Which of two folders is emptied first decides the new UIDs, and nothing else.
    uidless = [
        {
            seq: replace(trace, after=replace(trace.after, uid=0))
            for seq, trace in traces.items()
            if trace.after
        }
        for traces in by_uid
    ]
    assert uidless[0] == uidless[1]
    assert len(uidless[0]) == 10


def test_evidence_of_the_quick_way_is_the_same_text():
    """What is written of a mail that arrived is what its trace would be written as."""
    server, targets = filled()
    watch, _ = plainly(server, targets)
    for outcome, text in results(watch).values():
        assert outcome == "success"
        assert evidence.encode(evidence.decode(text)) == text


@pytest.mark.parametrize("action", [Action.HARD_DELETE, Action.MOVE_TO_INBOX])
def test_what_goes_nowhere_or_is_there_is_left(action):
    """Deleting for good, and mail that already is where it would go, need thought."""
    server = MemoryServer()
    watch, tried = plainly(server, [delivered(server, 1)], action)
    assert (results(watch), tried) == ({}, {})


def test_soft_deleted_mail_is_left():
    """Whether it may be shown again is for the rules to say."""
    server = MemoryServer()
    watch, _ = plainly(server, [delivered(server, 1, "Recoverable")])
    assert results(watch) == {}


def test_only_the_mail_itself_is_moved():
    """Where another mail stands at the place, or none, or two of it lie around: left."""
    server = MemoryServer()
    targets = [delivered(server, number) for number in range(4)]
    wrong = [replace(one, hint=replace(one.hint, guid="x")) for one in targets[:1]]
    gone = [replace(one, hint=replace(one.hint, uid=99)) for one in targets[1:2]]
    server.deliver(ACCOUNT, mail(2), folder="Archive")
    watch, tried = plainly(server, [*wrong, *gone, *targets[2:]])
    assert (results(watch).keys(), tried) == ({3}, {})


def changed(one, **changes):
    return replace(one, hint=replace(one.hint, **changes))


@pytest.mark.parametrize(
    "change",
    [
        lambda one: replace(one, hint=None),
        lambda one: changed(one, uid=0),
        lambda one: changed(one, uid_validity=0),
        lambda one: changed(one, guid=""),
        lambda one: replace(one, internet_message_id=""),
        lambda one: replace(one, internet_message_id="<a@b>\r\nX2 LOGOUT"),
    ],
    ids=["place", "uid", "uid_validity", "guid", "message_id", "searchable"],
)
def test_what_is_not_wholly_known_is_no_candidate(change):
    """Without place, ids, or a Message-ID that a search takes, more thought is needed."""
    server = MemoryServer()
    one, other = delivered(server, 1), delivered(server, 2)
    watch = watch_of([change(one), other])
    (group,) = candidates(watch.block.items, frozen_of(watch)).values()
    assert list(group.seqs.values()) == [1]


def test_doubt_is_no_candidate():
    """What an attempt that broke off may have moved is looked for first."""
    server = MemoryServer()
    watch = watch_of([delivered(server, 1), delivered(server, 2)], doubts={0})
    (group,) = candidates(watch.block.items, frozen_of(watch)).values()
    assert list(group.seqs.values()) == [1]


@pytest.mark.parametrize(
    "share",
    [
        lambda one, other: replace(other, key=one.key),
        lambda one, other: replace(other, header_fingerprint=one.header_fingerprint),
        lambda one, other: replace(other, internet_message_id=one.internet_message_id),
        lambda one, other: replace(other, hint=one.hint),
        lambda one, other: replace(other, hint=None, key=one.key),
    ],
    ids=["message", "fingerprint", "message_id", "place", "message_without_place"],
)
def test_items_that_may_share_a_mail_are_no_candidates(share):
    """Two that may be after the same copy are thought about together."""
    server = MemoryServer()
    one, other, third = (delivered(server, number) for number in range(3))
    watch = watch_of([one, share(one, other), third])
    groups = candidates(watch.block.items, frozen_of(watch)).values()
    assert [seq for group in groups for seq in group.seqs.values()] == [2]


def test_nothing_is_moved_without_leave():
    """A job that was stopped moves nothing further."""

    def stop(_block):
        raise StoppedError

    server = MemoryServer()
    targets = [delivered(server, 1)]
    with pytest.raises(StoppedError):
        plainly(server, targets, may_act=stop)
    assert len(server.folders(ACCOUNT)["INBOX"].mails) == 1


def test_a_break_after_the_move_leaves_doubt(monkeypatch):
    """Moved, then the server was gone: no result, and the next attempt knows that it must look."""
    move = MemorySession.move_known

    def break_off(self, standing, to):
        move(self, standing, to)
        raise ServerUnavailableError

    monkeypatch.setattr(MemorySession, "move_known", break_off)
    server = MemoryServer()
    watch = watch_of([delivered(server, 1)])
    with pytest.raises(ServerUnavailableError):
        move_plain(server.open(ACCOUNT), watch, Action.MOVE_TO_JUNK, frozen_of(watch))
    assert watch.done().doubtful == {0}
    assert len(server.folders(ACCOUNT)["Junk"].mails) == 1


@pytest.mark.parametrize("refused", [True, False])
def test_what_is_not_proved_is_handed_on_with_what_was_seen(monkeypatch, refused):
    """A refusal, or a move that cannot be seen: the Visit gets the traces and decides."""

    def no_proof(_self, _standing, _to):
        if refused:
            raise RefusedError
        return Arrived(folder="Junk")

    monkeypatch.setattr(MemorySession, "move_known", no_proof)
    server = MemoryServer()
    one = delivered(server, 1, "INBOX", "\\Flagged")
    watch, tried = plainly(server, [one])
    assert results(watch) == {}
    (trace,) = tried.values()
    assert (trace.before, trace.before_place) == (one.hint, Place.INBOX)
    assert trace.flags == {"\\Flagged"}
    errand = Errand(item=watch.block.items[0], target=one, noted=(trace,))
    Visit(server.open(ACCOUNT), watch, Action.MOVE_TO_JUNK).carry_out([errand], tried)
    assert [outcome for outcome, _ in results(watch).values()] == ["success"]
    assert len(server.folders(ACCOUNT)["Junk"].mails) == 1
