"""What people mean by a value, in any spelling; and by which keys it is found again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clawback.entries.entry import EntryAction, Value, ValueKind
from clawback.entries.keys import (
    domain_keys,
    host_keys,
    infrastructure_of,
    ip_keys,
    key_of,
    spoof_keys,
    url_path_keys,
    value_of,
)
from clawback.entries.value import BadValueError, read_value, require_use
from clawback.filters.urls import url_key

PLAIN = "evil.example"
READ = [
    ("Billing@Evil.Example", "address", "billing@evil.example"),
    ("evil[.]example", "domain", "evil.example"),
    ("*.Evil.example.", "domain", "*.evil.example"),
    ("~evil.example", "domain", "~evil.example"),
    ("*.zip", "domain", "*.zip"),
    ("bücher.example", "domain", "xn--bcher-kva.example"),
    ("hxxps://evil[.]example/", "url", "evil.example"),
    ("HTTPS://EVIL.example:443/Pay/?a=B", "url", "evil.example/pay/?a=b"),
    ("evil.example/pay/*", "url", "evil.example/pay/*"),
    ("https://evil.example/*", "url", "evil.example"),
    ("http://192.0.2.7/x", "url", "192.0.2.7/x"),
    ("A" * 64, "file", "a" * 64),
    ("192.0.2.7", "ip", "192.0.2.7"),
    ("192.0.2.7/24", "ip", "192.0.2.0/24"),
    ("192.0.2.7/32", "ip", "192.0.2.7"),
    ("2001:DB8::/48", "ip", "2001:db8::/48"),
    ("::ffff:192.0.2.7", "ip", "192.0.2.7"),
    ("ceo@example.org, 192.0.2.0/24", "spoof", "ceo@example.org, 192.0.2.0/24"),
    ("~example.org , Mailer.Example", "spoof", "~example.org, mailer.example"),
    ("*, 192.0.2.7", "spoof", "*, 192.0.2.7"),
]


@pytest.mark.parametrize(("text", "kind", "kept"), READ)
def test_a_value_is_read_in_any_spelling(text, kind, kept):
    """Defanged, in capitals, with a scheme or without; what is kept reads as itself."""
    found = read_value(text)
    assert (found.kind.value, found.text) == (kind, kept)
    assert read_value(kept, found.kind) == found
    assert value_of(key_of(found)) == found


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "nothing at all", "*", "~", "*.*", "a.*.example", "evil.example/*/x"),
        *("0.0.0.0/0", "10.0.0.0/7", "::/8", "~evil.example/x", "d41d8cd98f00b204e9800998ecf8427e"),
        *("one, two, three", ", 192.0.2.1", "x.example,", "a" * 5000, "x\x00.example"),
        *("018f2c4e-9a00-8abc-9def-0123456789ab", "<id@x.example>", "*.evil.example/x/*"),
    ],
)
def test_what_no_entry_can_be_for_is_told_in_words(text):
    """A person learns what is wrong; no traceback, and nothing that would name the world."""
    with pytest.raises(BadValueError) as told:
        read_value(text)
    assert str(told.value).endswith(".")


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text):
    """Whatever comes: a value that reads as itself again, or a sentence."""
    try:
        found = read_value(text)
    except BadValueError:
        return
    assert read_value(found.text, found.kind) == found
    assert value_of(key_of(found)) == found


def test_of_a_wrapped_link_what_is_inside_is_meant():
    """Whoever copies a link out of a mail must not block the service that protects it."""
    inside = "https%3A%2F%2Fevil.example%2Fa"
    wrapped = f"https://eur01.safelinks.protection.outlook.com/?url={inside}&data=x"
    assert read_value(wrapped).text == "evil.example/a"


def test_an_allowance_for_a_file_or_a_whole_top_domain_is_refused():
    """Neither makes any mail good."""
    for value in (read_value("a" * 64), read_value("*.zip")):
        require_use(value, EntryAction.BLOCK)
        with pytest.raises(BadValueError):
            require_use(value, EntryAction.ALLOW)


def _found(text, keys):
    return key_of(read_value(text)) in set(keys)


def test_a_plain_domain_is_itself_a_star_what_lies_below_a_tilde_both():
    """As the reference product has it; and no name that only ends alike."""
    for host, found in {
        "evil.example": (True, False, True),
        "a.evil.example": (False, True, True),
        "b.a.evil.example": (False, True, True),
        "notevil.example": (False, False, False),
    }.items():
        for text, wanted in zip((PLAIN, f"*.{PLAIN}", f"~{PLAIN}"), found, strict=True):
            assert _found(text, domain_keys(host)) is wanted
            url = Value(kind=ValueKind.URL, text=text)
            assert (key_of(url) in set(host_keys(host))) is wanted


@pytest.mark.parametrize(
    ("text", "url", "wanted"),
    [
        ("evil.example/pay", "https://evil.example/pay", True),
        ("evil.example/pay", "https://evil.example/pay/", True),
        ("evil.example/pay", "https://evil.example/pay?who=1", True),
        ("evil.example/pay", "https://evil.example/pay/now", False),
        ("evil.example/pay?who=1", "https://evil.example/pay?who=1", True),
        ("evil.example/pay?who=1", "https://evil.example/pay", False),
        ("evil.example/pay/*", "https://evil.example/pay/now?x", True),
        ("evil.example/pay/*", "https://evil.example/pay", True),
        ("evil.example/pay/*", "https://evil.example/payments", False),
        ("evil.example:8080/x", "http://evil.example:8080/x", True),
        ("evil.example:8080/x", "http://evil.example/x", False),
    ],
)
def test_a_link_is_found_by_its_path(text, url, wanted):
    """With and without its query, and below a path that ends in a wildcard."""
    assert _found(text, url_path_keys(url_key(url))) is wanted


def test_addresses_are_found_by_their_networks():
    """Of both versions; a length that no entry has is not looked for."""
    four, six = {(4, 24)}, {(6, 48)}
    assert _found("192.0.2.0/24", ip_keys("192.0.2.200", four))
    assert not _found("192.0.2.0/24", ip_keys("192.0.3.1", four))
    assert not _found("192.0.2.0/24", ip_keys("192.0.2.200", six))
    assert _found("2001:db8::/48", ip_keys("2001:db8::1", six))
    assert list(ip_keys("no address", four)) == ["ino address"]


def test_a_pair_is_found_where_both_sides_are():
    """Who is spoofed, by address, domain or anybody; who sends it, by network or domain."""
    sent = infrastructure_of(["mailer.example"], ["192.0.2.200"], {(4, 24)})
    keys = set(spoof_keys("ceo@example.org", sent))
    for text in (
        "ceo@example.org, 192.0.2.0/24",
        "example.org, mailer.example",
        "~example.org, ~mailer.example",
        "*, 192.0.2.200",
    ):
        assert _found(text, keys)
    assert not _found("cfo@example.org, 192.0.2.0/24", keys)
    assert not _found("*.example.org, 192.0.2.0/24", keys)
