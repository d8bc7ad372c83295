"""`clawback message show` and `timeline`."""

from __future__ import annotations

import json

import pytest
from tests.explorer.test_messages import EVENTS, ID, MESSAGES, ROWS

from clawback.cli.exit_code import ExitCode
from clawback.store.port import Batch


@pytest.fixture
def told(served):
    served.store.append(Batch(messages=MESSAGES, deliveries=ROWS))
    served.store.amend(EVENTS)


@pytest.mark.usefixtures("told")
def test_a_message_is_shown_whole(clawback):
    """Every section, in words; no address on it is a link."""
    said = clawback("message", "show", ID)
    assert said.code is ExitCode.DONE, said.err
    for shown in (
        "Billing Team <Billing@Sender.example>",
        "Phish, Spam",
        "Inbox/folder (Junk)",
        "* rspamd found phish by URL malicious reputation with high confidence.",
        "PHISHED_OPENPHISH 7.00",
        "From stands there more than once.",
        "bill.pdf",
        "hxxps://pay[.]evil[.]example/now",
        "Phish of high confidence and spam, found by URL malicious reputation.",
        "That asks for the mail to be blocked; it was delivered.",
        "- Without the word of rspamd (phish), it would be spam",
        "First contact: the recipient had nothing from this address before.",
        "Recipients (2)",
        "From Inbox/folder to Junk folder.",
        "attachment_sha256:",
        "the body reads the same",
    ):
        assert shown in said.out, shown
    assert "https://" not in said.out
    assert all(character == "\n" or character.isprintable() for character in said.out)


@pytest.mark.usefixtures("told")
def test_programs_get_one_object(clawback):
    """The page with the timeline, what is related and what is similar."""
    said = clawback(
        "message", "show", ID, "--recipient", "bob@example.org", "--format", "json", "--days", "9"
    )
    seen = json.loads(said.out)
    assert seen["delivery"]["recipient"] == "bob@example.org"
    assert {one["recipient"] for one in seen["timeline"]} == {"bob@example.org"}
    assert [one["score"] for one in seen["similar"]["similar"]] == [50, 41, 40]
    assert seen["related"][0]["kind"] == "sender_address"
    assert seen["contact"]["first"] is True
    assert seen["verdict"]["wanted_action"]["code"] == "blocked"


@pytest.mark.usefixtures("told")
def test_a_timeline_is_shown_searched_and_taken_away(clawback, tmp_path):
    """As a table, as JSON, as a file."""
    shown = clawback("message", "timeline", ID, "--text", "zap")
    assert ("ZAP" in shown.out, "Undone" in shown.out) == (True, False)
    moments = json.loads(clawback("message", "timeline", ID, "--format", "json").out)
    assert len(moments) == 5
    file = tmp_path / "t.csv"
    said = clawback("message", "timeline", ID, "--format", "csv", "--output", str(file))
    assert said.code is ExitCode.DONE, said.err
    assert len(file.read_text().splitlines()) == 6


@pytest.mark.usefixtures("library")
def test_an_unknown_message_is_told(clawback):
    """In the server's words."""
    said = clawback("message", "show", "nothing")
    assert (said.code, "There is no message with this id." in said.err) == (ExitCode.ERROR, True)
