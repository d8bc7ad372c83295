"""URLs out of running text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clawback.analysis.urls.text import trimmed, urls_in


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("see https://a.test/x.", ["https://a.test/x"]),
        ("(https://a.test/x)", ["https://a.test/x"]),
        ("https://a.test/x_(y)", ["https://a.test/x_(y)"]),
        ("<https://a.test/x>", ["https://a.test/x"]),
        ('"https://a.test/x",', ["https://a.test/x"]),
        ("HTTPS://A.TEST/", ["HTTPS://A.TEST/"]),
        ("https://a.test/,https://b.test/", ["https://a.test/,https://b.test/"]),
        ("a https://a.test/?q=1&b=2#c! b", ["https://a.test/?q=1&b=2#c"]),
        ("ftp://a.test/x", ["ftp://a.test/x"]),
        ("www.a.test", ["http://www.a.test"]),
        ("(WWW.A.TEST)", ["http://WWW.A.TEST"]),
        ("go to evil.com/login now", ["http://evil.com/login"]),
        ("evil.com:8080/login", ["http://evil.com:8080/login"]),
        ("amazon.com and r.hughes", []),
        ("file.txt/x 3.8.2.0/a and/or a@evil.com/x", []),
        ("nothing", []),
    ],
)
def test_urls_are_found_and_trimmed(text: str, urls: list[str]):
    """With a scheme, with `www.`, or host and path; a bare domain is no URL."""
    assert list(urls_in(text)) == urls


def test_brackets_are_trimmed_in_linear_time():
    """A flood of closers is not counted again and again."""
    start = time.monotonic()
    assert trimmed("https://a.test/" + ")" * 200_000) == "https://a.test/"
    assert time.monotonic() - start < 1


@given(
    st.from_regex(r"https?://[a-z]{1,9}\.[a-z]{2,3}/[a-z0-9/?=&-]{0,20}[a-z0-9]", fullmatch=True)
)
def test_a_url_between_words_is_found_whole(url: str):
    """Whatever the URL, text around it is not part of it."""
    assert list(urls_in(f"Please see {url}, or call.")) == [url]
