"""`clawback views`, `chart` and `top`."""

from __future__ import annotations

import csv
import json

import pytest
from tests.explorer.test_views import CLICKS, ROWS

from clawback.cli.exit_code import ExitCode
from clawback.cli.sparkline import narrowed, sparkline
from clawback.store.port import Batch


@pytest.fixture
def mail(served):
    served.store.append(Batch(messages=(), deliveries=ROWS))
    served.store.record_clicks(CLICKS)


def test_counts_are_drawn_as_bars():
    """As high as they are beside the highest; nothing is a blank, neighbours go together."""
    assert sparkline([0, 1, 4, 8], 8) == " ▁▄█"
    assert sparkline([1], 1) == "▅"
    assert narrowed([1, 2, 3, 4, 5], 3) == [3, 7, 5]
    assert narrowed([1, 2], 9) == [1, 2]


@pytest.mark.usefixtures("mail")
def test_a_chart_is_drawn(clawback):
    """A line for each value, how many, and from when to when."""
    said = clawback("chart", "--view", "phish", "--bucket", "hour")
    assert said.code is ExitCode.DONE, said.err
    assert [line.split()[0] for line in said.out.splitlines()] == [
        "delivery",
        "Blocked",
        "Delivered",
        "Delivered",
    ]
    assert "3 bars, one for each hour, UTC: 2026-11-01T00:00:00Z" in said.err
    one = clawback("chart", "--bucket", "month", "--since", "2026-11-01", "--until", "2026-11-30")
    assert "1 bar, one for each month" in one.err
    nothing = clawback("chart", "subject:none")
    assert (nothing.out, nothing.err.strip()) == ("", "No deliveries.")


@pytest.mark.usefixtures("mail")
def test_a_chart_is_taken_away(clawback):
    """As a sheet with a line for each bar, and as the API says it."""
    asked = ("--view", "url_clicks", "--by", "workload", "--bucket", "hour")
    lines = list(csv.reader(clawback("chart", *asked, "--format", "csv").out.splitlines()))
    assert lines[0] == ["start", "Email", "Teams"]
    assert [line[1:] for line in lines[1:]] == [["3", "0"], ["0", "0"], ["0", "0"], ["0", "1"]]
    found = json.loads(clawback("chart", *asked, "--format", "json").out)
    assert (found["pivot"], found["exact"]) == ("workload", True)
    empty = clawback("chart", "subject:none", "--format", "csv")
    assert empty.out.splitlines() == ['"start"']


@pytest.mark.usefixtures("mail")
def test_tops_are_listed(clawback):
    """With their columns, addresses that nobody opens by accident, and how many more there are."""
    said = clawback("top", "urls", "--view", "phish")
    assert said.code is ExitCode.DONE, said.err
    assert "hxxps://pay[.]example/now?x=1" in said.out
    assert "delivered to junk" in said.out.splitlines()[0]
    users = clawback("top", "users", "--limit", "1")
    assert "1 of 2" in users.err
    sheet = list(csv.reader(clawback("top", "clicks", "--format", "csv").out.splitlines()))
    assert sheet[0][:4] == ["url", "clicks", "allowed", "blocked"]
    assert sheet[1][:4] == ["https://pay.example/Now?x=1", "3", "2", "1"]
    assert json.loads(clawback("top", "malware", "--format", "json").out)["view"] == "malware"
    for what in ("senders", "domains", "ips"):
        assert clawback("top", what).code is ExitCode.DONE


@pytest.mark.usefixtures("library")
def test_views_are_listed(clawback):
    """As the API tells them."""
    said = clawback("views")
    assert "threat_type:phish" in said.out
    assert {view["name"] for view in json.loads(clawback("views", "--format", "json").out)} >= {
        "all_email",
        "url_clicks",
    }


@pytest.mark.usefixtures("library")
def test_mistakes_are_pointed_at(clawback):
    """In the filter, whatever the view adds to it; a limit that is none is a usage error."""
    said = clawback("chart", "subjct:x", "--view", "phish")
    assert (said.code, "^^^^^^" in said.err) == (ExitCode.USAGE, True)
    assert clawback("top", "urls", "--limit", "0").code is ExitCode.USAGE
    assert clawback("chart", "--zone", "Mars/Base").code is ExitCode.ERROR


@pytest.mark.usefixtures("mail")
def test_countries_are_unknown_without_a_database(clawback):
    """It is said, and what to do."""
    said = clawback("top", "countries")
    assert said.code is ExitCode.DONE, said.err
    assert "5 from unknown countries" in said.err or "5 from private addresses" in said.err
    assert "explorer.country_database" in said.err
    assert json.loads(clawback("top", "countries", "--format", "json").out)["countries"] == []
    assert clawback("top", "countries", "--format", "csv").out.startswith('"code"')


@pytest.mark.usefixtures("mail")
def test_campaigns_are_listed(clawback):
    """None where no mail knows its campaign."""
    assert clawback("top", "campaigns").code is ExitCode.DONE
    assert json.loads(clawback("top", "campaigns", "--format", "json").out)["different"] == 0
    assert clawback("top", "campaigns", "--format", "csv").out.startswith('"campaign_id"')
