"""Which mail a judgement reaches, and what is done about it: pure rules."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pydantic import ValidationError
from tests.making.deliveries import NOW

from clawback.filters.parse import parse
from clawback.filters.write import write
from clawback.purge.judgement import Verdict
from clawback.purge.policy import Mode, Response, not_yet, within_reach
from clawback.purge.settings import PurgeSettings
from clawback.remediation.action import Action

TREE = parse("sender_domain:evil.example")


def reach(action, *, unread_only=False):
    return write(within_reach(TREE, Response(action=action, unread_only=unread_only)))


def test_the_defaults_ask_somebody_else():
    """Threats are proposed to be taken away, spam to Junk and unread only; clean mail stays."""
    policy = PurgeSettings().policy()
    assert (policy.mode, policy.look_back) == (Mode.PROPOSE, timedelta(hours=48))
    assert policy.response(Verdict.MALWARE) == Response(action=Action.SOFT_DELETE)
    assert policy.response(Verdict.PHISH) == Response(action=Action.SOFT_DELETE)
    assert policy.response(Verdict.SPAM) == Response(action=Action.MOVE_TO_JUNK, unread_only=True)
    assert policy.response(Verdict.CLEAN) is None


def test_switched_off_nothing_follows():
    """Mail is judged all the same, and nothing is done about it."""
    assert PurgeSettings(mode=Mode.OFF).policy().response(Verdict.MALWARE) is None


@pytest.mark.parametrize("action", ["hard_delete", "move_to_inbox", "burn"])
def test_a_purge_deletes_nothing_for_good(action):
    """What cannot be taken back is no answer to a verdict, and a threat is not given back."""
    with pytest.raises(ValidationError):
        PurgeSettings(phish=action)


def test_it_looks_back_as_far_as_wished_or_as_the_policy_says():
    """A moment that somebody names wins."""
    policy = PurgeSettings(look_back_hours=2).policy()
    assert policy.since(None, NOW) == NOW - timedelta(hours=2)
    assert policy.since(NOW - timedelta(days=9), NOW) == NOW - timedelta(days=9)


def test_mail_goes_only_farther_from_its_owner():
    """What lies in Deleted Items is not moved to Junk, and what is gone is left alone."""
    assert "junk_folder" in reach(Action.MOVE_TO_JUNK)
    assert "deleted_items_folder" in reach(Action.MOVE_TO_JUNK)
    assert "junk_folder" not in reach(Action.MOVE_TO_DELETED_ITEMS)
    assert "junk_folder" not in reach(Action.SOFT_DELETE)
    for action in (Action.MOVE_TO_JUNK, Action.MOVE_TO_DELETED_ITEMS, Action.SOFT_DELETE):
        assert "soft_deleted" in reach(action)
        assert "quarantine" in reach(action)


def test_clean_mail_comes_back_from_junk_alone():
    """What its owner has deleted stays deleted."""
    assert reach(Action.MOVE_TO_INBOX) == (
        "sender_domain:evil.example AND latest_delivery_location:junk_folder"
    )


def test_unread_mail_is_what_nobody_is_known_to_have_read():
    """Where nobody knows whether it was read, the mailbox is asked later."""
    assert reach(Action.SOFT_DELETE, unread_only=True).endswith("-read:true")


def test_what_is_held_for_it_already_is_not_judged_again():
    """A second judgement of the same kind adds nothing to a timeline."""
    assert write(not_yet(TREE, Verdict.PHISH)) == (
        "sender_domain:evil.example AND -latest_threat_type:phish"
    )
    assert write(not_yet(TREE, Verdict.CLEAN)) == (
        "sender_domain:evil.example AND latest_threat_type:*"
    )
