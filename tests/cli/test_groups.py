"""`clawback groups`."""

from __future__ import annotations

import json

import pytest

from clawback.cli.exit_code import ExitCode

pytestmark = pytest.mark.usefixtures("library")


def test_a_table_has_a_line_for_each_group(clawback):
    """The value, counts, times and what was done at delivery."""
    done = clawback("groups", "recipient_domain")
    assert done.code is ExitCode.DONE
    heading, line = done.out.splitlines()
    assert heading.split()[:4] == ["recipient_domain", "deliveries", "messages", "recipients"]
    assert line.split()[:4] == ["example.org", "3", "3", "1"]
    assert line.rstrip().endswith("Delivered 3")


def test_messages_are_told_by_sender_and_subject(clawback):
    """An id alone says nothing to a person; aliases name the field too."""
    done = clawback("groups", "id", "subject~invoice", "--order", "newest")
    heading, *lines = done.out.splitlines()
    assert heading.split()[:2] == ["sender", "subject"]
    assert len(lines) == 3
    assert all("Invoice" in line for line in lines)


def test_a_filter_and_a_limit_narrow_it(clawback):
    """What is left out is said on standard error."""
    done = clawback("groups", "subject", "subject~invoice", "--limit", "2")
    assert len(done.out.splitlines()) == 3
    assert "The first 2 groups" in done.err
    assert clawback("groups", "subject", "-subject~invoice").out.splitlines()[1:] == []


def test_json_has_the_filter_of_each_group(clawback):
    """Which finds as many deliveries as the group has."""
    groups = json.loads(clawback("groups", "subject", "--format", "json", "--limit", "2").out)
    assert len(groups) == 2
    for group in groups:
        assert clawback("search", group["filter"], "--count").out == f"{group['deliveries']}\n"
        assert group["newest"]["subject"] == group["value"]


def test_mistakes_are_said(clawback):
    """A field that is none, a limit that is none, a filter that is none."""
    done = clawback("groups", "sendr_domain")
    assert done.code is not ExitCode.DONE
    assert 'Did you mean "sender_domain"?' in done.err
    assert clawback("groups", "subject", "--limit", "0").code is ExitCode.USAGE
    assert clawback("groups", "subject", "subjct:x").code is ExitCode.USAGE
