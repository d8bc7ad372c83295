"""What is kept of an entry, and the bytes that are sealed of it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.audit.conftest import GRACE, NOW
from tests.audit.made import made

from clawback.audit.action import AuditAction
from clawback.audit.entry import Entry
from clawback.audit.kept import KeptEntry, leaf_bytes, microseconds, row_of

_HOSTILE = st.text(st.characters(codec=None), max_size=40)


def test_the_leaf_is_what_the_documentation_says():
    """A JSON array in ASCII, without blanks: form, place, row, time, actor, and what was done."""
    assert leaf_bytes(made(actor_name="Zoë"), 6) == (
        b'["clawback audit entry 1",6,8,1795507200123456,"p1","Zo\\u00eb","person","approver",'
        b'"p1","remediation.approve","remediation:R-1M85DCNPQE0N8","done","{\\"deliveries\\":3}"]'
    )


@given(st.lists(st.sampled_from(["id", "at", "actor_name", "subject", "details"]), unique=True))
def test_whatever_is_changed_changes_the_leaf(names):
    """No two different entries have the same bytes; neither has one entry in two places."""
    entry = made()
    values: dict[str, Any] = {
        name: value + 1 if isinstance(value := getattr(entry, name), int) else value + " "
        for name in names
    }
    changed = replace(entry, **values)
    assert (leaf_bytes(entry, 6) == leaf_bytes(changed, 6)) == (not names)
    assert leaf_bytes(entry, 6) != leaf_bytes(entry, 7)


@given(_HOSTILE, st.dictionaries(_HOSTILE, _HOSTILE | st.integers() | st.booleans() | st.none()))
def test_any_text_can_be_kept(text, details):
    """Half characters, zeros and control characters never stop an entry from being written."""
    entry = Entry(at=NOW, actor=GRACE, action=AuditAction.LIST_PUT, subject=text, details=details)
    for value in row_of(entry)[1:]:
        value.encode("utf-8")
        assert "\x00" not in value


def test_long_text_is_cut():
    """An entry cannot be used to fill the disk."""
    row = row_of(Entry(at=NOW, actor=GRACE, action=AuditAction.LIST_PUT, subject="s" * 99_999))
    assert len(row[7]) == 2000
    assert row[7].endswith("[…]")


def test_times_are_exact():
    """Microseconds go in and come out."""
    moment = NOW.replace(microsecond=654_321)
    assert made(at=microseconds(moment)).moment == moment


def test_a_changed_entry_can_still_be_shown():
    """Nonsense in time or details is shown as such and breaks no list."""
    for details in ("", "[]", "null", '{"a":{}}', "[" * 100_000, None):
        assert made(details=details).facts == {"unreadable": str(details)}
    for at in (10**20, -(10**20), "never"):
        assert made(at=at).moment.year == 1970
    assert json.loads(leaf_bytes(made(at="never"), 0))[3] == "never"
    assert isinstance(made(), KeptEntry)
