"""Text, links and files of a body, within their limits."""

from __future__ import annotations

from clawback.analysis.content import read_content
from clawback.analysis.found import Found
from clawback.analysis.header import Header
from clawback.analysis.limits import DEFAULT_LIMITS, AnalysisLimits, Limit
from clawback.analysis.parts import Part, Structure
from clawback.analysis.transfer import Decoded
from clawback.model.url import UrlSource


def part(content: bytes, kind: str = "text/plain", name: str = "") -> Part:
    return Part(
        content_type=kind,
        charset="utf-8",
        name=name,
        disposition="",
        content_id="",
        size=len(content),
        decoded=Decoded(content=content),
    )


def read(*parts: Part, limits: AnalysisLimits = DEFAULT_LIMITS, swept: bytes = b"") -> Found:
    return read_content(Structure(parts=parts), Header(()), swept, limits)


def test_text_is_bounded_and_harmless():
    """At most 16,000 characters, LF line ends, controls shown."""
    assert read(part(b"a\r\nb\x00")).text == "a\nb␀"
    assert len(read(part(b"x" * 99_999)).text) == 16_000


def test_empty_plain_text_gives_way_to_html():
    """A blank alternative is not what a person reads."""
    assert read(part(b" \n"), part(b"<p>Hello", "text/html")).text.strip() == "Hello"


def test_all_parts_share_one_budget():
    """Many large parts cost no more than one; the cut is told."""
    limits = AnalysisLimits(body_characters=30)
    found = read(part(b"https://a.example/ " * 9), part(b"https://b.example/"), limits=limits)
    assert found.cuts == (Limit.BODY,)
    assert "b.example" not in {url.domain for url in found.urls}


def test_what_was_swept_is_weak():
    """A link out of bytes that no parser read is kept as such."""
    (url,) = read(swept=b"--b https://a.example/").urls
    assert (url.domain, url.weak, url.source) == ("a.example", True, UrlSource.EMAIL_BODY)


def test_a_page_under_any_name_is_read_as_a_page():
    """Links of an attached page are found by its content."""
    found = read(part(b"<html><a href=//a.example>x</a>", "image/png", "a.png"))
    assert [(url.domain, url.source) for url in found.urls] == [
        ("a.example", UrlSource.ATTACHMENTS)
    ]
    assert found.attachments[0].file_type == "html"
