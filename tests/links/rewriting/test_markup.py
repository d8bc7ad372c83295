"""Links of HTML are changed where they stand, in every charset and however they are written."""

from __future__ import annotations

import pytest
from tests.links.wrapping import PROTECTING, RESTORING, protected

from clawback.links.rewriting.markup import LONGEST_LINE, edited_markup

SHOP = "https://shop.example/a?b=c&d=e"
OURS = protected(SHOP).encode()
_WORDS = {
    "shift_jis": "日本ソ表",  # characters whose second byte is a backslash
    "euc-jp": "日本語",
    "iso-2022-jp": "日本語",
    "big5": "功許",
    "gb18030": "中文",
    "hz": "中文",
    "iso-2022-kr": "한국",
    "koi8-r": "Привет",
}


def _protected(data: bytes, charset: str = "utf-8", line_end: bytes = b"") -> bytes:
    return edited_markup(data, charset, PROTECTING, line_end=line_end).data


@pytest.mark.parametrize(
    ("before", "link", "after"),
    [
        (b'<a href="', b"https://shop.example/a?b=c&amp;d=e", b'">x</a>'),
        (b"<A class=q HREF = '", b"https://shop.example/a?b=c&d=e", b"' id=z>x</A>"),
        (b"<a href=", b"https://shop.example/a?b=c&d=e", b">x</a>"),
        (b'<a\r\nhref\r\n=\r\n"', b"\r\n https://shop.example/a?\r\nb=c&amp;d=e ", b'">x</a>'),
        (b'<p>\r\n<p>\r<map><area href="', b"https://shop.example/a?b=c&amp;d=e", b'"></map>'),
        (b'<form action="', b"https://shop.example/a?b=c&amp;d=e", b'" method=post></form>'),
        (b'<button formaction="', b"https://shop.example/a?b=c&amp;d=e", b'">x</button>'),
        (b'<svg><a xlink:href="', b"https://shop.example/a?b=c&amp;d=e", b'">x</a></svg>'),
        (b'<base href="https://shop.example/"><a href="', b"a?b=c&amp;d=e", b'">x</a>'),
        (b'<!--[if mso]><a href="', b"https://shop.example/a?b=c&amp;d=e", b'">x</a><![endif]-->'),
        (b'<![if !mso]><a href="', b"https://shop.example/a?b=c&amp;d=e", b'">x</a><![endif]>'),
        (b'<b><a href="', b"https://shop.example/a?b=c&amp;d=e", b'"><p>x</b>y</a>'),
    ],
)
def test_a_link_is_changed_and_nothing_around_it(before, link, after):
    """Wherever it stands and however it is quoted; with the entities that a browser resolves."""
    assert _protected(before + link + after) == before + OURS + after


@pytest.mark.parametrize(
    "markup",
    [
        b'<img src="https://shop.example/a.png"><link href="https://shop.example/a.css">',
        b'<p style="background:url(https://shop.example/a)">https://shop.example/</p>',
        b'<a href="mailto:a@b.example">x</a><a href="#top">y</a><a href="tel:1">z</a><a href>q</a>',
        b'<a href="cid:1">x</a><a href="javascript:alert(1)">y</a><a href="data:text/html,x">z</a>',
        b'<script>"<!--[if mso]><a href=https://shop.example/>x</a><![endif]-->"</script>',
        b"<p title='<!--[if mso]><a href=https://shop.example/>x</a><![endif]-->'>x</p>",
        b'<!-- <a href="https://shop.example/">x</a> --><textarea><a href="https://q.example">',
        b"",
        b"<a href=",
        b"<a href='https://shop.example",
    ],
)
def test_all_else_stays(markup):
    """Pictures, styles, other schemes, what only looks like a link, and what has no end."""
    assert edited_markup(markup, "utf-8", PROTECTING).links == 0
    assert _protected(markup) == markup


@pytest.mark.parametrize(
    "charset",
    [
        *("utf-8", "iso-8859-1", "shift_jis", "euc-jp", "iso-2022-jp", "gb18030", "big5"),
        *("iso-2022-kr", "hz", "koi8-r", "utf-16", "utf-7", "windows-1252", "x-unheard-of"),
    ],
)
def test_charsets(charset):
    """Around the link every byte stays, whichever set of characters they are of."""
    words = _WORDS.get(charset, "Grüße")
    codec = "utf-8" if charset == "x-unheard-of" else charset
    page = f'<p title="{words}">{words}</p><a title="{words}" href="%s">{words}</a>{words}'
    data = (page % SHOP).encode(codec)
    assert _protected(data, charset) == (page % OURS.decode()).encode(codec)


@pytest.mark.parametrize(
    ("charset", "url"),
    [("utf-8", "https://bücher.example/ä"), ("iso-2022-jp", "https://shop.example/日本")],
)
def test_a_link_with_letters_of_its_charset(charset, url):
    """Is read in that charset, and comes back as references that any charset has."""
    page = '<a href="%s" id=q>日本</a>' if charset == "iso-2022-jp" else '<a href="%s">ü</a>'
    data = (page % url).encode(charset)
    done = _protected(data, charset)
    assert done == (page % protected(url)).encode(charset)
    back = edited_markup(done, charset, RESTORING).data
    references = url.encode("ascii", "xmlcharrefreplace").decode()
    assert back == (page % references).encode(charset)


def test_lines_stay_as_long_as_mail_may_have_them():
    """Where a line would grow too long, it is broken before attributes; the page stays the same."""
    link = b'<a class="x" href="https://shop.example/a?b=c&amp;d=e">x</a>'
    line = link * 15
    assert len(line) < LONGEST_LINE
    short = _protected(line, line_end=b"\r\n")
    assert max(map(len, short.split(b"\r\n"))) < LONGEST_LINE
    assert short.replace(b"\r\n", b"") == _protected(line)
    assert _protected(link, line_end=b"\r\n") == _protected(link)


def test_nothing_can_be_put_into_the_page():
    """A target with quotes and brackets comes back as text, whichever way the link was quoted."""
    url = "https://shop.example/?\"'><script>alert(1)</script>"
    for page in (b'<a href="%s">x</a>', b"<a href='%s'>x</a>", b"<a href=%s>x</a>"):
        back = edited_markup(page % protected(url).encode(), "utf-8", RESTORING).data
        assert b"<script" not in back
        assert (
            edited_markup(back, "utf-8", PROTECTING).data
            == page.replace(b"=%s", b'="%s"') % protected(url).encode()
        )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("piece", "charset"),
    [
        (b"<!--[if ", "utf-8"),
        (b"<!--[if x]>", "utf-8"),
        (b"<!--[if x]><a href=http://a.example>", "utf-8"),
        (b"\x0e", "iso-2022-kr"),
        (b"\x1b$B", "iso-2022-jp"),
        (b"~{", "hz"),
        (b"<a href='", "utf-8"),
        (b"<a href", "utf-8"),
        (b"<div>", "utf-8"),
        (b"<a href=//a.example ", "utf-8"),
        (b"\0", "utf-16"),
    ],
)
def test_a_hostile_page_costs_little(piece, charset):
    """What is repeated a hundred thousand times is read in time that grows with its length."""
    page = piece * 100_000
    done = edited_markup(page, charset, PROTECTING, line_end=b"\r\n")
    assert done.links <= 10_000
    assert done.links or done.data == page


@pytest.mark.slow
def test_links_beyond_ten_thousand_stay():
    """A page of nothing but links must not hold up the mail server."""
    page = b"<a href=http://a.example/>x</a>" * 10_050
    done = edited_markup(page, "utf-8", PROTECTING)
    assert done.links == 10_000
    assert done.data.endswith(page[-50 * 31 :])
