"""The one list of what the audit trail tells."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from clawback.audit.action import AuditAction

_SOURCE = Path(__file__).parents[2] / "src" / "clawback"
_LIST = _SOURCE / "audit" / "action.py"
_TEXTS = {
    path: path.read_text()
    for path in _SOURCE.rglob("*.py")
    if path != _LIST and path.name != "ocsf.py"
}


@pytest.mark.parametrize("action", AuditAction)
def test_no_action_is_dead(action):
    """Some room writes it; an action that nobody writes must leave the list."""
    used = re.compile(rf"\bAuditAction\.{action.name}\b")
    assert any(used.search(text) for text in _TEXTS.values())


@pytest.mark.parametrize("action", AuditAction)
def test_actions_have_one_style(action):
    """`object.verb`, named after the code, the verb as it is commanded, a sentence in words."""
    assert re.fullmatch(r"[a-z]+\.[a-z]+(_[a-z]+)*", action)
    assert action.name == action.value.replace(".", "_").upper()
    verb = action.partition(".")[2]
    assert not verb.endswith("ed"), "a past tense"
    assert action.label[0].isupper()


def test_no_room_writes_an_action_as_text():
    """Codes stand in the list and nowhere else, so that none is mistyped."""
    codes = re.compile("|".join(f'"{re.escape(action)}"' for action in AuditAction))
    assert [str(path) for path, text in _TEXTS.items() if codes.search(text)] == []
