"""PDF files with a lock, or with a file in them."""

from __future__ import annotations

import hashlib
from io import BytesIO

import pypdfium2
from tests.making.files import pdf, pdf_file

_PADDING = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")
_PERMISSIONS = (-4).to_bytes(4, "little", signed=True)
_ID = b"0123456789abcdef"


def attached_pdf(name: str, content: bytes) -> bytes:
    """A PDF that brings a file."""
    document = pypdfium2.PdfDocument(pdf(text="see the attachment"))
    document.new_attachment(name).set_data(content)
    out = BytesIO()
    document.save(out)
    document.close()
    return out.getvalue()


def locked_pdf(password: str, link: str) -> bytes:
    """A PDF locked with RC4 of 40 bits (ISO 32000-1 §7.6.3, revision 2), whose page has a link."""
    padded = (password.encode() + _PADDING)[:32]
    owner = _rc4(hashlib.md5(padded, usedforsecurity=False).digest()[:5], padded)
    seed = padded + owner + _PERMISSIONS + _ID
    key = hashlib.md5(seed, usedforsecurity=False).digest()[:5]
    user = _rc4(key, _PADDING)
    page_key = hashlib.md5(key + b"\x03\0\0\0\0", usedforsecurity=False).digest()[:10]
    address = _rc4(page_key, link.encode()).hex()
    annotation = (
        f"<< /Type /Annot /Subtype /Link /Rect [0 0 99 99] /A << /S /URI /URI <{address}> >> >>"
    )
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Annots [{annotation}] >>",
        f"<< /Filter /Standard /V 1 /R 2 /O <{owner.hex()}> /U <{user.hex()}> /P -4 >>",
    ]
    return pdf_file(objects, f"/Encrypt 4 0 R /ID [<{_ID.hex()}> <{_ID.hex()}>]")


def _rc4(key: bytes, data: bytes) -> bytes:
    state, swap = list(range(256)), 0
    for at in range(256):
        swap = (swap + state[at] + key[at % len(key)]) % 256
        state[at], state[swap] = state[swap], state[at]
    out, left, right = bytearray(), 0, 0
    for each in data:
        left = (left + 1) % 256
        right = (right + state[left]) % 256
        state[left], state[right] = state[right], state[left]
        out.append(each ^ state[(state[left] + state[right]) % 256])
    return bytes(out)
