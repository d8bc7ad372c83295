"""`clawback remediation`."""

from __future__ import annotations

import json

import pytest

from clawback.cli.exit_code import ExitCode


@pytest.fixture
def done(imported, clawback):  # noqa: ARG001 - a fixture cannot use usefixtures
    """The id of a remediation that moved three mails to Junk."""
    made = clawback(
        "remediate",
        "move_to_junk",
        "subject~invoice",
        "--name",
        "wave",
        "--yes",
        "--wait",
        "--format",
        "json",
    )
    return json.loads(made.out)["id"]


def test_it_is_listed_and_shown(done, clawback):
    """In tables and as objects."""
    assert done in clawback("remediation", "list").out
    assert json.loads(clawback("remediation", "list", "--format", "json").out)[0]["id"] == done
    shown = clawback("remediation", "show", done)
    assert "move_to_junk" in shown.out
    assert "3 success" in shown.out
    terms = dict(line.split(maxsplit=1) for line in shown.out.splitlines()[:12] if " " in line)
    assert terms["started"].endswith(" by admin")
    assert terms["description"] == "-"
    assert json.loads(clawback("remediation", "show", done, "--format", "json").out)["id"] == done


def test_servers_and_reasons(done, mailboxes, clawback):
    """How the one server stands; why what was done again did nothing, in both forms."""
    (server,) = json.loads(clawback("remediation", "servers", "--format", "json").out)
    assert (server["name"], server["sessions_used"]) == ("memory", 0)
    assert "0 of 8" in clawback("remediation", "servers").out
    none = clawback("remediation", "reasons", done)
    assert (none.out, none.err) == ("", "Nothing ended otherwise than as a success.\n")
    mailboxes.folders("bob@example.org")["Junk"].mails.clear()
    asked = ("remediate", "soft_delete", "subject~1", "--name", "n", "--yes", "--wait")
    gone = json.loads(clawback(*asked, "--format", "json").out)["id"]
    found = json.loads(clawback("remediation", "reasons", gone, "--format", "json").out)
    assert [(one["outcome"], one["deliveries"]) for one in found["items"]] == [("not_found", 1)]
    assert "not found" in clawback("remediation", "show", gone).out


def test_its_items_have_proof(done, clawback):
    """Each delivery tells where it was and where it is."""
    table = clawback("remediation", "items", done).out.splitlines()
    assert len(table) == 4
    items = json.loads(clawback("remediation", "items", done, "--format", "json").out)
    assert [item["outcome"] for item in items] == ["success"] * 3
    none = clawback("remediation", "items", done, "--outcome", "failed", "--format", "json")
    assert json.loads(none.out) == []


def test_it_is_undone(done, mailboxes, clawback):
    """Everything lies where it lay before."""
    undone = clawback("remediation", "undo", done, "--wait")
    assert undone.code is ExitCode.DONE, undone.err
    assert "3 success" in undone.out
    assert len(mailboxes.folders("bob@example.org")["INBOX"].mails) == 3


def test_what_has_ended_cannot_be_stopped(done, clawback):
    """The conflict is a sentence and exit code 1."""
    for verb in ("pause", "resume", "cancel", "start"):
        refused = clawback("remediation", verb, done)
        assert refused.code is ExitCode.ERROR, verb
        assert refused.err.startswith("clawback: ")


def test_retrying_what_went_well_changes_nothing(done, clawback):
    """A retry looks for failures and finds none."""
    again = clawback("remediation", "retry", done, "--wait")
    assert again.code is ExitCode.DONE
    assert "3 success" in again.out


@pytest.mark.usefixtures("served")
def test_an_unknown_id(clawback):
    """A sentence that repeats the id."""
    missing = clawback("remediation", "show", "R-0")
    assert missing.code is ExitCode.ERROR
    assert "R-0" in missing.err


def test_lists_take_filters(done, clawback):
    """By shelf, state, action, person, text and time, together; what is no state is refused."""
    asked = (
        "--shelf",
        "history",
        "--state",
        "completed",
        "--action",
        "move_to_junk",
        "--contains",
        "WAVE",
        "--since",
        "-9999d",
    )
    listed = clawback("remediation", "list", *asked, "--format", "json")
    assert [one["id"] for one in json.loads(listed.out)] == [done], listed.err
    nobodys = ("--decided-by", "--proposed-by", "--approved-by")
    nothing = [("--shelf", "pending"), ("--source", "undo"), ("--state", "failed")]
    for none in (*nothing, *((option, "nobody") for option in nobodys)):
        assert json.loads(clawback("remediation", "list", *none, "--format", "json").out) == []
    refused = clawback("remediation", "list", "--state", "nearly")
    assert refused.code is ExitCode.ERROR
    assert "'completed'" in refused.err
