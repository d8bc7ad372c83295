import email
from datetime import UTC, datetime
from email.header import decode_header, make_header

import pytest

from clawback.demo.mail.draft import Draft, File, Mailbox
from clawback.demo.mail.render import encoded, render, shown

SENT = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)


def draft(**changes):
    plain = {
        "sender": Mailbox("Ängström, Ana", "ana@tarnbeck.example"),
        "to": (Mailbox("Bo", "bo@tarnbeck.example"),),
        "subject": "Grüße 計測 " * 9,
        "sent": SENT,
        "message_id": "<1@tarnbeck.example>",
        "text": "Zeile eins\n\n= Zeile zwei äöü\n",
    }
    return Draft(**{**plain, **changes})


def read(drawn):
    return email.message_from_bytes(render(drawn))


def test_headers_come_back_as_they_were_meant():
    """Encoded words are short enough and decode to the text."""
    message = read(draft())
    assert str(make_header(decode_header(message["Subject"]))) == "Grüße 計測 " * 9
    assert str(make_header(decode_header(message["From"]))).startswith("Ängström, Ana")
    assert all(len(line) <= 78 for line in render(draft()).split(b"\n\n")[0].split(b"\n"))


def test_text_and_html_come_back_as_they_were_meant():
    """Both halves survive quoted-printable."""
    message = read(draft(html="<p>äöü = 1</p>"))
    plain, html = message.get_payload()
    assert plain.get_payload(decode=True).decode() == "Zeile eins\n\n= Zeile zwei äöü\n\n"
    assert html.get_payload(decode=True).decode().strip() == "<p>äöü = 1</p>"


def test_files_come_back_byte_for_byte():
    """Attachments are whole, under their own names, whatever the script."""
    data = bytes(range(256)) * 3
    message = read(draft(files=(File(name="請求書 1.pdf", type="application/pdf", data=data),)))
    attached = message.get_payload()[1]
    assert attached.get_filename() == "請求書 1.pdf"
    assert attached.get_payload(decode=True) == data


def test_pictures_in_the_html_are_related_to_it():
    """An inline file stands beside the HTML, not among the attachments."""
    picture = File(name="l.png", type="image/png", data=b"x", inline="logo@x")
    message = read(draft(html='<img src="cid:logo@x">', files=(picture,)))
    types = [part.get_content_type() for part in message.walk()]
    assert types[:4] == ["multipart/alternative", "text/plain", "multipart/related", "text/html"]


def test_a_mail_to_nobody_in_particular_says_so():
    """An empty To is a group without members (RFC 5322 §3.4)."""
    assert read(draft(to=()))["To"] == "undisclosed-recipients:;"


def test_the_same_draft_is_the_same_bytes():
    """Boundaries are not drawn."""
    assert render(draft(html="x")) == render(draft(html="x"))


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("", "a@b.example"),
        ("Plain Name", "Plain Name <a@b.example>"),
        ('With "quotes", and comma', '"With \\"quotes\\", and comma" <a@b.example>'),
    ],
)
def test_names_are_quoted_where_they_must_be(name, header):
    """Special characters do not end a name early."""
    assert shown(Mailbox(name, "a@b.example")) == header


def test_plain_text_is_left_alone():
    """ASCII needs no encoding."""
    assert encoded("Invoice 7") == "Invoice 7"
