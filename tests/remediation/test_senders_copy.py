"""What senders of ours keep in Sent goes with the mail, and comes back to where it was."""

from __future__ import annotations

import pytest
from tests.remediation.conftest import counts

from clawback.mailboxes.port import Wanted
from clawback.model.delivery import DeliveryKey
from clawback.model.location import Directionality
from clawback.remediation import target
from clawback.remediation.action import Action
from clawback.remediation.senders_copy import SendersCopyError, require_soft_delete

_EVE = "eve@example.org"
_INSIDE = {"sender_address": _EVE, "directionality": Directionality.INTRA_ORG}


def sent(world, number=1):
    """Eve's own copy: the same headers, and not the same bytes."""
    mail = Wanted(
        network_message_id=f"sent-{number}",
        internet_message_id=f"<{number}@sender.example>",
        header_fingerprint=f"{number:064x}",
    )
    return world.server.put(_EVE, "Sent", mail, "\\Seen")


def test_the_senders_copy_goes_and_comes_back_to_sent(world):
    """One item more for two recipients, with an outcome of its own; undo returns all three."""
    own = sent(world)
    refs = [world.deliver(1, name, **_INSIDE) for name in ("ada@example.org", "bob@example.org")]
    standing = world.carry_out(senders_copy=True)
    assert counts(standing) == {"success": 3}
    assert world.server.lies_in(_EVE) == {"Recoverable": [own.guid], "Sent": []}
    (item,) = [e for e in world.entries(standing.remediation.id) if target.decode(e.payload).sent]
    assert target.decode(item.payload).key.recipient == _EVE
    undone = world.undo(standing.remediation.id)
    assert counts(undone) == {"success": 3}
    assert world.server.lies_in(_EVE) == {"Recoverable": [], "Sent": [own.guid]}
    for ref in refs:
        assert world.server.lies_in(ref.account)["INBOX"] == [ref.guid]


def test_without_the_option_sent_is_left_alone(world):
    """Nobody asked for it."""
    own = sent(world)
    world.deliver(1, "ada@example.org", **_INSIDE)
    assert counts(world.carry_out()) == {"success": 1}
    assert world.server.lies_in(_EVE) == {"Sent": [own.guid]}


def test_only_what_was_sent_is_taken_for_the_senders_copy(world):
    """A copy in another folder of the sender was received: it is no item of its own."""
    mail = Wanted(
        network_message_id="other", internet_message_id="", header_fingerprint=f"{1:064x}"
    )
    kept = world.server.put(_EVE, "Archive", mail)
    world.deliver(1, "ada@example.org", **_INSIDE)
    standing = world.carry_out(senders_copy=True)
    assert counts(standing) == {"not_found": 1, "success": 1}
    assert world.server.lies_in(_EVE) == {"Archive": [kept.guid]}


def test_mail_from_outside_has_no_senders_copy(world):
    """Whoever writes our address into a mail from outside sent nothing from here."""
    sent(world)
    world.deliver(1, "ada@example.org", sender_address=_EVE, directionality=Directionality.INBOUND)
    assert counts(world.carry_out(senders_copy=True)) == {"success": 1}


def test_the_senders_item_makes_no_timeline(world):
    """It is no delivery: the explorer hears of deliveries only."""
    sent(world)
    world.deliver(1, "ada@example.org", **_INSIDE)
    world.carry_out(senders_copy=True)
    row = world.row(1, "ada@example.org")
    assert len(world.store.timeline(row.delivery.key)) == 1
    senders = DeliveryKey(network_message_id=row.delivery.network_message_id, recipient=_EVE)
    assert not world.store.timeline(senders)


def test_only_a_soft_delete_takes_it_in():
    """As in the reference product."""
    require_soft_delete(Action.SOFT_DELETE)
    with pytest.raises(SendersCopyError):
        require_soft_delete(Action.HARD_DELETE)
