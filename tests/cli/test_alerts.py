"""`clawback alert`."""

from __future__ import annotations

import json

import pytest
from tests.making.deliveries import make_delivery, make_message
from tests.servers.parts import NOW

from clawback.model.verdict import ThreatType
from clawback.store.port import Batch

ADD = ("alert", "policy", "add", "--name", "Phish", "--filter", "threat_type:phish")


@pytest.fixture
def opened(served, clawback):
    """The id of an alert that a policy of people raised."""
    made = json.loads(clawback(*ADD, "--notify", "post:5", "--format", "json").out)
    row = make_delivery(1, time_received=NOW, threat_type=(ThreatType.PHISH,))
    served.alerting.store.append(Batch(messages=(make_message(1),), deliveries=(row,)))
    listed = clawback("alert", "list", "--policy-id", made["id"], "--format", "json")
    (alert,) = json.loads(listed.out)
    return alert["id"]


def test_an_alert_is_followed_to_its_end(clawback, opened):
    """It is listed, taken, commented and closed; its page and the feed tell each step."""
    assert opened in clawback("alert", "list", "--severity", "low", "--status", "new").out
    assert opened not in clawback("alert", "list", "--status", "resolved").out
    assert "In progress" in clawback("alert", "take", opened, "--format", "json").out
    assert clawback("alert", "comment", opened, "Looks real.").code == 0
    closed = clawback("alert", "resolve", opened, "--as", "dismissed", "--comment", "A test.")
    assert f"clawback search 'alert_id:{opened}'" in closed.err
    shown = clawback("alert", "show", opened)
    assert "Invoice 1" in shown.out
    for said in ("dismissed", "A comment: Looks real.", "A comment: A test.", "post: Waits"):
        assert said in shown.err
    lines = [json.loads(line) for line in clawback("alert", "feed").out.splitlines()]
    mine = [one["what"] for one in lines if one["alert"]["id"] == opened]
    assert mine == ["opened", "status", "assigned", "comment", "comment", "status"]
    last = str(lines[-1]["number"])
    assert clawback("alert", "feed", "--after", last).out == ""


@pytest.mark.usefixtures("served")
def test_policies_are_kept(clawback):
    """One is added, set otherwise and removed; a shipped one is switched off and set back."""
    made = json.loads(
        clawback(*ADD, "--threshold", "3", "--by", "recipient", "--format", "json").out
    )
    assert made["trigger"] == {"kind": "threshold", "count": 3, "minutes": 60, "by": "recipient"}
    other = ("alert", "policy", "set", made["id"])
    assert "1 in 60" not in clawback(*other, "--each", "--by", "", "--severity", "high").out
    assert "high" in clawback("alert", "policy", "show", made["id"]).out
    assert clawback("alert", "policy", "remove", made["id"]).code == 0
    assert "no such alert policy" in clawback("alert", "policy", "show", made["id"]).err
    off = clawback("alert", "policy", "set", "user-reported", "--no-enabled", "--format", "json")
    assert json.loads(off.out)["enabled"] is False
    clawback("alert", "policy", "remove", "user-reported")
    listed = json.loads(clawback("alert", "policy", "list", "--format", "json").out)
    assert {one["id"]: one["enabled"] for one in listed}["user-reported"] is True
    assert "user-reported" in clawback("alert", "policy", "list").out


@pytest.mark.usefixtures("library")
def test_a_policy_is_tried(clawback):
    """It is told by day how often it would have fired; nothing is kept of a trial."""
    tried = clawback("alert", "policy", "try", "--filter", "threat_type:phish", "--days", "2")
    assert "which makes" in tried.err
    assert "day (UTC)" in tried.out
    shipped = clawback("alert", "policy", "try", "user-reported")
    assert (shipped.code, "Only a policy about mail" in shipped.err) == (1, True)


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("--threshold", "3", "--each"), "Give one of"),
        (("--notify", "post:many"), "no channel with a day's number"),
        (("--notify", "nowhere"), "There is no channel 'nowhere'"),
        (("--filter", "threat_tipe:x"), "threat_type"),
    ],
)
def test_a_mistake_is_said_in_words(clawback, given, said):
    """What cannot be kept is refused with a sentence."""
    refused = clawback(*ADD[:5], *(() if "--filter" in given else ADD[5:]), *given)
    assert refused.code in {1, 2}
    assert said in refused.err


@pytest.mark.usefixtures("library")
def test_channels_are_listed_and_tried(clawback):
    """A channel is shown, takes a test, and one that is not there is a sentence."""
    assert "post" in clawback("alert", "channel", "list").out
    assert clawback("alert", "channel", "list", "--format", "json").code == 0
    assert "post took it." in clawback("alert", "channel", "test", "post").err
    missing = clawback("alert", "channel", "test", "nowhere")
    assert (missing.code, "no such channel" in missing.err) == (1, True)
