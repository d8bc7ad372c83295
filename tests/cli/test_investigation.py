"""`clawback investigate` and `clawback investigation`."""

from __future__ import annotations

import json

import pytest


@pytest.mark.usefixtures("imported")
def test_mail_is_investigated_and_it_is_told(clawback):
    """`--wait` ends with what was found; the other commands tell it too."""
    found = json.loads(clawback("search", "--since", "-3650d", "--format", "json").out)
    message = found[0]["network_message_id"]
    begun = clawback("investigate", "message", message, "--wait", "--format", "json")
    made = json.loads(begun.out)
    assert (begun.code, made["status"]) == (0, "no_threats_found")
    assert made["id"] in clawback("investigation", "list").out
    shown = clawback("investigation", "show", made["id"])
    assert f"{made['id']}: No threats found, 9 of 9 steps, mail@2." in shown.err
    graph = json.loads(clawback("investigation", "graph", made["id"]).out)
    assert graph["nodes"][0]["label"] == message
    over = clawback("investigation", "cancel", made["id"])
    assert (over.code, "does not run any more" in over.err) == (1, True)


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("kind", ["sender", "recipient", "url"])
def test_what_nobody_has_is_said_in_words(clawback, kind):
    """And the list is still empty, with a sentence."""
    refused = clawback("investigate", kind, "nobody@nowhere.example")
    assert (refused.code, "No mail is like this" in refused.err) == (1, True)
    assert "Nothing was investigated so far." in clawback("investigation", "list").err
