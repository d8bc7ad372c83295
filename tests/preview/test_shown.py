from __future__ import annotations

import pytest
from tests.making.hostile import names, shape

from clawback.preview.shown import attachment_bytes, headers_of, shown

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
    assert dict(headers_of(MAIL))["Subject"] == "Pay␊now"


def test_an_attachment_is_taken_out_by_its_number():
    """Numbers are those of the list; others find nothing."""
    assert attachment_bytes(MAIL, 0) == ("a.pdf", b"%PDF-1.4")
    assert attachment_bytes(MAIL, 1) is None
    assert attachment_bytes(MAIL, -1) is None


@pytest.mark.slow
@pytest.mark.parametrize("name", names())
def test_every_hostile_shape_can_be_shown(name):
    """No shape raises, and nothing that acts comes out of one."""
    seen = shown(shape(name))
    assert "<script" not in seen.html.lower()
    assert len(seen.headers) <= 500


def test_a_huge_body_is_cut_and_says_so():
    """What is left off is named."""
    seen = shown(b"Content-Type: text/html\r\n\r\n<p>" + b"x" * 600_000)
    assert len(seen.html) < 530_000
    assert seen.cut == ("body",)
