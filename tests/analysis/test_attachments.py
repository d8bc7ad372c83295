"""Attached files."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

from clawback.analysis.attachments import attachment_of, may_hold_links
from clawback.analysis.parts import Part
from clawback.analysis.transfer import Decoded

BODY = Part(
    content_type="text/html",
    charset="",
    name="",
    disposition="",
    content_id="",
    size=4,
    decoded=Decoded(content=b"<p>x"),
)
FILE = replace(
    BODY,
    content_type="application/pdf",
    name="a.pdf",
    decoded=Decoded(content=b"MZ\x90", complete=False),
)


def test_a_file_has_name_types_size_and_hash():
    """The declared type is the mail's word, the file type that of the bytes."""
    found = attachment_of(FILE)
    assert found is not None
    assert (found.name, found.declared_type, found.file_type) == ("a.pdf", "application/pdf", "exe")
    assert (found.size, found.sha256) == (3, sha256(b"MZ\x90").hexdigest())
    assert (found.complete, found.extension) == (False, "pdf")


def test_the_text_of_the_mail_is_no_attachment():
    """Unless it has a name or says that it is one."""
    assert attachment_of(BODY) is None
    assert attachment_of(replace(BODY, inside=True)) is None
    assert attachment_of(replace(BODY, name="a.html")) is not None
    assert attachment_of(replace(BODY, disposition="attachment")) is not None


def test_links_are_looked_for_in_text_of_any_name():
    """A page that calls itself a picture is searched, a program is not."""
    page = replace(FILE, content_type="image/png", decoded=Decoded(content=b"<html>"))
    assert may_hold_links(page, attachment_of(page))
    assert may_hold_links(BODY, None)
    assert not may_hold_links(FILE, attachment_of(FILE))
