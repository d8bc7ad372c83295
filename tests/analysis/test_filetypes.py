"""Files by their first bytes."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clawback.analysis.filetypes import file_type


def archive(name: str, content: str = "x") -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        file.writestr(name, content)
    return data.getvalue()


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"%PDF-1.7", "pdf"),
        (b"MZ\x90", "exe"),
        (b"\x7fELF\x02", "elf"),
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"RIFF\0\0\0\0WEBP", "webp"),
        (b"\0" * 257 + b"ustar", "tar"),
        (b"\0" * 32769 + b"CD001", "iso"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "doc"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
        (archive("word/document.xml"), "docx"),
        (archive("mimetype", "application/vnd.oasis.opendocument.text"), "odf"),
        (archive("META-INF/MANIFEST.MF"), "jar"),
        (archive("a.exe"), "zip"),
        (b"PK\x05\x06" + b"\0" * 18, "zip"),
        (b"<!DOCTYPE html><html>", "html"),
        (b"\xef\xbb\xbf <html>", "html"),
        (b"<!-- x --><html>", "html"),
        (b"hello <script>alert(1)</script>", "html"),
        (b"<?xml version='1.0'?><svg onload=x>", "svg"),
        (b"<svg/onload=x>", "svg"),
        (b"<?xml version='1.0'?><a/>", "xml"),
        (b"#!/bin/sh", "script"),
        (b"@echo off\r\n", "script"),
        (b"var a = 1", "script"),
        ("@echo off".encode("utf-16"), "script"),
        (b"BEGIN:VCALENDAR\r\n", "ics"),
        (b"[InternetShortcut]\nURL=x", "url"),
        (b"Received: from a by b", "eml"),
        (b"just text\n", "text"),
        ("Grüße".encode(), "text"),
        (b"\x01\x02\x03\x04\x05", ""),
        (b"a\0b", ""),
        (b"", ""),
    ],
)
def test_types_are_known_by_content(content: bytes, word: str):
    """Whatever the name says, the bytes decide."""
    assert file_type(content) == word


@given(st.binary(max_size=500))
def test_any_bytes_have_some_type(content: bytes):
    """No bytes make it fail."""
    assert isinstance(file_type(content), str)
