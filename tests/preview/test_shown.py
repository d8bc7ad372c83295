from __future__ import annotations

from time import process_time

import pytest
from tests.making.hostile import names, shape

from clawback.preview.shown import attachment_bytes, header_shown, looks, shown

MAIL = (
    b"From: Eve <eve@evil.example>\r\nSubject: =?utf-8?q?Pay=0Anow?=\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
    b"--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    b"<p onclick=x()>Pay <a href='https://evil.example/a'>here</a></p>\r\n"
    b"--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=a.pdf\r\n"
    b"Content-Transfer-Encoding: base64\r\n\r\nJVBERi0xLjQ=\r\n--b--\r\n"
)


def test_a_mail_is_shown_in_its_parts():
    """Headers are decoded, HTML is harmless, links and attachments are listed."""
    seen = shown(MAIL)
    assert ("From", "Eve <eve@evil.example>") in seen.headers
    assert seen.html.strip() == "<p>Pay <a>here</a></p>"
    assert [link.url for link in seen.links] == ["https://evil.example/a"]
    assert [(one.name, one.size) for one in seen.attachments] == [("a.pdf", 8)]
    assert "Pay here" in seen.text
    assert seen.cut == ()


def test_headers_hide_nothing():
    """A line end inside a decoded header is shown as what it is."""
    assert dict(header_shown(MAIL).headers)["Subject"] == "Pay␊now"


def test_an_attachment_is_taken_out_by_its_number():
    """Numbers are those of the list; others find nothing."""
    assert attachment_bytes(MAIL, 0) == ("a.pdf", b"%PDF-1.4")
    assert attachment_bytes(MAIL, 1) is None
    assert attachment_bytes(MAIL, -1) is None


_A_THIRD_QUICKLY = [
    pytest.param(name, marks=[pytest.mark.slow] if number % 3 else [])
    for number, name in enumerate(sorted(names()))
]


@pytest.mark.parametrize("name", _A_THIRD_QUICKLY)
def test_every_hostile_shape_can_be_shown(name):
    """No shape raises or takes long, and nothing that acts comes out of one."""
    raw, started = shape(name), process_time()
    seen = shown(raw)
    assert process_time() - started < 3
    assert "<script" not in seen.html.lower()
    assert len(seen.headers) <= 500
    assert len(seen.links) <= 500


def test_each_look_shows_more():
    """The header first, the HTML last; what is still to come is named."""
    assert [one.cut for one in looks(MAIL)] == [("all",), ("links", "html"), ("html",), ()]
    header, parts, links, whole = looks(MAIL)
    assert (header.attachments, len(parts.attachments)) == ((), 1)
    assert (parts.links, len(links.links)) == ((), 1)
    assert (links.html, bool(whole.html)) == ("", True)
    assert header == header_shown(MAIL)


def test_a_mail_too_large_to_read_has_a_header():
    """Its body is not looked at, and no attachment comes out of it."""
    raw = b"Subject: x\r\n\r\n" + bytes(51 * 1024 * 1024)
    assert shown(raw) == header_shown(raw)
    assert attachment_bytes(raw, 0) is None


def test_what_is_too_much_is_cut_and_named():
    """More header fields and more links than anybody reads."""
    fields = b"X-A: b\r\n" * 600
    links = b"".join(b"<a href=http://h%d.example/>x</a>" % number for number in range(600))
    seen = shown(fields + b"Content-Type: text/html\r\n\r\n" + links)
    assert (len(seen.headers), len(seen.links)) == (500, 500)
    assert seen.cut == ("headers", "urls")


def test_a_mail_of_html_alone_has_text_too():
    """What a reader would read, in full, though it stands in no text part."""
    raw = b"Content-Type: text/html\r\n\r\n<p>" + b"word " * 10_000 + b"</p><p>end</p>"
    assert shown(raw).text.endswith("end")


def test_a_huge_body_is_cut_and_says_so():
    """What is left off is named."""
    seen = shown(b"Content-Type: text/html\r\n\r\n<p>" + b"x" * 600_000)
    assert len(seen.html) < 530_000
    assert seen.cut == ("body",)
