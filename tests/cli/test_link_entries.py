"""`clawback links block`, `allow` and `entries`."""

from __future__ import annotations

import json

import pytest

from clawback.cli.exit_code import ExitCode


@pytest.mark.usefixtures("served")
def test_links_are_blocked_and_let_through_by_hand(clawback):
    """Said in text that is no link, listed, deleted; mistakes are sentences."""
    assert "There is no such entry" in clawback("links", "entries", "list").err
    said = clawback("links", "block", "https://evil.example/a", "--reason", "fake shop")
    assert (said.code, said.err) == (
        ExitCode.DONE,
        "evil[.]example/a is blocked at the click.\n",
    )
    made = clawback("links", "allow", "good.example", "--days", "7", "--format", "json")
    allowed = json.loads(made.out)
    assert (allowed["kind"], allowed["expires_at"] is not None) == ("allow", True)
    listed = clawback("links", "entries", "list").out
    assert "fake shop" in listed
    assert "good[.]example" in listed
    only = json.loads(
        clawback("links", "entries", "list", "--kind", "block", "--format", "json").out
    )
    assert [one["value"] for one in only] == ["evil.example/a"]
    assert clawback("links", "entries", "delete", allowed["id"]).code is ExitCode.DONE
    again = clawback("links", "entries", "delete", allowed["id"])
    assert (again.code, "no such entry" in again.err) == (ExitCode.ERROR, True)
    assert clawback("links", "block", "x.example", "--days", "0").code is ExitCode.USAGE
    assert "can be blocked" in clawback("links", "block", "a@b.example").err
