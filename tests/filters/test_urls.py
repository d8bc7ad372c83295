from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clawback.filters.urls import patient_url_key, refang, url_key, url_keys, without_scheme

_PIECES = [
    *("http", "https", "hxxp", "ftp", "javascript", ":", "//", "/", "\\", "[", "]", "(", ")", "."),
    *("dot", "[.]", "@", "?", "#", "%2F", "%2e", "..", "a", "B", "é", "443", ":80", "xn--", " "),
    *("。", "\uff20", "\t", "\udc80", "0"),
]


@given(st.one_of(st.text(), st.lists(st.sampled_from(_PIECES), max_size=14).map("".join)))
def test_a_key_is_its_own_key(text):
    """Applying it twice changes nothing, and no text makes it fail."""
    assert url_key(url_key(text)) == url_key(text)


@pytest.mark.parametrize(
    "spelling",
    [
        "http://evil.com/login",
        "https://evil.com/login/",
        "HTTPS://EVIL.COM:443/login",
        "evil.com/login",
        "//evil.com/login",
        "  evil.com:80/login ",
        "hxxps://evil[.]com/login",
        "hxxp[://]evil(dot)com/login",
        "h**p://evil.com/login",
        "https:/evil.com/login",
        "http:\\\\evil.com\\login",
        "evil.com./a/../login",
        "evil。com/Login",
    ],
)
def test_spellings_of_one_url_have_one_key(spelling):
    """Scheme, case, ports, slashes, dots and defanging make no difference."""
    assert url_key(spelling) == "evil.com/login"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("münchen.de", "http://XN--mnchen-3ya.de/"),
        ("evil.com/a%2fb", "evil.com/a%2Fb"),
        ("evil.com/ä", "evil.com/%C3%A4"),
        ("evil.com/%6Cog%49n%2d1%7E", "evil.com/login-1~"),
        ("/%6cogin", "/login"),
        ("evil.com/%256c", "EVIL.com/%256C"),
        ("/Login/", "/login"),
        ("evil.com", "https://evil.com/?"),
        ("http://0x7f.1/", "127.0.0.1"),
    ],
)
def test_equal_for_a_browser_is_equal_for_us(left, right):
    """Punycode, percent-encoding and numeric hosts are read as a browser reads them."""
    assert url_key(left) == url_key(right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("evil.com/a", "evil.com/b"),
        ("evil.com/a%2Fb", "evil.com/a/b"),
        ("evil.com/%256c", "evil.com/%6c"),
        ("evil.com/a?x=1", "evil.com/a?x=2"),
        ("evil.com", "www.evil.com"),
        ("evil.com:8080", "evil.com"),
        ("/evil.com", "evil.com"),
        ("good.com/?u=evil.com", "evil.com"),
        ("http://evil.com@good.com", "http://evil.com"),
    ],
)
def test_other_urls_have_other_keys(left, right):
    """Forgiving is not careless: another path, query, host or port is another URL."""
    assert url_key(left) != url_key(right)


@pytest.mark.parametrize(
    ("text", "key"),
    [("", ""), (" ", ""), ("/", "/"), ("javascript:alert(1)", "javascript:alert(1)")],
)
def test_what_has_no_host_is_kept_as_folded_text(text, key):
    """Paths, scripts and nothing at all have plain keys."""
    assert url_key(text) == key


def test_refanging_leaves_ordinary_urls_alone():
    """Brackets of an IPv6 host and words such as "dot" are not defanged spellings."""
    for url in ("http://[::1]/a", "http://dot.com/(a)", "a@b.com", "hxxp is a word"):
        assert refang(url) == url


def test_a_scheme_is_taken_off_once():
    """A URL inside a URL keeps its scheme."""
    assert without_scheme("https://a.example/?u=http://b") == "a.example/?u=http://b"


_USUAL = st.from_regex(
    r"(https?://)?[a-z0-9-]{0,4}(\.[a-zA-Z0-9_-]{1,4}){0,3}(/[ab.:@%&=~-]{0,5}){0,3}(\?[a/?%2e.-]{0,5})?(#a?)?",
    fullmatch=True,
)


@given(_USUAL)
def test_the_quick_way_gives_the_same_key(text):
    """A key that is read off is the key that a browser's reading gives."""
    assert url_key(text) == patient_url_key(text)


@given(st.lists(st.one_of(_USUAL, st.sampled_from(["", "\n", "a.b\nc", "é.fr", "/.", "[::1]"]))))
def test_many_texts_have_the_keys_that_each_has(texts):
    """Reading them in one go changes nothing, whatever stands beside what."""
    assert url_keys(texts) == [patient_url_key(text) for text in texts]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("http:///x", "x"),
        ("https://Evil.com", "evil.com"),
        ("evil.com/a/./b/%2e%2e/c", "evil.com/a/c"),
        ("evil.com//", "evil.com"),
        ("evil.com/?a/", "evil.com/?a/"),
        ("evil.com?a", "evil.com/?a"),
        ("evil.com/a?#", "evil.com/a"),
        ("//evil.com/a", "evil.com/a"),
        ("/", "/"),
        ("/..", "/"),
        ("1.2.3.0x4", "1.2.3.4"),
    ],
)
def test_edges_of_the_quick_way(text, key):
    """Texts that nearly look usual are read by whoever reads them right."""
    assert url_key(text) == key == patient_url_key(text)
