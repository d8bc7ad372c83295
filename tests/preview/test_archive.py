from __future__ import annotations

import io

import pytest
import pyzipper

from clawback.preview.archive import PASSWORD, harmless_name, sealed


def test_the_archive_opens_with_its_password_only():
    """What comes out is what went in; without the password nothing does."""
    archive = pyzipper.AESZipFile(io.BytesIO(sealed("mail.eml", b"EICAR")))
    with pytest.raises(RuntimeError):
        archive.read("mail.eml")
    assert archive.read("mail.eml", pwd=PASSWORD.encode()) == b"EICAR"
    assert b"EICAR" not in sealed("mail.eml", b"EICAR")


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "_.._etc_passwd"),
        ("invoice\u202efdp.exe", "invoice_fdp.exe"),
        ('a"b\r\nSet-Cookie: x', "a_b__Set-Cookie_ x"),
        ("...", "file"),
        ("", "file"),
        ("x" * 300, "x" * 100),
    ],
)
def test_a_name_is_made_harmless(name, safe):
    """No folder, no quotation mark, no line end, nothing invisible."""
    assert harmless_name(name) == safe
