"""`.forward` files are read as Postfix reads them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clawback.mailboxes.rules.forward_file import forwards
from clawback.mailboxes.rules.meaning import Deed
from clawback.mailboxes.rules.port import Language, Script
from clawback.mailboxes.rules.running import running

ADA = "ada@example.org"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("eve@evil.example\n", [(Deed.FORWARD, "eve@evil.example", 1)]),
        ("# note\n\\ada, eve@evil.example\n", [(Deed.COPY, "eve@evil.example", 2)]),
        ('"|/bin/leak -a, -b"', [(Deed.PROGRAM, "/bin/leak -a, -b", 1)]),
        ("/dev/null", [(Deed.DISCARD, "", 1)]),
        ("/home/ada/box\nADA@example.org", [(Deed.FILE, "/home/ada/box", 1)]),
        ("", []),
    ],
)
def test_destinations_are_told(text, found):
    """Mail that its owner keeps is only copied."""
    assert [(one.deed, one.target, one.line) for one in forwards(text, ADA)] == found


@given(st.text(max_size=80))
def test_any_text_is_read(text):
    """Without a fault, each destination on a line that there is."""
    assert all(1 <= one.line <= len(text.splitlines()) for one in forwards(text, ADA))


def script(name, text, *, active=False, language=Language.SIEVE):
    return Script(name=name, language=language, active=active, text=text)


def test_the_active_script_runs_with_what_it_includes_and_no_other():
    """Each once, even where they include each other; what cannot be read is said."""
    found = running(
        [
            script("main", 'include "more"; include "broken"; discard;', active=True),
            script("more", 'include "main"; redirect "eve@evil.example";'),
            script("old", 'redirect "no@evil.example";'),
            script("broken", "if"),
            script(".forward", "# Exim filter\n", active=True, language=Language.FORWARD),
        ],
        ADA,
    )
    assert [(one.script, one.effect.deed) for one in found.rules] == [
        ("main", Deed.DISCARD),
        ("more", Deed.FORWARD),
    ]
    assert found.troubles == (
        "The script '.forward' cannot be read: it is a filter of Exim's.",
        "The script 'broken' cannot be read: Line 1: the script ends in the midst of a command.",
    )
