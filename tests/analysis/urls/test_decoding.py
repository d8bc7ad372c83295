"""Links as people pass them on, taken apart."""

from __future__ import annotations

from time import process_time
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.links.wrapping import protected

from clawback.analysis.urls.decoding import OURS, Decoded, NoLinkError, decode
from clawback.filters.urls import url_key

INNER = "https://evil.example/a?b=c"
SAFE = "https://eur01.safelinks.protection.outlook.com/?url={}&data=05"
PROOFPOINT = "https://urldefense.com/v3/__{}__;!!abc!xyz$"


@pytest.mark.parametrize(
    "text",
    [
        INNER,
        "hxxps[:]//evil[.]example/a?b=c",
        "evil.example/a?b=c",
        "//evil.example/a?b=c",
        "HTTPS://EVIL.example/a?b=c",
        "  <https://evil.example/a?b=c>. ",
        "https:\\\\evil.example/a?b=c",
        SAFE.format(quote(INNER, safe="")),
        SAFE.format(quote(INNER, safe="")).replace(".", "[.]").replace("https", "hxxps"),
        PROOFPOINT.format(INNER),
        SAFE.format(quote(PROOFPOINT.format(INNER), safe="")),
    ],
)
def test_any_spelling_leads_to_the_same_place(text):
    """Defanged, bare, wrapped once or twice."""
    assert url_key(decode(text).url) == url_key(INNER)


def test_a_link_is_taken_apart():
    """Host, registered domain, path, query, and what was around it."""
    found = decode(SAFE.format(quote(PROOFPOINT.format("https://a.b.evil.co.uk/x?y=1"), safe="")))
    assert [layer.vendor for layer in found.layers] == [
        "Microsoft Safe Links",
        "Proofpoint URL Defense",
    ]
    assert (found.domain, found.registrable) == ("a.b.evil.co.uk", "evil.co.uk")
    assert (found.path, found.query) == ("/x", "?y=1")
    assert found.domain_and_path == "a.b.evil.co.uk/x"


def test_letters_beyond_ascii_are_punycode():
    """As browsers send them."""
    assert decode("http://bücher.example/").domain == "xn--bcher-kva.example"


@pytest.mark.parametrize(
    ("text", "opaque"),
    [
        ("https://protect-eu.mimecast.com/s/abc", "Mimecast"),
        ("https://u123.ct.sendgrid.net/ls/click?upn=x", "SendGrid tracking"),
        (INNER, ""),
    ],
)
def test_services_that_hide_the_target_are_named(text, opaque):
    """Nobody is asked, so nothing is guessed."""
    assert decode(text).opaque == opaque


def test_a_redirect_parameter_is_told_and_not_followed():
    """Anybody can write one; what a person opens is the link itself."""
    found = decode(f"https://shop.example/r?url={quote(INNER, safe='')}")
    assert (found.domain, found.redirect, found.layers) == ("shop.example", INNER, ())


def test_a_protected_link_of_ours_comes_off():
    """Whoever passes one on means its target; that it is genuine is not said."""
    found = decode(protected("https://shop.example/a?b"))
    assert found.url == "https://shop.example/a?b"
    assert [(one.vendor, one.certain) for one in found.layers] == [(OURS, False)]


def test_tracking_of_amazon_comes_off():
    """Its links hold their target in the path."""
    wrapped = f"https://x.r.us-east-1.awstrack.me/L0/{quote(INNER, safe=':')}/1/010001/abc=42"
    assert decode(wrapped).url == INNER


@pytest.mark.parametrize(
    "text", ["", "hello", "4711", "a b", "javascript:alert(1)", "/a/path", "."]
)
def test_what_is_no_link_is_refused(text):
    """In a sentence, with the text made harmless."""
    with pytest.raises(NoLinkError, match="no link"):
        decode(text)


@given(st.text(max_size=60) | st.text(alphabet="htpsx:/.[]()@?&=%#url \\", max_size=60))
@example("http://[")
@example("\ud800.example")
@example("https://eur01.safelinks.protection.outlook.com/?url=https://")
def test_any_text_is_a_link_or_refused(text):
    """Nothing else is raised, and what is decoded decodes to itself."""
    try:
        found = decode(text)
    except NoLinkError:
        return
    assert isinstance(found, Decoded)
    assert "." in found.domain or found.domain.startswith("[")


def test_a_long_text_costs_little():
    """A link that is wrapped a hundred times is taken off five times, in no time."""
    text = INNER
    for _ in range(8):
        text = SAFE.format(quote(text, safe=""))
    started = process_time()
    assert len(decode(text).layers) == 5
    decode("http://a.example/" + "%" * 1_000_000)
    assert process_time() - started < 1
