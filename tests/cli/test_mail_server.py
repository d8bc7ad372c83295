"""`clawback mail-server`."""

from __future__ import annotations

import json

import pytest

from clawback.cli.exit_code import ExitCode


@pytest.mark.usefixtures("served")
def test_a_mail_server_is_tried(clawback):
    """Its folders and how long it took; the exit code says that it went well."""
    told = clawback("mail-server", "test", "memory", "bob@example.org")
    assert told.code is ExitCode.DONE
    assert "Junk" in told.out
    assert "Signed in to bob@example.org" in told.err


@pytest.mark.usefixtures("served")
def test_a_mailbox_that_is_not_there_is_an_error(clawback):
    """Told in the object with --format json, and by the exit code."""
    told = clawback("mail-server", "test", "memory", "eve@example.org", "--format", "json")
    assert told.code is ExitCode.ERROR
    assert "no such account" in json.loads(told.out)["trouble"]
