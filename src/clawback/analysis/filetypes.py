"""What a file is by its first bytes, whatever its name and the mail say."""

from __future__ import annotations

import re

# (offset, bytes, word); the first that fits counts.
_SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"%PDF-", "pdf"),
    (0, b"MZ", "exe"),
    (0, b"\x7fELF", "elf"),
    (0, b"\xca\xfe\xba\xbe", "class"),
    (0, b"\xcf\xfa\xed\xfe", "macho"),
    (0, b"\xce\xfa\xed\xfe", "macho"),
    (0, b"\xfe\xed\xfa\xcf", "macho"),
    (0, b"L\x00\x00\x00\x01\x14\x02\x00", "lnk"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (0, b"{\\rtf", "rtf"),
    (0, b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d", "onenote"),
    (0, b"Rar!\x1a\x07", "rar"),
    (0, b"7z\xbc\xaf\x27\x1c", "7z"),
    (0, b"\x1f\x8b", "gzip"),
    (0, b"BZh", "bzip2"),
    (0, b"\xfd7zXZ\x00", "xz"),
    (0, b"\x28\xb5\x2f\xfd", "zstd"),
    (0, b"MSCF", "cab"),
    (0, b"`\xea", "arj"),
    (0, b"ITSF", "chm"),
    (2, b"-lh", "lha"),
    (257, b"ustar", "tar"),
    (32769, b"CD001", "iso"),
    (0, b"conectix", "vhd"),
    (0, b"vhdxfile", "vhdx"),
    (0, b"\x89PNG\r\n\x1a\n", "png"),
    (0, b"\xff\xd8\xff", "jpeg"),
    (0, b"GIF8", "gif"),
    (0, b"BM", "bmp"),
    (0, b"II*\x00", "tiff"),
    (0, b"MM\x00*", "tiff"),
    (0, b"\x00\x00\x01\x00", "ico"),
    (8, b"WEBP", "webp"),
    (4, b"ftypheic", "heic"),
    (4, b"ftypavif", "avif"),
    (4, b"ftyp", "mp4"),
    (8, b"AVI ", "avi"),
    (8, b"WAVE", "wav"),
    (0, b"ID3", "mp3"),
    (0, b"OggS", "ogg"),
    (0, b"fLaC", "flac"),
    (0, b"FWS", "swf"),
    (0, b"CWS", "swf"),
    (0, b"SQLite format 3\x00", "sqlite"),
    (0, b"\x78\x9f\x3e\x22", "tnef"),
    (0, b"wOFF", "font"),
    (0, b"wOF2", "font"),
    (0, b"%!PS", "postscript"),
)
_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
# The first entry names of a zip tell what it holds (OOXML, OpenDocument, Java, Android).
_IN_ZIP: tuple[tuple[bytes, str], ...] = (
    (b"word/", "docx"),
    (b"xl/", "xlsx"),
    (b"ppt/", "pptx"),
    (b"mimetypeapplication/vnd.oasis.opendocument", "odf"),
    (b"mimetypeapplication/epub+zip", "epub"),
    (b"AndroidManifest.xml", "apk"),
    (b"META-INF/MANIFEST.MF", "jar"),
)
_OLE: tuple[tuple[bytes, str], ...] = (
    ("WordDocument".encode("utf-16-le"), "doc"),
    ("Workbook".encode("utf-16-le"), "xls"),
    ("PowerPoint Document".encode("utf-16-le"), "ppt"),
    ("__properties_version1.0".encode("utf-16-le"), "msg"),
)
# Formats that are text; matched against the first kilobyte in lower case.
_TEXTS: tuple[tuple[re.Pattern[bytes], str], ...] = tuple(
    (re.compile(pattern, re.DOTALL), word)
    for pattern, word in (
        (rb"\s*#!", "script"),
        (
            rb"\s*(<\?xml[^>]{0,200}>\s*)?(<!--.{0,400}?-->\s*)?(<!doctype svg[^>]*>\s*)?<svg\b",
            "svg",
        ),
        (
            rb"\s*(<\?xml[^>]{0,200}>\s*)?(<!--.{0,400}?-->\s*)?<(!doctype html|html|head|body)\b",
            "html",
        ),
        (rb".{0,900}<(script|iframe|meta http-equiv|form|a href)\b", "html"),
        (rb"\s*<\?php", "script"),
        (rb"\s*<(job|package|hta:application|scriptlet)\b", "script"),
        (rb"\s*<\?xml\b", "xml"),
        (rb"\s*begin:vcalendar", "ics"),
        (rb"\s*begin:vcard", "vcard"),
        (rb"\s*\[internetshortcut\]", "url"),
        (rb"\s*\[autorun\]", "script"),
        (rb"\s*windows registry editor", "reg"),
        (rb"\s*(@echo off|powershell\b|cmd /c|rem )", "script"),
        (rb"\s*(on error resume next|dim \w+|set \w+\s*=\s*createobject)", "script"),
        (rb"\s*(var \w+\s*=|function[\s(]|\(function\b|eval\()", "script"),
        (rb"(received|return-path|from|delivered-to|date|subject|message-id): ", "eml"),
        (rb"-----begin pgp ", "pgp"),
    )
)
_HEAD = 1024
_LOOK = 64 * 1024


def file_type(content: bytes) -> str:
    """A short word such as `pdf`, `zip`, `exe`, `html`, `text`; empty when unknown."""
    if not content:
        return ""
    if content.startswith((_ZIP, _EMPTY_ZIP)):
        return _held(content[:_LOOK], _IN_ZIP, "zip")
    for offset, mark, word in _SIGNATURES:
        if content.startswith(mark, offset):
            return _held(content[:_LOOK], _OLE, "ole") if word == "ole" else word
    return _text_type(content[:_HEAD])


def _held(head: bytes, marks: tuple[tuple[bytes, str], ...], otherwise: str) -> str:
    return next((word for mark, word in marks if mark in head), otherwise)


def _text_type(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):  # UTF-16, which scripts use to hide
        head = head[2:].replace(b"\x00", b"")
    if b"\x00" in head:
        return ""
    lowered = head.removeprefix(b"\xef\xbb\xbf").lower()
    found = (word for pattern, word in _TEXTS if pattern.match(lowered))
    return next(found, "text" if _is_text(head) else "")


def _is_text(head: bytes) -> bool:
    odd = sum(head.count(byte) for byte in range(0x20) if byte not in b"\t\n\r\x0c\x1b")
    return odd * 100 <= len(head)
