"""`clawback judge` and `clawback judgement`."""

from __future__ import annotations

import json

import pytest

WHOLE = ("subject:*", "--since", "-3650d", "--reason", "It asks for a password")


@pytest.mark.usefixtures("imported")
def test_delivered_mail_is_judged_and_told(clawback):
    """`--wait` ends with what followed; list, show and policy tell the same."""
    made = clawback("judge", "phish", *WHOLE, "--wait", "--format", "json")
    told = json.loads(made.out)
    assert (told["deliveries"], told["answer"]) == (3, "drafted")
    assert "Nobody knows which person stands behind this token" in told["trouble"]
    assert made.code == 3
    assert clawback("search", "latest_threat_type:phish", "--count").out == "3\n"
    listed = json.loads(clawback("judgement", "list", "--format", "json").out)
    assert [one["id"] for one in listed] == [told["id"]]
    assert told["id"] in clawback("judgement", "list").out
    shown = clawback("judgement", "show", told["id"])
    assert "3 deliveries judged phish" in shown.err
    assert shown.code == 3


@pytest.mark.usefixtures("library")
def test_the_policy_is_told_by_verdict(clawback):
    """Which action, for which copies, and who lets it happen."""
    told = clawback("judgement", "policy")
    assert "unread copies" in told.out
    assert "Somebody else approves. Mail of the last 48 hours is judged." in told.err


@pytest.mark.usefixtures("library")
def test_where_nothing_was_judged_it_says_so(clawback):
    """No empty table."""
    assert "Nothing has been judged again." in clawback("judgement", "list").err


@pytest.mark.usefixtures("library")
def test_mistakes_are_sentences(clawback):
    """A filter that cannot be read, a judgement that does not exist."""
    assert clawback("judge", "phish", "nofield:x", "--reason", "x").code == 2
    gone = clawback("judgement", "show", "J-1")
    assert (gone.code, "There is no such judgement." in gone.err) == (1, True)
