from __future__ import annotations

import pytest
from tests.preview.test_shown import MAIL

from clawback.preview import reading
from clawback.preview.reading import AttachmentMissingError, Reader
from clawback.preview.shown import shown


@pytest.mark.slow
def test_a_process_of_its_own_shows_the_same():
    """The way through the child loses nothing."""
    assert Reader().shown(MAIL) == shown(MAIL)


@pytest.mark.slow
def test_an_attachment_comes_through_whole():
    """Name and bytes are the mail's; a number that is not there is a sentence."""
    assert Reader().attachment(MAIL, 0) == ("a.pdf", b"%PDF-1.4")
    with pytest.raises(AttachmentMissingError):
        Reader().attachment(MAIL, 7)


@pytest.mark.slow
def test_a_mail_that_kills_its_reader_is_shown_by_its_header(monkeypatch):
    """A child that does not come back is killed, and its mail still has a subject."""
    monkeypatch.setattr(reading, "_SECONDS", 0.01)
    seen = Reader().shown(MAIL)
    assert dict(seen.headers)["Subject"] == "Pay␊now"
    assert (seen.html, seen.cut) == ("", ("all",))
    with pytest.raises(AttachmentMissingError):
        Reader().attachment(MAIL, 0)
