"""`clawback clicks`, and the words of clicks in other commands."""

from __future__ import annotations

import csv
import json

import pytest
from tests.explorer.test_views import CLICKS, ROWS
from tests.making.deliveries import message_id

from clawback.cli.exit_code import ExitCode
from clawback.filters.click_fields import CLICK_FIELDS
from clawback.store.port import Batch


@pytest.fixture
def clicked(served):
    served.store.append(Batch(messages=(), deliveries=ROWS))
    served.store.record_clicks(CLICKS)


@pytest.mark.usefixtures("clicked")
def test_clicks_are_found(clawback):
    """By a filter about clicks, or by one about the mail that they were on."""
    said = clawback("clicks", "verdict:allowed")
    assert said.code is ExitCode.DONE, said.err
    assert "hxxps://pay[.]example" in said.out
    assert clawback("clicks", "--count").out.strip() == "4"
    assert clawback("clicks", "threat_type:phish", "--view", "all_email", "--count").out == "3\n"
    assert json.loads(clawback("clicks", "--count", "--format", "json").out) == {"count": 4}
    assert "1 of 4 clicks" in clawback("clicks", "--limit", "1").err


@pytest.mark.usefixtures("clicked")
def test_clicks_are_taken_away(clawback):
    """Every field, in each format."""
    lines = list(csv.reader(clawback("clicks", "--format", "csv").out.splitlines()))
    assert (lines[0], len(lines)) == (list(CLICK_FIELDS), 5)
    rows = json.loads(clawback("clicks", "--format", "json", "--limit", "2").out)
    assert [row["click_id"] for row in rows] == ["c2", "c4"]
    assert len(clawback("clicks", "--format", "ndjson").out.splitlines()) == 4


@pytest.mark.usefixtures("clicked")
def test_from_clicks_to_mail(clawback):
    """The printed filter finds the deliveries."""
    text = clawback("clicks", "clicked_through:true", "--emails").out.strip()
    assert text == f"network_message_id:{message_id(1)}"
    assert clawback("search", text, "--count").out.strip() == "2"
    assert "No mail" in clawback("clicks", "click_id:c4", "--emails").err
    assert json.loads(clawback("clicks", "--emails", "--format", "json").out)["complete"]
    assert clawback("clicks", "--emails", "--count").code is ExitCode.USAGE


@pytest.mark.usefixtures("library")
def test_the_words_of_clicks_are_listed_and_explained(clawback):
    """With the view named."""
    assert "click_verdict" in clawback("fields", "--view", "url_clicks").out
    said = clawback("explain", "verdict:blocked", "--view", "url_clicks").out
    assert said.splitlines()[0] == "Clicks where the click verdict is Blocked."
    assert clawback("explain", "verdict:blocked").code is ExitCode.USAGE


@pytest.mark.usefixtures("clicked")
def test_a_saved_query_shows_its_view(clawback):
    """Clicks in that of clicks, in another one a part of the mail; both can be tracked."""
    saved = ("query", "save", "blocked", "verdict:blocked", "--view", "url_clicks")
    assert clawback(*saved).code is ExitCode.DONE
    assert clawback("query", "run", "blocked", "--count").out == "1\n"
    assert clawback("query", "run", "blocked", "--format", "xlsx").code is ExitCode.USAGE
    assert clawback("query", "track", "blocked").code is ExitCode.DONE
    clawback("query", "save", "bad", "recipient:ada@example.org", "--view", "phish")
    assert clawback("query", "run", "bad", "--count").out == "2\n"
    assert clawback("search", "--view", "malware", "--count").out == "1\n"
