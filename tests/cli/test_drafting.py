"""`clawback remediation edit`."""

from __future__ import annotations

import json
import os

import pytest
from tests.making.wish import WISH

from clawback.cli.connection import Where
from clawback.cli.exit_code import ExitCode


@pytest.fixture
def draft(imported):  # noqa: ARG001 - its mails are needed, not the value
    """The id of a draft of three mails."""
    with Where(url=os.environ["CLAWBACK_URL"]).connect() as server:
        return server.remediate(WISH, start=False)["id"]


def _edited(clawback, draft, *changes):
    done = clawback("remediation", "edit", draft, *changes, "--format", "json")
    assert done.code is ExitCode.DONE, done.err
    return json.loads(done.out)


def test_words_and_deliveries(clawback, draft, tmp_path):
    """Each option changes its part and nothing else; the result can be carried out."""
    words = ("--name", "better", "--severity", "high", "--description", "Because.")
    now = _edited(clawback, draft, *words)
    assert (now["name"], now["severity"], now["description"]) == ("better", "high", "Because.")
    assert (now["deliveries"], now["state"]) == (3, "draft")
    (row,) = json.loads(clawback("search", "subject~2", "--format", "json").out)
    (tmp_path / "ids").write_text(row["network_message_id"])
    assert _edited(clawback, draft, "--exclude", str(tmp_path / "ids"))["deliveries"] == 2
    done = clawback("remediation", "start", draft, "--wait")
    assert (done.code, "2 success" in done.out) == (ExitCode.DONE, True)


def test_nothing_to_change_and_nothing_met(clawback, draft, tmp_path):
    """Each is told in a sentence, and nothing happens."""
    assert clawback("remediation", "edit", draft).code is ExitCode.USAGE
    (tmp_path / "ids").write_text("<99@phish.example>\n")
    none = clawback("remediation", "edit", draft, "--exclude", str(tmp_path / "ids"))
    assert none.code is ExitCode.ERROR
    assert "None of these names is in the plan" in none.err
    shown = json.loads(clawback("remediation", "show", draft, "--format", "json").out)
    assert (shown["deliveries"], shown["name"]) == (3, "wave")
