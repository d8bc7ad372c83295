"""Links in the form in which they are hashed: the tests that are published with it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clawback.links.clicks.asked.expressions import canonical, expressions, hashes

_PUBLISHED = (
    ("http://host/%25%32%35", "http://host/%25"),
    ("http://host/%25%32%35%25%32%35", "http://host/%25%25"),
    ("http://host/%2525252525252525", "http://host/%25"),
    ("http://host/asdf%25%32%35asd", "http://host/asdf%25asd"),
    ("http://host/%%%25%32%35asd%%", "http://host/%25%25%25asd%25%25"),
    ("http://www.google.com/", "http://www.google.com/"),
    (
        "http://host%23.com/%257Ea%2521b%2540c%2523d%2524e%25f%255E00%252611%252A22%252833%252944_55%252B",
        "http://host%23.com/~a!b@c%23d$e%25f^00&11*22(33)44_55+",
    ),
    ("http://%31%36%38%2e%31%38%38%2e%39%39%2e%32%36/%2E%73/%77%77", "http://168.188.99.26/.s/ww"),
    ("http://195.127.0.11/uploads/%20%20/.verify/", "http://195.127.0.11/uploads/%20%20/.verify/"),
    ("http://3279880203/blah", "http://195.127.0.11/blah"),
    ("http://www.google.com/blah/..", "http://www.google.com/"),
    ("www.google.com", "http://www.google.com/"),
    ("http://www.evil.com/blah#frag", "http://www.evil.com/blah"),
    ("http://www.GOOgle.com/", "http://www.google.com/"),
    ("http://www.google.com.../", "http://www.google.com/"),
    ("http://www.google.com/foo\tbar\rbaz\n2", "http://www.google.com/foobarbaz2"),
    ("http://www.google.com/q?r?s", "http://www.google.com/q?r?s"),
    ("http://evil.com/foo#bar#baz", "http://evil.com/foo"),
    ("http://evil.com/foo?bar;", "http://evil.com/foo?bar;"),
    ("http://www.gotaport.com:1234/", "http://www.gotaport.com/"),
    ("  http://www.google.com/  ", "http://www.google.com/"),
    ("http:// leadingspace.com/", "http://%20leadingspace.com/"),
    ("%20leadingspace.com/", "http://%20leadingspace.com/"),
    ("https://www.securesite.com/", "https://www.securesite.com/"),
    ("http://host.com/ab%23cd", "http://host.com/ab%23cd"),
    ("http://host.com//twoslashes?more//slashes", "http://host.com/twoslashes?more//slashes"),
)


@pytest.mark.parametrize(("link", "form"), _PUBLISHED)
def test_links_have_the_published_form(link, form):
    """Another form would be another hash, and find nothing."""
    assert canonical(link) == form.encode()


@pytest.mark.parametrize(
    ("link", "hosts", "paths"),
    [
        (
            "http://a.b.c/1/2.html?param=1",
            "a.b.c b.c",
            "/1/2.html?param=1 /1/2.html / /1/",
        ),
        (
            "http://a.b.c.d.e.f.g/1.html",
            "a.b.c.d.e.f.g f.g e.f.g d.e.f.g c.d.e.f.g",
            "/1.html /",
        ),
        ("http://1.2.3.4/1/", "1.2.3.4", "/1/ /"),
        ("http://shop.co.uk/", "shop.co.uk", "/"),
    ],
)
def test_a_link_has_the_published_expressions(link, hosts, paths):
    """The host and those above it up to what is registered, the path and its folders."""
    found = [host + path for host in hosts.split() for path in paths.split()]
    assert [one.decode() for one in expressions(link)] == found


@given(st.text(max_size=80))
def test_any_text_has_at_most_thirty_expressions(text):
    """Whatever a link is, it is hashed."""
    assert 1 <= len(hashes("http://a.b.c.d.e.example/" + text)) <= 30
    assert canonical(text)
