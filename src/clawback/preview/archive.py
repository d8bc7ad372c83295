"""A ZIP with a password, so that neither a mail gateway nor a double click opens what is inside."""

from __future__ import annotations

import io
import re

import pyzipper

PASSWORD = "infected"  # noqa: S105 - the custom among analysts; it protects from accidents only
_UNSAFE = re.compile(r"[^\w.\- ]", re.ASCII)
_NAME_LIMIT = 100


def sealed(name: str, content: bytes, password: str = PASSWORD) -> bytes:
    """A ZIP that holds one file, encrypted with AES-256 (WinZip AE-2)."""
    whole = io.BytesIO()
    with pyzipper.AESZipFile(
        whole, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES
    ) as archive:
        archive.setpassword(password.encode("utf-8"))
        archive.writestr(harmless_name(name), content)
    return whole.getvalue()


def harmless_name(name: str) -> str:
    """A file name of ASCII letters that names no folder and hides nothing."""
    cleaned = _UNSAFE.sub("_", name)[:_NAME_LIMIT].strip(".- ")
    return cleaned or "file"
