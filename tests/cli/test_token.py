"""`clawback token`."""

from __future__ import annotations

import json

import pytest

from clawback.cli.exit_code import ExitCode


@pytest.mark.usefixtures("served")
def test_a_token_goes_through_its_life(clawback, monkeypatch):
    """Made, used, listed without its secret, revoked."""
    made = clawback("token", "create", "soar", "--role", "reader", "--days", "7")
    secret = made.out.strip()
    assert secret.startswith("cb_")
    listed = clawback("token", "list")
    assert "soar" in listed.out
    assert secret not in listed.out
    (mine,) = [
        one
        for one in json.loads(clawback("token", "list", "--format", "json").out)
        if one["name"] == "soar"
    ]
    assert clawback("token", "revoke", mine["id"]).code is ExitCode.DONE
    monkeypatch.setenv("CLAWBACK_TOKEN", secret)
    refused = clawback("search", "--count")
    assert refused.code is ExitCode.ERROR
    assert "not valid" in refused.err


@pytest.mark.usefixtures("served")
def test_a_role_limits_what_a_token_opens(clawback, monkeypatch):
    """A reader searches and does not remediate; the refusal names role and permission."""
    secret = json.loads(
        clawback("token", "create", "r", "--role", "reader", "--format", "json").out
    )["secret"]
    monkeypatch.setenv("CLAWBACK_TOKEN", secret)
    assert clawback("search", "--count").code is ExitCode.DONE
    refused = clawback("remediate", "soft_delete", "x", "--name", "n", "--dry-run")
    assert refused.code is ExitCode.ERROR
    assert "reader" in refused.err
    assert "remediate.draft" in refused.err


@pytest.mark.usefixtures("served")
def test_a_role_that_does_not_exist(clawback):
    """Wrong usage names the roles."""
    done = clawback("token", "create", "x", "--role", "king")
    assert done.code is ExitCode.USAGE
    assert "responder" in done.err


@pytest.mark.usefixtures("served")
def test_a_token_can_open_less_than_its_role(clawback, monkeypatch):
    """One permission, one domain, one network."""
    limits = ("--permission", "lists.read", "--domain", "example.org", "--network", "192.0.2.0/24")
    made = json.loads(
        clawback("token", "create", "n", "--role", "reader", *limits, "--format", "json").out
    )
    assert made["token"]["permissions"] == ["lists.read"]
    assert made["token"]["scope"]["domains"] == ["example.org"]
    assert "192.0.2.0/24" in clawback("token", "list").out
    monkeypatch.setenv("CLAWBACK_TOKEN", made["secret"])
    assert "not valid" in clawback("list", "show").err


@pytest.mark.usefixtures("served")
def test_a_network_that_is_none(clawback):
    """The sentence names the place."""
    said = clawback("token", "create", "n", "--role", "reader", "--network", "here")
    assert said.code is ExitCode.ERROR
    assert "networks" in said.err
