"""Shapes of hostile mail, made by rule: bombs, floods, lies, and what two parsers read differently.

`shapes()` yields (name, bytes). Every mail carries the word `lure.example` somewhere where a
mail program would show or open it, if the shape leaves room for one.
"""

from __future__ import annotations

import base64
import quopri
from collections.abc import Callable, Iterator

LURE = "https://lure.example/login"
_HEADER = (
    b"From: Eve <eve@evil.example>\nTo: bob@corp.example\nSubject: hello\nMessage-ID: <1@evil>\n"
)
_HTML = f'<html><body><a href="{LURE}">Sign in</a></body></html>'.encode()
_SHAPES: dict[str, Callable[[], bytes]] = {}


def shapes() -> Iterator[tuple[str, bytes]]:
    """Every shape, by name."""
    for name, make in _SHAPES.items():
        yield name, make()


def names() -> list[str]:
    """The names of all shapes."""
    return list(_SHAPES)


def shape(name: str) -> bytes:
    """The mail of that name."""
    return _SHAPES[name]()


def _add(name: str, make: Callable[[], bytes]) -> None:
    _SHAPES[name] = make


def _plain(header: bytes, body: bytes = LURE.encode()) -> bytes:
    return header + b"\n" + body + b"\n"


def _multipart(parts: list[bytes], boundary: bytes = b"b", extra: bytes = b"") -> bytes:
    lines = [_HEADER, b"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="]
    lines += [boundary, extra, b"\n\n"]
    for part in parts:
        lines += [b"--", boundary, b"\n", part, b"\n"]
    return b"".join([*lines, b"--", boundary, b"--\n"])


def _html(body: bytes, header: bytes = b"") -> bytes:
    return _HEADER + header + b"Content-Type: text/html; charset=utf-8\n\n" + body


def _part(body: bytes, kind: bytes = b"text/html", more: bytes = b"") -> bytes:
    return b"Content-Type: " + kind + b"\n" + more + b"\n" + body


def _nested(depth: int) -> bytes:
    top = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%05d\n\n--b%05d\n" % (level, level)
        for level in range(depth)
    )
    end = b"".join(b"\n--b%05d--" % level for level in reversed(range(depth)))
    return _HEADER + top + _part(_HTML) + end


def _messages(depth: int) -> bytes:
    return _HEADER + b"Content-Type: message/rfc822\n\n" * depth + _part(_HTML)


def _base64_html(broken: bytes) -> bytes:
    encoded = base64.encodebytes(_HTML * 3)
    return (
        _HEADER
        + b"Content-Type: text/html\nContent-Transfer-Encoding: base64\n\n"
        + encoded[:20]
        + broken
        + encoded[20:]
    )


def _attachment(name: bytes, content: bytes = b"MZ\x90\x00") -> bytes:
    head = b"Content-Type: application/octet-stream\nContent-Disposition: attachment; " + name
    return _multipart(
        [
            _part(_HTML),
            head + b"\nContent-Transfer-Encoding: base64\n\n" + base64.encodebytes(content),
        ]
    )


# --- headers -----------------------------------------------------------------------------------
_add("empty", lambda: b"")
_add("only_newlines", lambda: b"\n" * 1000)
_add("no_header", LURE.encode)
_add("no_body", lambda: _HEADER)
_add("no_newline_at_all", lambda: b"Subject: x")
_add("only_nul", lambda: b"\0" * 10_000)
_add("random_high_bytes", lambda: bytes(range(128, 256)) * 500)
_add(
    "subject_100k_encoded_words", lambda: _plain(b"Subject: " + b"=?utf-8?q?a?= " * 100_000 + b"\n")
)
_add(
    "subject_100k_words_folded",
    lambda: _plain(b"Subject:" + b"\n =?utf-8?q?a?=" * 100_000 + b"\n"),
)
_add("subject_encoded_newline", lambda: _plain(b"Subject: =?utf-8?q?a=0D=0ABcc:_x=40y?=\n"))
_add("subject_unknown_charset", lambda: _plain(b"Subject: =?x-evil?b?//79?=\n"))
_add("subject_codec_bomb", lambda: _plain(b"Subject: =?punycode?q?" + b"a-" * 5_000 + b"?=\n"))
_add("subject_utf7", lambda: _plain(b"Subject: =?utf-7?q?+2ADcAA-?=\n"))
_add("subject_script", lambda: _plain(b"Subject: <script>alert(1)</script>\n"))
_add("from_20k_quotes", lambda: _plain(b"From: " + b'"' * 20_000 + b"\n"))
_add("from_200k_commas", lambda: _plain(b"From: " + b"," * 200_000 + b"\n"))
_add("from_100k_parentheses", lambda: _plain(b"From: " + b"(" * 100_000 + b"\n"))
_add("from_3k_nested_comments", lambda: _plain(b"From: " + b"(" * 3_000 + b")" * 3_000 + b" a@b\n"))
_add("from_backslashes", lambda: _plain(b'From: "' + b"\\" * 100_001 + b"\n"))
_add("from_angles", lambda: _plain(b"From: " + b"<" * 100_000 + b"\n"))
_add("from_unquoted_commas", lambda: _plain(b"From: UPS, UPS, <x@evil.example>\n"))
_add("from_twice", lambda: _plain(b"From: a@good.example\nFrom: b@evil.example\n"))
_add(
    "from_smuggled_in_encoded_word",
    lambda: _plain(b"From: =?utf-8?q?=3Cceo=40corp.example=3E?= <x@evil.example>\n"),
)
_add("to_20k_addresses", lambda: _plain(b"To: " + b"user@example.com, " * 20_000 + b"\n"))
_add(
    "to_100k_addresses_folded",
    lambda: _plain(b"To: a@b" + b",\n u@example.com" * 100_000 + b"\n"),
)
_add("headers_100k", lambda: _plain(b"X-A: b\n" * 100_000 + _HEADER))
_add("headers_2k_received", lambda: _plain(b"Received: from a by b; c\n" * 1_990 + _HEADER))
_add("header_10mb", lambda: _plain(b"X-Long: " + b"a" * 10_000_000 + b"\n" + _HEADER))
_add("header_name_1mb", lambda: _plain(b"X" * 1_000_000 + b": a\n" + _HEADER))
_add("header_without_colon", lambda: _plain(b"Subject: a\nnot a header\n" + _HEADER))
_add("header_folds_only", lambda: _plain(b"Subject:\n" + b" \n" * 100_000 + _HEADER))
_add("header_8bit", lambda: _plain("Subject: größer\n".encode("latin-1") + _HEADER))
_add("header_nul", lambda: _plain(b"Subject: a\0b\n" + _HEADER))
_add("bare_cr", lambda: (_html(_HTML)).replace(b"\n", b"\r"))
_add("bare_cr_in_header", lambda: _plain(b"Subject: a\rX-Evil: b\n" + _HEADER))
_add("mixed_line_ends", lambda: _html(_HTML).replace(b"\n", b"\r\n", 3))
_add("mbox_line", lambda: b"From eve@evil Mon Jan  1 00:00:00 2026\n" + _html(_HTML))
_add("date_absurd", lambda: _plain(b"Date: Fri, 99 Foo 999999999999 99:99:99 +999999\n"))
_add("date_year_9999", lambda: _plain(b"Date: Fri, 31 Dec 9999 23:59:59 -1200\n"))
_add(
    "authentication_results_parentheses",
    lambda: _plain(b"Authentication-Results: a; " + b"(" * 15_000 + b"\n"),
)
_add(
    "authentication_results_flood", lambda: _plain(b"Authentication-Results: a; spf=pass\n" * 1_900)
)
_add("spamd_result_flood", lambda: _plain(b"X-Spamd-Result: " + b"A(1.0)[" * 2_000 + b"\n"))
# --- MIME --------------------------------------------------------------------------------------
_add(
    "content_type_5k_parameters",
    lambda: _plain(_HEADER + b"Content-Type: text/plain" + b"; a=b" * 5_000 + b"\n"),
)
_add(
    "content_type_50k_rfc2231",
    lambda: _multipart(
        [_part(_HTML, b"text/html" + b"".join(b"; n*%d*=a" % n for n in range(50_000)))]
    ),
)
_add(
    "disposition_200k_quotes",
    lambda: _multipart(
        [_part(_HTML, more=b"Content-Disposition: attachment" + b'";' * 200_000 + b"\n")]
    ),
)
_add(
    "part_header_100k_encoded_words",
    lambda: _multipart(
        [_part(_HTML, more=b"Content-Description: " + b"=?utf-8?q?a?= " * 100_000 + b"\n")]
    ),
)
_add(
    "content_type_twice",
    lambda: (
        _HEADER
        + b"Content-Type: text/plain\nContent-Type: multipart/mixed; boundary=b\n\n--b\n"
        + _part(base64.encodebytes(_HTML), more=b"Content-Transfer-Encoding: base64\n")
        + b"\n--b--\n"
    ),
)
_add("boundary_twice", lambda: _multipart([_part(_HTML)], extra=b"; boundary=other"))
_add(
    "boundary_missing",
    lambda: (
        _HEADER
        + b"Content-Type: multipart/mixed\n\n--b\n"
        + _part(base64.encodebytes(_HTML), more=b"Content-Transfer-Encoding: base64\n")
        + b"\n--b--\n"
    ),
)
_add(
    "boundary_prefix",
    lambda: _multipart(
        [
            b"Content-Type: multipart/alternative; boundary=bb\n\n--bb\n"
            + _part(b"text", b"text/plain")
            + b"\n--bb\n"
            + _part(_HTML)
            + b"\n--bb--\n"
        ]
    ),
)
_add("boundary_100kb", lambda: _multipart([_part(_HTML)], boundary=b"b" * 100_000))
_add("boundary_never_closed", lambda: _multipart([_part(_HTML)]).removesuffix(b"--b--\n"))
_add("encoding_unknown", lambda: _html(_HTML, b"Content-Transfer-Encoding: x-rot13\n"))
_add(
    "encoding_twice",
    lambda: _html(
        base64.encodebytes(_HTML),
        b"Content-Transfer-Encoding: 7bit\nContent-Transfer-Encoding: base64\n",
    ),
)
_add("charset_nul", lambda: _HEADER + b'Content-Type: text/html; charset="utf\0-8"\n\n' + _HTML)
_add(
    "charset_idna",
    lambda: _HEADER + b"Content-Type: text/html; charset=idna\n\n" + _HTML + b"a." * 50_000,
)
_add("charset_lies_utf16", lambda: _HEADER + b"Content-Type: text/html; charset=utf-16\n\n" + _HTML)
_add("base64_stray_character", lambda: _base64_html(b"!"))
_add("base64_early_padding", lambda: _base64_html(b"="))
_add("base64_with_footer", lambda: _base64_html(b"") + b"\n-- \nlist footer here\n")
_add("base64_20mb", lambda: _attachment(b"filename=a.bin", b"\0" * 15_000_000))
_add(
    "quoted_printable_broken",
    lambda: _html(
        quopri.encodestring(_HTML) + b"=Z=\n==", b"Content-Transfer-Encoding: quoted-printable\n"
    ),
)
_add(
    "uuencode_broken",
    lambda: _html(
        b"begin 644 x\n#86)C\n###\nend\n" + _HTML, b"Content-Transfer-Encoding: x-uuencode\n"
    ),
)
_add("parts_50k", lambda: _multipart([_part(b"a", b"text/plain")] * 50_000))
_add("parts_200k_tiny", lambda: _multipart([b"\n"] * 200_000))
_add("depth_60", lambda: _nested(60))
_add("depth_1000", lambda: _nested(1_000))
_add("depth_10000", lambda: _nested(10_000))
_add("messages_40", lambda: _messages(40))
_add("messages_2000", lambda: _messages(2_000))
_add(
    "preamble_5mb",
    lambda: _multipart([_part(_HTML)]).replace(b"\n\n", b"\n\n" + b"x" * 5_000_000 + b"\n", 1),
)
_add("body_text_20mb", lambda: _plain(_HEADER, b"word " * 4_000_000 + LURE.encode()))
_add("body_one_line_5mb", lambda: _plain(_HEADER, LURE.encode() + b" " + b"a" * 5_000_000))
# --- attachments -------------------------------------------------------------------------------
_add("name_path", lambda: _attachment(b'filename="../../../etc/passwd"'))
_add("name_script", lambda: _attachment(b'filename="<img src=x onerror=alert(1)>.pdf"'))
_add("name_bidi", lambda: _attachment(b"filename*=utf-8''invoice%E2%80%AEfdp.exe"))
_add("name_crlf", lambda: _attachment(b"filename*=utf-8''a%0D%0AX-Evil%3A%20b.txt"))
_add("name_split_2231", lambda: _attachment(b"filename*0*=utf-8''%e2%82; filename*1*=%ac.exe"))
_add("name_encoded_word", lambda: _attachment(b'filename="=?utf-8?b?aW52b2ljZS5leGU=?="'))
_add("name_64kb", lambda: _attachment(b'filename="' + b"n" * 65_536 + b'"'))
# --- HTML and URLs -----------------------------------------------------------------------------
_add("html_200k_divs", lambda: _html(b"<div>" * 200_000 + _HTML))
_add(
    "html_100k_attributes",
    lambda: _html(b"<a " + b"".join(b"a%d=1 " % n for n in range(100_000)) + b">" + _HTML),
)
_add("html_50k_nested_links", lambda: _html(b"<object><a href=//x>" * 50_000 + _HTML))
_add("html_1m_angles", lambda: _html(b"<" * 1_000_000 + _HTML))
_add("html_comment_bomb", lambda: _html(b"<!--[if mso]><a href=http://x.example>" * 50_000 + _HTML))
_add("html_10k_comments", lambda: _html(b"<!-- href=x -->" * 10_000 + _HTML))
_add("html_mso_comment", lambda: _html(f'<!--[if mso]><a href="{LURE}">x</a><![endif]-->'.encode()))
_add("html_base", lambda: _html(b'<base href="https://lure.example/"><a href="login">x</a>'))
_add("html_10mb", lambda: _html(_HTML + b"<p>text</p>" * 1_000_000))
_add(
    "urls_100k",
    lambda: _html(b"".join(b"<a href=http://h%d.example/>x</a>" % n for n in range(100_000))),
)
_add("url_1mb", lambda: _html(b'<a href="https://lure.example/' + b"a" * 1_000_000 + b'">x</a>'))
_add("url_brackets", lambda: _plain(_HEADER, b"https://lure.example/" + b")" * 100_000))
_add(
    "url_nested_wrappers",
    lambda: _plain(_HEADER, b"https://www.google.com/url?q=" * 500 + LURE.encode()),
)
_add("text_100k_dots", lambda: _plain(_HEADER, b"a." * 100_000 + b"/ www." + b"b." * 100_000))
_add("text_slashes", lambda: _plain(_HEADER, b"a/" * 500_000 + b" " + b"http://" * 100_000))
