"""Journal reports as bytes."""

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.making.journal_reports import BOUNDARY, journal_report
from tests.making.mails import mail

from clawback.ingest.journal.wrapping import Wrapping, is_report, unwrapped


def test_a_report_is_known_by_its_field():
    """Only in the header, in any case; a mail that talks of it is none."""
    assert is_report(journal_report(mail(1)))
    assert is_report(b"x-ms-JOURNAL-report :\n\nx")
    assert not is_report(mail(1))
    assert not is_report(mail(1, body="X-MS-Journal-Report:\n"))
    assert not is_report(b"\r\nX-MS-Journal-Report:\r\n\r\n")
    assert not is_report(b"Subject: X-MS-Journal-Report: x\r\n\r\n")
    assert not is_report(b"")


@pytest.mark.parametrize(
    "inner",
    [
        mail(1),
        mail(1, attachments=[("a.bin", "application/octet-stream", bytes(range(256)))]),
        mail(1).replace(b"\r\n", b"\n"),
        b"Subject: 8bit \xff\x00\r\n\r\n\x80\xfe\r\n\r\n\r\n",
        b"no header at all",
        journal_report(mail(1)).replace(BOUNDARY.encode(), b"another"),
    ],
)
def test_the_mail_inside_comes_out_byte_for_byte(inner):
    """Whatever stands in it, line ends included; only the line end of the boundary is not its."""
    wrapping = unwrapped(journal_report(inner))
    assert wrapping.inner == inner
    assert wrapping.text.startswith("Sender: paul@sender.example\r\nSubject: Mail number 1\r\n")


def test_encoded_parts_are_decoded():
    """The text in quoted-printable and another charset, the mail in base64."""
    raw = journal_report(
        base64.encodebytes(mail(1)),
        text="Sender: a@b.example=\r\n.com\r\nSubject: =FCber",
        inner_type="message/rfc822\r\nContent-Transfer-Encoding: base64",
    ).replace(
        b'"utf-8"\r\nContent-Transfer-Encoding: 8bit',
        b'"iso-8859-1"\r\nContent-Transfer-Encoding: quoted-printable',
    )
    wrapping = unwrapped(raw)
    assert wrapping.inner == mail(1)
    assert "Sender: a@b.example.com\r\nSubject: über" in wrapping.text


@pytest.mark.parametrize(
    "raw",
    [
        journal_report(None),
        journal_report(b""),
        journal_report(b"\x78\x9f\x3e\x22", inner_type="application/ms-tnef"),
        journal_report(b"x", inner_type="application/pkcs7-mime"),
        journal_report(mail(1))[:-20],
        journal_report(b"!", inner_type="message/rfc822\r\nContent-Transfer-Encoding: base64"),
    ],
)
def test_no_mail_is_taken_where_none_can_be(raw):
    """Missing, empty, TNEF, encrypted, cut, broken: the lines are read all the same."""
    wrapping = unwrapped(raw)
    assert wrapping.inner is None
    assert wrapping.text.startswith("Sender:")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"X-MS-Journal-Report:\r\n\r\nSender: a@b.example\r\n",
        b"X-MS-Journal-Report:\r\nContent-Type: multipart/mixed\r\n\r\n--x\r\n\r\n",
        b"X-MS-Journal-Report:\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--y\r\n\r\n--y",
        b"Content-Type: multipart/mixed; boundary=" + b"x" * 300 + b"\r\n\r\n--" + b"x" * 300,
    ],
)
def test_what_has_no_parts_gives_nothing(raw):
    """No boundary, another one, or one that is too long."""
    assert unwrapped(raw) == Wrapping()


def test_parts_have_a_limit():
    """A mail behind more than sixteen others is not looked for."""
    piece = f"--{BOUNDARY}\r\nContent-Type: image/png\r\n\r\nx\r\n".encode()
    raw = journal_report(mail(1))
    at = raw.rindex(b"--" + BOUNDARY.encode() + b"\r\n")
    assert unwrapped(raw[:at] + piece * 5 + raw[at:]).inner == mail(1)
    assert unwrapped(raw[:at] + piece * 50 + raw[at:]).inner is None


PIECES = st.sampled_from(
    [
        b"X-MS-Journal-Report:",
        b"Content-Type: multipart/mixed; boundary=b",
        b"Content-Type: message/rfc822",
        b"Content-Type: text/plain; charset=utf-7",
        b"Content-Transfer-Encoding: base64",
        b"--b",
        b"--b--",
        b"--",
        b"\r\n",
        b"\n",
        b"\r",
        b" ",
        b"\t",
        b"Sender: a@b.example",
        b"\xff\x00",
        b"=?utf-8?q?b?=",
    ]
)


@settings(deadline=None)
@given(st.one_of(st.binary(max_size=300), st.lists(PIECES, max_size=60).map(b"".join)))
def test_any_bytes_are_read(raw):
    """Never an error, and no mail inside that does not stand in the report (unless encoded)."""
    is_report(raw)
    inner = unwrapped(raw).inner
    assert inner is None or inner in raw or b"base64" in raw


@settings(deadline=None)
@given(
    st.binary(max_size=500).filter(lambda inner: inner.strip() and BOUNDARY.encode() not in inner)
)
def test_any_mail_comes_out_as_it_went_in(inner):
    """Byte for byte, whatever the bytes."""
    assert unwrapped(journal_report(inner)).inner == inner
