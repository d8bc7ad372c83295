"""What an entry of a list is."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clawback.filters.entry_kind import EntryKind, NoEntryError, kind_of, plain

_KINDS = {
    EntryKind.NETWORK_MESSAGE_ID: ["0192F3A0-7c1e-8abc-9def-0123456789ab"],
    EntryKind.INTERNET_MESSAGE_ID: ["<a1b2@mail.example>", "<no-at-sign>"],
    EntryKind.SHA256: ["AB" * 32],
    EntryKind.URL: [
        *("https://evil.example/login", "hxxps://evil[.]example/login", "//evil.example/x"),
        *("evil.example/login?id=1", "evil.example:8080", "http://localhost/x", "192.0.2.1/x"),
        *("http://[2001:db8::1]/x", "http://user@evil.example/", "ftp://evil.example"),
        *("https://münchen.example/", "https://evil.example"),
    ],
    EntryKind.ADDRESS: [
        *("billing@evil.example", "billing[at]evil[.]example", "billing@evil[dot]example"),
        *('"odd one"@evil.example', "JavaMail.12@host01", "é@münchen.example"),
    ],
    EntryKind.DOMAIN: [
        *("evil.example", "EVIL[.]example", "xn--mnchen-3ya.example", "münchen.example"),
        *("_dmarc.evil.example", "a-b.evil.example.", "@evil.example", "1.2.3.example"),
    ],
    EntryKind.IP: ["192.0.2.7", "192[.]0[.]2[.]7", "2001:DB8::1", "[192.0.2.7]", "[IPv6:::1]"],
}


@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind, texts in _KINDS.items() for text in texts]
)
def test_each_kind_is_recognised(kind, text):
    """In the spellings in which people pass them on."""
    assert kind_of(plain(text)) is kind


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("d41d8cd98f00b204e9800998ecf8427e", "an MD5 hash"),
        ("a" * 40, "a SHA-1 hash"),
        ("192.0.2.0/24", "a network"),
        ("2001:db8::/32", "a network"),
        ("*.evil.example", "a pattern"),
        ("/login", "a path without its host"),
        ("x" * 4097, "longer than 4,096"),
        ("a\ufffd.example", "not UTF-8"),
        ("a\x00.example", "cannot be printed"),
        *((text, "It is no id") for text in ("", "localhost", "two words", "mailto", "1.2.3")),
        *((text, "It is no id") for text in ("http://", "http:// x/", "Ada <ada@example.org>")),
    ],
)
def test_what_is_none_says_why(text, reason):
    """In a sentence that says what to do where there is something."""
    with pytest.raises(NoEntryError, match=reason):
        kind_of(plain(text))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (' "evil.example" ', "evil.example"),
        ("“evil.example”,", "evil.example"),
        ("\ufeffevil.exam\u200bple;", "evil.example"),
        ("'=evil.example", "=evil.example"),
        ("'@evil.example", "evil.example"),
    ],
)
def test_what_was_meant(text, meant):
    """Quotes, marks, invisible characters and a spreadsheet's guard are not part of a value."""
    assert plain(text) == meant


@given(st.text(max_size=80))
def test_any_text_has_a_kind_or_a_reason(text):
    """Nothing else ever comes out."""
    with suppress(NoEntryError):
        assert kind_of(plain(text)) in EntryKind
