"""`clawback user`."""

from __future__ import annotations

import json

import pytest

from clawback.cli.exit_code import ExitCode

pytestmark = pytest.mark.usefixtures("served")


def _people(clawback):
    return json.loads(clawback("user", "list", "--format", "json").out)


def test_an_account_goes_through_its_life(clawback):
    """Made with a link, listed, changed, shut, let in again."""
    made = clawback("user", "create", "Ann", "--role", "analyst", "--domain", "Example.org")
    assert made.code is ExitCode.DONE, made.err
    assert "/setup#" in made.out
    (ann,) = _people(clawback)
    assert (ann["login"], ann["roles"], ann["state"]) == ("ann", ["analyst"], "invited")
    assert ann["scope"] == {"domains": ["example.org"], "tags": []}
    clawback("user", "edit", "ann", "--role", "responder", "--role", "approver", "--everywhere")
    (ann,) = _people(clawback)
    assert ann["roles"] == ["approver", "responder"]
    assert ann["scope"] == {"domains": [], "tags": []}
    assert "disabled" in clawback("user", "disable", ann["id"]).out
    assert clawback("user", "reset-link", "ann").code is ExitCode.ERROR
    assert "invited" in clawback("user", "enable", "ANN").out
    renamed = clawback(
        "user", "edit", "ann", "--login", "anna", "--name", "Anna", "--format", "json"
    )
    assert json.loads(renamed.out)["id"] == ann["id"]
    assert "anna" in clawback("user", "list").out


def test_a_link_is_printed_alone(clawback):
    """The link stands on standard output, the rest beside it, so that a script can take it."""
    clawback("user", "create", "ann", "--role", "reader")
    said = clawback("user", "reset-link", "ann", "--forget-factors")
    assert said.out.count("\n") == 1
    assert said.out.startswith("http://127.0.0.1:")
    assert "works once" in said.err
    made = json.loads(clawback("user", "reset-link", "ann", "--format", "json").out)
    assert made["link"] != said.out.strip()


def test_sessions_are_listed_and_ended(clawback, served):
    """By login name."""
    made = json.loads(clawback("user", "create", "ann", "--role", "reader", "--format", "json").out)
    token = made["link"].partition("#")[2]
    served.identity.sign_in.set_up(token, "correct horse battery", _seen())
    (session,) = json.loads(clawback("user", "sessions", "ann", "--format", "json").out)
    assert (session["stage"], session["network"]) == ("open", "192.0.2.0/24")
    assert session["id"] in clawback("user", "sessions", "ann").out
    assert "1 session ended" in clawback("user", "sessions", "ann", "--end").err
    ended = clawback("user", "sessions", "ann", "--end", "--format", "json")
    assert json.loads(ended.out) == {"ended": 0}


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (("edit", "nobody", "--name", "x"), ExitCode.ERROR, "nobody"),
        (("edit", "ann"), ExitCode.USAGE, "--role"),
        (("edit", "ann", "--everywhere", "--tag", "VIP"), ExitCode.USAGE, "--everywhere"),
        (("create", "ann", "--role", "king"), ExitCode.USAGE, "responder"),
        (("create", "a b", "--role", "reader"), ExitCode.ERROR, "login name"),
        (("sessions", "nobody"), ExitCode.ERROR, "user list"),
    ],
)
def test_mistakes_are_told_in_words(clawback, arguments, code, word):
    """What was wrong, and what to do."""
    said = clawback("user", *arguments)
    assert said.code is code
    assert word in said.err


def _seen():
    from clawback.identity.session import Seen  # noqa: PLC0415 - the command line never needs it

    return Seen(address="192.0.2.7", agent="a browser")
