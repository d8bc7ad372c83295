"""Mails made from their parts, byte for byte, and what of a mail a person or a program sees."""

from __future__ import annotations

import base64
import binascii
from email import message_from_bytes
from email.message import Message

from hypothesis import strategies as st

from clawback.analysis import html
from clawback.analysis.charsets import decode
from clawback.analysis.links import absolute

LINK_ATTRIBUTES = frozenset(("href", "action", "formaction", "xlink:href"))
URLS = (
    "https://shop.example/a?b=c&d=e",
    "http://news.example:8080/",
    "HTTP://Shop.Example/%20x#y",
    "ftp://files.example/a",
    "//cdn.example/x",
    "www.news.example/a",
    "mailto:a@b.example",
    "#top",
    "cid:1",
    "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fshop.example%2F&data=x",
    "https://xn--bcher-kva.example/" + "long/" * 60,
)
_PIECES = (
    '<a href="%s" class="q">%s</a>',
    "<A HREF='%s'>%s</A><br>",
    "<area href=%s alt='%s'>",
    '<form action="%s"><button>%s</button></form>',
    '<!--[if mso]><a href="%s">%s</a><![endif]-->',
    '<img src="%s" alt="%s">',
    "<!-- %s %s -->",
    "<p>%s = %s =20</p>",
)
WORDS = {
    "utf-8": ("Grüße", "日本語", "x"),
    "iso-8859-1": ("Grüße", "=3D", "From here"),
    "iso-2022-jp": ("日本語", "ascii", "."),
    "shift_jis": ("ソ表", "日本", "x"),
    "us-ascii": ("plain", "..", "--x"),
}


def encoded(data: bytes, encoding: str, line_end: bytes) -> bytes:
    """As mail programs encode it."""
    if encoding == "base64":
        return base64.encodebytes(data).replace(b"\n", line_end)
    if encoding == "quoted-printable":
        text = binascii.b2a_qp(data, istext=True).replace(b"\r\n", b"\n")
        return text.replace(b"\n", line_end)
    return data


@st.composite
def texts(draw, line_end: bytes):
    """A part that is shown: HTML or plain, in some charset and encoding."""
    charset = draw(st.sampled_from(sorted(WORDS)))
    seven = charset in {"iso-2022-jp", "us-ascii"}
    encoding = draw(st.sampled_from(["base64", "quoted-printable", "7bit" if seven else "8bit"]))
    is_html = draw(st.booleans())
    pieces = draw(
        st.lists(
            st.tuples(
                st.sampled_from(_PIECES), st.sampled_from(URLS), st.sampled_from(WORDS[charset])
            ),
            max_size=4,
        )
    )
    lines = [
        (piece if is_html else "%s %s ") % (url.replace("&", "&amp;") if is_html else url, word)
        for piece, url, word in pieces
    ]
    data = line_end.decode().join([*lines, ""]).encode(charset)
    kind = "text/html" if is_html else "text/plain; format=flowed"
    head = (
        f"Content-Type: {kind};\n\tcharset={charset}\nContent-Transfer-Encoding: {encoding}\n\n"
    ).encode()
    return head.replace(b"\n", line_end) + encoded(data, encoding, line_end)


@st.composite
def files(draw, line_end: bytes):
    """A part that must stay as it is: a file, an attached mail, a calendar, AMP."""
    head = draw(
        st.sampled_from(
            (
                b"Content-Type: text/html\nContent-Disposition: attachment; filename=a.html\n\n",
                b"Content-Type: message/rfc822\n\nContent-Type: text/html\n\n",
                b"Content-Type: text/calendar\n\n",
                b"Content-Type: text/x-amp-html\n\n",
                b"Content-Type: application/pkcs7-mime; smime-type=signed-data\n\n",
                b"Content-Type: text/html\nContent-Transfer-Encoding: x-own\n\n",
                b"Content-Type: text/html\n\n-----BEGIN PGP SIGNED MESSAGE-----\n",
            )
        )
    )
    return (head + b'<a href="https://shop.example/">x</a>\n').replace(b"\n", line_end)


def joined(kind: str, parts: list[bytes], boundary: str, line_end: bytes) -> bytes:
    """A multipart of these, with a preamble and an epilogue."""
    head = f'Content-Type: {kind}; boundary="{boundary}"\n\nPreamble http://a.example/\n'
    delimiter = f"--{boundary}\n".encode()
    body = b"".join(b"\n" + delimiter + part.replace(line_end, b"\n") for part in parts)
    whole = head.encode() + body[1:] + f"\n--{boundary}--\nEpilogue <a href=x>\n".encode()
    return whole.replace(b"\n", line_end)


def nodes(line_end: bytes):
    """A part of any kind, also one of parts."""
    leaf = texts(line_end) | files(line_end)
    return st.recursive(
        leaf,
        lambda inner: st.builds(
            lambda kind, parts, number: joined(kind, parts, f"=_b{number}", line_end),
            st.sampled_from(["multipart/mixed", "multipart/alternative", "multipart/signed"]),
            st.lists(inner, min_size=1, max_size=3),
            st.integers(0, 10**12),
        ),
        max_leaves=5,
    )


_HEAD = b"From: a@example.org\nSubject: =?utf-8?q?x?=\n folded\n"
mails = st.sampled_from([b"\r\n", b"\n"]).flatmap(
    lambda line_end: nodes(line_end).map(lambda node: _HEAD.replace(b"\n", line_end) + node)
)


def seen(raw: bytes, change) -> list[object]:
    """Everything that a mail holds, with links of shown HTML as `change` has them."""
    return list(_seen(message_from_bytes(raw), change, sealed=False))


def _seen(node: Message, change, *, sealed: bool):
    yield node.items()
    sealed = sealed or node.get_content_type() == "multipart/signed"
    payload = node.get_payload()
    if isinstance(payload, list) and node.get_content_maintype() == "multipart":
        yield node.preamble, node.epilogue
        for part in filter(lambda one: isinstance(one, Message), payload):
            yield from _seen(part, change, sealed=sealed)
        return
    if isinstance(payload, list):
        yield [part.as_bytes() for part in payload if isinstance(part, Message)]
        return
    data = node.get_payload(decode=True)
    assert isinstance(data, bytes)
    shown = node.get_content_type() == "text/html" and not node.get("Content-Disposition")
    plain = node.get("Content-Transfer-Encoding") != "x-own" and b"BEGIN PGP" not in data
    if shown and plain and not sealed:
        yield list(dom(decode(data, node.get_content_charset() or ""), change))
    else:
        yield payload


def dom(markup: str, change):
    """The page as a browser builds it: elements, attributes, texts and comments in order."""
    tree = html.parse(markup.replace("\r\n", "\n"))
    for element in tree.iter_elements():
        yield (
            element.tag,
            {
                name: _link(element.tag, name, value, change)
                for name, value in element.attrs.items()
            },
        )
    yield tree.to_text()
    for comment in html.comments(tree):
        head, bracket, rest = comment.partition("[if mso]>")
        yield list(dom(rest, change)) if bracket and not head else comment


def _link(tag: str, name: str, value, change):
    linked = name in LINK_ATTRIBUTES and tag in {"a", "area", "form", "button", "input"}
    url = absolute(value, "") if linked and isinstance(value, str) else ""
    return change(url) or value if url else value
