"""`clawback explain`."""

from __future__ import annotations

import json

import pytest

from clawback.cli.exit_code import ExitCode

pytestmark = pytest.mark.usefixtures("library")


def test_a_filter_is_said_and_written_out(clawback):
    """A sentence, then the whole text."""
    sentence, text = clawback(
        "explain", "subject~invoice", "-sender_domain:x.example"
    ).out.splitlines()
    assert "subject contains" in sentence
    assert text == 'subject~"invoice" AND -sender_domain:x.example'


def test_as_json(clawback):
    """An object with the lists that are named."""
    said = json.loads(clawback("explain", "subject:x", "--format", "json").out)
    assert said["lists"] == []


def test_a_mistake(clawback):
    """Exit code 2."""
    assert clawback("explain", "subject:(").code is ExitCode.USAGE
