"""`clawback unrecorded`."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from tests.servers.parts import NOW

from clawback.cli.exit_code import ExitCode
from clawback.client import sources
from clawback.ingest.unrecorded import Note, Reason


@pytest.fixture
def noted(served):
    """Three notes, one of them of a mail without a queue id."""
    for number, queue_id in enumerate(["4jd1", "4jd2", ""]):
        served.unrecorded.note(
            Note(
                source="milter",
                queue_id=queue_id,
                at=NOW + timedelta(minutes=number),
                reason=Reason.NO_ROOM,
                size=1000 * number,
            )
        )
    return served


@pytest.mark.usefixtures("noted")
def test_what_passed_unrecorded_is_listed(clawback):
    """Newest first, each with its reason, and how many there are."""
    told = clawback("unrecorded", "list", "--limit", "2")
    assert told.out.index("@2026") < told.out.index("4jd2")
    assert "4jd1" not in told.out
    assert "the spool had no room" in told.out
    assert "3 in all" in told.err
    found = json.loads(clawback("unrecorded", "list", "--format", "json").out)
    assert (found["total"], [one["size"] for one in found["items"]]) == (3, [2000, 1000, 0])


def test_notes_are_dismissed(noted, clawback):
    """By name, those without a queue id too, or all; who did it stands in the trail."""
    names = [one.id for one in noted.unrecorded.waiting()]
    assert "2 dismissed" in clawback("unrecorded", "dismiss", names[0], names[2], "none").err
    assert [one.id for one in noted.unrecorded.waiting()] == [names[1]]
    assert "1 dismissed" in clawback("unrecorded", "dismiss", "--all").err
    assert "Every mail that passed was recorded" in clawback("unrecorded", "list").err
    assert "unrecorded.dismiss" in clawback("audit", "list", "--format", "json").out


@pytest.mark.parametrize("arguments", [(), ("4jd1", "--all")])
@pytest.mark.usefixtures("library")
def test_it_is_said_which(clawback, arguments):
    """Neither nothing nor both."""
    assert clawback("unrecorded", "dismiss", *arguments).code is ExitCode.USAGE


def test_the_clients_shapes_are_the_answers(served):
    """No key is missing and none is made up."""
    schemas = served.app.openapi()["components"]["schemas"]
    for ours, theirs in (
        ("Unrecorded", "UnrecordedOut"),
        ("UnrecordedPage", "UnrecordedPageOut"),
        ("Dismissed", "DismissedOut"),
    ):
        told = set(getattr(sources, ours).__annotations__)
        assert told == set(schemas[theirs]["properties"]), ours
