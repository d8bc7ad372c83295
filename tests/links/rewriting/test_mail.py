"""A mail whose links were changed is the same mail but for these."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from tests.links.rewriting.mails import joined, mails, seen
from tests.links.wrapping import PROTECTING, RESTORING, protected
from tests.making.corpus import corpus

from clawback.links.rewriting.mail import changed
from clawback.links.rewriting.parts import Sealing, layout

SHOP = "https://shop.example/a"
PAGE = b'<a href="https://shop.example/a">x</a>\r\n'
HTML = b"Content-Type: text/html\r\n\r\n" + PAGE
OURS = PAGE.replace(SHOP.encode(), protected(SHOP).encode())


def _same(_: str) -> None:
    return None


@pytest.mark.slow
@settings(max_examples=80, deadline=None)
@given(mails)
def test_only_link_targets_differ(raw):
    """Parsed, the mail is the same with its links protected; what is signed or filed stays."""
    done = changed(raw, PROTECTING)
    assert seen(done.raw, _same) == seen(raw, PROTECTING)
    assert (done.links == 0) == (done.raw == raw)
    assert _between_texts(done.raw) == _between_texts(raw)
    assert changed(done.raw, PROTECTING).raw == done.raw


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(mails)
def test_what_was_protected_can_be_restored(raw):
    """The links of a reply lead where they led before, but for other services' wrappers."""
    back = changed(changed(raw, PROTECTING).raw, RESTORING)
    assert seen(back.raw, _same) == seen(raw, lambda url: _restored(PROTECTING(url)) or url)
    assert changed(back.raw, RESTORING).raw == back.raw


def _restored(url: str | None) -> str | None:
    return RESTORING(url) if url else None


def _between_texts(raw: bytes) -> list[bytes]:
    """Everything but the shown texts, byte for byte."""
    ends = [
        0,
        *(place for leaf in layout(raw).leaves for place in (leaf.start, leaf.end)),
        len(raw),
    ]
    return [raw[start:end] for start, end in zip(ends[::2], ends[1::2], strict=True)]


@pytest.mark.slow
def test_real_mail_differs_in_links_alone():
    """Every tenth of the corpus's HTML mails: the same mail but for links, twice or once."""
    raws = [one.raw for one in corpus() if b"text/html" in one.raw.lower()][::10]
    touched = 0
    for raw in raws:
        done = changed(raw, PROTECTING, text=True)
        touched += bool(done.links)
        assert _between_texts(done.raw) == _between_texts(raw)
        assert changed(done.raw, PROTECTING, text=True).raw == done.raw
        back = changed(done.raw, RESTORING, text=True)
        assert back.links == done.links
    assert touched > len(raws) / 2


def test_a_mail_of_one_part():
    """Its header stays; what stands after it is changed."""
    assert changed(HTML, PROTECTING).raw == HTML.replace(PAGE, OURS)
    assert changed(HTML, PROTECTING, html=False, text=True).raw == HTML


@pytest.mark.parametrize(
    ("raw", "sealings"),
    [
        (joined("multipart/signed", [HTML], "b", b"\r\n"), {Sealing.SIGNED}),
        (joined("multipart/encrypted", [HTML], "b", b"\r\n"), {Sealing.ENCRYPTED}),
        (b"Content-Type: application/pkcs7-mime\r\n\r\n" + PAGE, {Sealing.ENCRYPTED}),
        (
            b"Content-Type: application/x-pkcs7-mime; smime-type=signed-data\r\n\r\n" + PAGE,
            {Sealing.SIGNED},
        ),
        (HTML.replace(b"<a", b"-----BEGIN PGP SIGNED MESSAGE-----\r\n<a"), {Sealing.SIGNED}),
        (HTML.replace(b"<a", b"-----BEGIN PGP MESSAGE-----\r\n<a"), {Sealing.ENCRYPTED}),
    ],
)
def test_what_is_sealed_is_not_touched(raw, sealings):
    """A signature would break, and what is encrypted is not ours to read."""
    done = changed(raw, PROTECTING, text=True)
    assert (done.raw, done.links) == (raw, 0)
    assert set(done.sealings) == sealings


def test_beside_what_is_signed_links_are_changed():
    """A list that adds a footer to a signed mail leaves the signature whole; so does this."""
    signed = joined("multipart/signed", [HTML], "s", b"\r\n")
    raw = joined("multipart/mixed", [signed, HTML], "m", b"\r\n")
    done = changed(raw, PROTECTING)
    assert signed in done.raw
    assert done.raw.count(protected(SHOP).encode()) == 1
    assert done.links == 1
    assert set(done.sealings) == {Sealing.SIGNED}


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\r\n",
        b"Content-Type: multipart/mixed\r\n\r\n" + PAGE,
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x--\r\n" + HTML,
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--xy\r\n" + HTML,
        b"Content-Type: text/html",
        b"Content-Type: text/html; charset=\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!",
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\n" * 5_000,
    ],
)
def test_a_broken_mail_stays(raw):
    """No mail is made worse than it came."""
    assert changed(raw, PROTECTING, text=True).raw == raw


def test_parts_without_an_end_are_read():
    """As mail programs do: the last part goes on to the end of the mail."""
    raw = b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n" + HTML
    assert changed(raw, PROTECTING).raw == raw.replace(PAGE, OURS)


def test_lines_joined_without_a_blank_are_left():
    """DelSp text (RFC 3676 §4.1) may have a link on two lines, half of which is another link."""
    raw = (
        b"Content-Type: text/plain; format=flowed; delsp=yes\r\n\r\nhttps://shop.exam \r\nple/\r\n"
    )
    assert changed(raw, PROTECTING, text=True).raw == raw


@pytest.mark.parametrize("spare", [-8, 8])
def test_a_text_is_read_up_to_eight_megabytes(spare):
    """A larger one goes on as it came."""
    body = PAGE + b"x" * (8 * 1024 * 1024 - len(PAGE) + spare)
    raw = b"Content-Type: text/html\r\n\r\n" + body
    assert (changed(raw, PROTECTING).raw == raw) is (spare > 0)
