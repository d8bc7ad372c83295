"""Links of plain text are changed where they stand, if nothing else is lost by it."""

from __future__ import annotations

import pytest
from tests.links.wrapping import PROTECTING, RESTORING, protected

from clawback.links.rewriting.plain import edited_text

SHOP = "https://shop.example/a?b=c"


def _protected(data: bytes, charset: str = "utf-8", *, short: bool = True) -> bytes:
    return edited_text(data, charset, PROTECTING, short=short).data


def test_links_among_words():
    """Brackets and full stops around a link are not part of it; a flowed line stays one line."""
    text = f"Look (at <%s>), %s. \r\n> %s\r\nwww.shop.example and {SHOP[8:]} stay\r\n"
    data = (text % ((SHOP,) * 3)).encode()
    done = _protected(data)
    assert done == (text % ((protected(SHOP),) * 3)).encode()
    assert edited_text(done, "utf-8", RESTORING, short=True).data == data


@pytest.mark.parametrize("charset", ["iso-2022-jp", "shift_jis", "utf-8", "utf-16", "euc-jp"])
def test_charsets(charset):
    """A text comes back in the charset that it had."""
    text = "日本語 %s 日本語\r\n"
    assert _protected((text % SHOP).encode(charset), charset) == (text % protected(SHOP)).encode(
        charset
    )


@pytest.mark.parametrize(
    ("data", "charset"),
    [
        (b"\xff\xfe https://shop.example/", "utf-8"),
        (b"\x1b$B\x1b(B https://shop.example/", "iso-2022-jp"),  # a shift that nobody needs
        (b"no link", "utf-8"),
        (b"", "utf-8"),
    ],
)
def test_what_would_not_come_back_stays(data, charset):
    """A text that is not what its charset says, or says it in another way, is left alone."""
    assert _protected(data, charset) == data


def test_a_line_that_would_grow_too_long_stays():
    """Unless it is encoded, for then it is broken on its way."""
    line = ("x " * 400 + SHOP + " " + SHOP).encode()
    assert _protected(line) == line
    assert _protected(line, short=False).count(protected(SHOP).encode()) == 2


def test_a_target_that_the_charset_does_not_have_stays_protected():
    """Better a long link than a wrong one."""
    data = protected("https://shop.example/日").encode()
    assert edited_text(data, "iso-8859-1", RESTORING, short=True).data == data
