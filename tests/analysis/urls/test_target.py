"""Where a browser would go."""

from __future__ import annotations

import pytest
from publicsuffixlist import PublicSuffixList

from clawback.analysis.urls.target import _suffixes, has_public_suffix, registrable, target


@pytest.mark.parametrize(
    ("seen", "domain", "path"),
    [
        ("https://Example.COM/a/../b?q#f", "example.com", "/b"),
        ("http:\\\\evil.com\\x", "evil.com", "/x"),
        ("https:/evil.com", "evil.com", "/"),
        ("http://evil.com\\@good.com", "evil.com", "/@good.com"),
        ("http://good.com@evil.com/", "evil.com", "/"),
        ("http://0x7f.1", "127.0.0.1", "/"),
        ("http://EXAMPLE。com", "example.com", "/"),
        ("http://bücher.example/", "xn--bcher-kva.example", "/"),
        ("http://evil.com./", "evil.com", "/"),
        ("http://[::1]:80/x", "[::1]", "/x"),
    ],
)
def test_hosts_are_read_as_browsers_read_them(seen: str, domain: str, path: str):
    """Known traps lead where they lead in a browser."""
    found = target(seen)
    assert (found.valid, found.domain, found.path) == (True, domain, path)


@pytest.mark.parametrize("seen", ["http://a:99999/", "http://a b/", "http://\ud800/", "no url"])
def test_what_no_browser_opens_is_kept_as_it_stands(seen: str):
    """An unreadable URL is not lost and not valid."""
    found = target(seen)
    assert (found.url, found.valid, found.domain) == (seen, False, "")


@pytest.mark.parametrize(
    ("domain", "expected"),
    [
        ("a.b.co.uk", "b.co.uk"),
        ("evil.com", "evil.com"),
        ("127.0.0.1", ""),
        ("[::1]", ""),
        ("com", ""),
        ("", ""),
    ],
)
def test_the_registrable_domain_follows_the_list(domain: str, expected: str):
    """IPs and public suffixes have none."""
    assert registrable(domain) == expected


def test_only_real_suffixes_count():
    """A file name is no host."""
    assert has_public_suffix("evil.com")
    assert not has_public_suffix("file.txt")
    assert not has_public_suffix("com")


def test_the_rules_are_the_lists_own_in_punycode():
    """Read our way, the public suffix list has the rules that the library makes of it."""
    ours, theirs = _suffixes(), PublicSuffixList()
    assert ours._publicsuffix == {rule for rule in theirs._publicsuffix if rule.isascii()}
    assert ours._maxlabel == theirs._maxlabel
