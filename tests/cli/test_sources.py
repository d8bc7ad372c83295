"""`clawback sources`."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from tests.servers.parts import parts_in

from clawback.cli.exit_code import ExitCode
from clawback.cli.sources import engine_line, filter_line, gate_line
from clawback.client import sources
from clawback.client.sources import ContentFilter, Engine, Gate
from clawback.ingest.freshness import FolderFar
from clawback.ingest.unrecorded import Note, Reason


@pytest.mark.usefixtures("imported")
def test_how_fresh_mail_is(clawback):
    """A line for each source, and what waits; as an object with --format json."""
    told = clawback("sources")
    assert told.code is ExitCode.DONE
    assert "import" in told.out
    assert "In the spool wait 0 mails" in told.err
    (item,) = json.loads(clawback("sources", "--format", "json").out)["items"]
    assert (item["accepted"], item["stored"], item["waiting"]) == (3, 3, 0)
    assert item["lag"]["last"] >= 0
    assert item["newest"].startswith("2026-11-23T1")


def test_what_went_wrong_is_told(clawback, served):
    """With its source."""
    served.entrance.watch.stumbled("lmtp", "The disk is full.")
    assert "The disk is full." in clawback("sources").err


def test_how_far_a_mailbox_is_read_is_told(clawback, served):
    """Mails read of those there, folder by folder."""
    far = FolderFar(folder="INBOX", read=1200, there=34000)
    served.entrance.watch.read_on("imap:journal", (far,))
    assert "imap:journal: of INBOX, 1,200 of 34,000 mails are read." in clawback("sources").err


def test_mail_that_passed_unrecorded_is_told(clawback, served):
    """How many, and what fills them in."""
    moment = datetime(2026, 11, 23, 12, tzinfo=UTC)
    served.unrecorded.note(
        Note(source="milter", queue_id="4jd", at=moment, reason=Reason.NO_ROOM, size=1)
    )
    told = clawback("sources", "--format", "json")
    assert [one["unrecorded"] for one in json.loads(told.out)["items"]] == [0, 1]
    assert "filled in when it comes by an import" in clawback("sources").err


def test_the_clients_shapes_are_the_answers(tmp_path):
    """No key is missing and none is made up."""
    with parts_in(tmp_path) as parts:
        schemas = parts.app.openapi()["components"]["schemas"]
    for ours, theirs in (
        ("Lag", "LagOut"),
        ("Folder", "ReadFolderOut"),
        ("Source", "SourceOut"),
        ("Backlog", "BacklogOut"),
        ("Engine", "EngineOut"),
        ("Gate", "GateOut"),
        ("Sources", "SourcesOut"),
    ):
        assert set(getattr(sources, ours).__annotations__) == set(schemas[theirs]["properties"])


def test_how_engines_fare_is_said():
    """What one judged, what it missed and why, and whether it is left alone."""
    engine: Engine = {
        "name": "clamav",
        "answered": 1200,
        "missing": 0,
        "resting": False,
        "trouble": "",
        "warning": "",
    }
    assert engine_line(engine) == "clamav judged 1,200 mails."
    engine |= {"missing": 3, "resting": True, "trouble": "It did not answer within 10 s."}
    assert engine_line(engine) == (
        "clamav judged 1,200 mails, 3 went without its verdict; at last: It did not answer "
        "within 10 s. It is left alone for a while."
    )
    engine |= {"missing": 0, "resting": False, "warning": "A rule file cannot be used."}
    assert engine_line(engine) == "clamav judged 1,200 mails. A rule file cannot be used."


def test_what_the_gate_did_is_said():
    """How many mails by what was done with them, and what did not go as it should."""
    gate: Gate = {
        "accepted": 1200,
        "tagged": 0,
        "junked": 3,
        "quarantined": 2,
        "rejected": 1,
        "unjudged": 0,
        "held_by_server": 0,
    }
    plain = (
        "The gate let 1,200 mails through, tagged 0, marked 3 as junk, quarantined 2 and refused 1."
    )
    assert gate_line(gate) == plain
    gate |= {"unjudged": 4, "held_by_server": 2}
    assert gate_line(gate) == (
        f"{plain} 4 went through without being judged in time. 2 lie in the mail server's own "
        "quarantine."
    )


def test_what_the_content_filter_did_is_said():
    """For how many it passed mail on, and what did not go as it should."""
    one: ContentFilter = {
        "rewritten": 1200,
        "left": 34,
        "unread": 0,
        "late": 0,
        "large": 0,
        "failed": 0,
        "taken": 1234,
        "deferred": 0,
        "refused": 0,
        "trouble": "",
    }
    plain = (
        "The content filter passed mail on for 1,234 recipients, for 1,200 with their links "
        "changed."
    )
    assert filter_line(one) == plain
    one |= {"late": 1, "large": 2, "deferred": 4, "refused": 5, "trouble": "the next hop hung up"}
    assert filter_line(one) == (
        f"{plain} For 3 it went as it came, and says so in its header. For 4 it is offered "
        "again, for 5 refused. No mail goes on: the next hop hung up."
    )
