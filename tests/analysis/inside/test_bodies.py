from __future__ import annotations

import base64

import pytest
from tests.analysis.inside.looking import sources
from tests.making import files
from tests.making.mails import mail

from clawback.analysis.message import analyse

QR = {files.LURE: "qr_code"}


@pytest.mark.parametrize("drawn", [files.half_blocks(), files.full_blocks()], ids=("half", "full"))
def test_a_code_drawn_with_characters_is_read(drawn: str):
    """In the plain text, and as preformatted text of a page."""
    assert sources(analyse(mail(body=f"Scan this:\n\n{drawn}\n\nThanks"))) == QR
    assert sources(analyse(mail(body="x", html=f"<p>Scan<pre>{drawn}</pre>"))) == QR


@pytest.mark.parametrize(
    "dark",
    [
        'bgcolor="#000000"',
        'style="background:#123"',
        'style="background-color: rgb(10, 20, 90)"',
        'bgcolor="navy"',
    ],
)
def test_a_code_of_table_cells_is_read(dark: str):
    """However the dark cells say that they are dark."""
    assert sources(analyse(mail(body="x", html=files.table(dark=dark)))) == QR


def test_pictures_side_by_side_are_one():
    """A code cut in two or four is no code in any part, and is one where the page joins them."""
    whole = files.code()
    middle = whole.width // 2
    parts = [
        whole.crop((left, top, left + middle, top + middle))
        for top in (0, middle)
        for left in (0, middle)
    ]
    assert sources(analyse(_page(parts))) == QR
    halves = [
        whole.crop((0, 0, middle, whole.height)),
        whole.crop((middle, 0, whole.width, whole.height)),
    ]
    assert sources(analyse(_page(halves))) == QR
    assert sources(analyse(_page(halves[:1]))) == {}


def _page(pictures) -> bytes:
    """A mail whose page has the pictures two in a row."""
    shown = "".join(
        f"<img src='cid:{at}@x'>" + "</tr><tr>" * (at % 2) for at in range(len(pictures))
    ).replace("<img", "<td><img")
    parts = "".join(
        f"--b\nContent-Type: image/png\nContent-ID: <{at}@x>\nContent-Transfer-Encoding: base64\n\n"
        f"{base64.encodebytes(files.written(each)).decode()}\n"
        for at, each in enumerate(pictures)
    )
    return (
        "Content-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n"
        f"<table><tr>{shown}</table>\n{parts}--b--\n"
    ).encode()


def test_text_with_some_blocks_is_no_code():
    """Bars, boxes and rules of characters give nothing and cost nothing that is seen."""
    chart = "\n".join("█" * (20 + at % 20) for at in range(40))
    assert sources(analyse(mail(body=f"{'#' * 70}\n{chart}\n{'■□' * 30}"))) == {}
