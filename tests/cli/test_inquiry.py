"""`clawback inquiry`."""

from __future__ import annotations

import json

import pytest

from clawback.analysis.providers.memory import MemoryProvider
from clawback.analysis.providers.panel import Panel
from clawback.analysis.providers.seat import Terms
from clawback.model.verdict import Finding, ThreatType
from clawback.purge.inquiry.asking import Engine

ALL = ("--since", "-3650d")


@pytest.fixture
def engine(served):
    """An engine that finds all that was kept bad; one of the mails is of the time before now."""
    bad = Finding(provider="memory", threat=ThreatType.SPAM, evidence=("Lab.Kept",))
    found = MemoryProvider({b"as it was kept": bad})
    panel = Panel([(found, Terms(imports=True))])
    served.inquiries._asking._engines["memory"] = Engine(
        name="memory", edition=found.edition, panel=panel
    )


@pytest.mark.usefixtures("engine", "imported")
def test_engines_are_asked_again_and_it_is_told(clawback):
    """`--wait` ends with what came of it; list and show tell it too, stop that it is over."""
    made = json.loads(clawback("inquiry", "start", *ALL, "--wait", "--format", "json").out)
    assert (made["state"], made["asked"], made["turned"]) == ("done", 1, 1)
    assert made["id"] in clawback("inquiry", "list").out
    shown = clawback("inquiry", "show", made["id"])
    assert "memory asked about 1 mail, 1 turned." in shown.err
    assert made["sentence"] in clawback("sources").err
    over = clawback("inquiry", "stop", made["id"])
    assert (over.code, "This inquiry is over." in over.err) == (1, True)
    assert json.loads(clawback("inquiry", "list", "--format", "json").out) == [made]


@pytest.mark.usefixtures("engine")
def test_an_unknown_engine_is_named_with_those_there_are(clawback):
    """So that whoever slipped need not look them up; nothing was asked then."""
    refused = clawback("inquiry", "start", "--engine", "clamav")
    assert "No engine is called 'clamav'. There are: memory." in refused.err
    assert "None was asked again so far of memory." in clawback("inquiry", "list").err


@pytest.mark.usefixtures("library")
def test_without_engines_it_says_so(clawback):
    """No empty table, and a sentence for who begins one all the same."""
    assert "No engine is set up" in clawback("inquiry", "list").err
    assert "No engine is set up" in clawback("inquiry", "start").err
