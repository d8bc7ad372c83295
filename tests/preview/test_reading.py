from __future__ import annotations

import sys

import pytest
from tests.preview.test_shown import MAIL

from clawback.preview import reading
from clawback.preview.reading import AttachmentMissingError, Reader, ReaderBusyError
from clawback.preview.shown import header_shown, shown


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


@pytest.mark.slow
@pytest.mark.parametrize("program", ["print('nonsense')", "raise SystemExit(1)"])
def test_a_reader_that_talks_nonsense_is_not_believed(monkeypatch, program):
    """A child that was taken over cannot say what it likes: the header is read here."""
    monkeypatch.setattr(reading, "_PROGRAM", (sys.executable, "-c", program))
    assert Reader().shown(MAIL) == header_shown(MAIL)
    with pytest.raises(AttachmentMissingError):
        Reader().attachment(MAIL, 0)


@pytest.mark.slow
def test_a_reader_that_never_stops_talking_is_cut_off(monkeypatch):
    """Its output is not held beyond what a mail can be."""
    flood = "import sys\nwhile True: sys.stdout.write('x' * 65536)"
    monkeypatch.setattr(reading, "_PROGRAM", (sys.executable, "-c", flood))
    monkeypatch.setattr(reading, "_MOST_BYTES", 1 << 20)
    assert Reader().shown(MAIL) == header_shown(MAIL)
    with pytest.raises(AttachmentMissingError):
        Reader().attachment(MAIL, 0)


@pytest.mark.slow
def test_what_was_read_before_the_end_is_shown(monkeypatch):
    """A child that is killed over the HTML has shown the text."""
    program = (
        "import sys, time; from clawback.model.codec import to_json;"
        "from clawback.preview.shown import looks; found = looks(sys.stdin.buffer.read());"
        "next(found); print(to_json(next(found))); print('{\"hea', end='', flush=True);"
        "time.sleep(60)"
    )
    monkeypatch.setattr(reading, "_PROGRAM", (sys.executable, "-c", program))
    monkeypatch.setattr(reading, "_SECONDS", 3)
    seen = Reader().shown(MAIL)
    assert seen.cut == ("links", "html")
    assert [one.name for one in seen.attachments] == ["a.pdf"]


def test_a_reader_who_is_busy_says_so(monkeypatch):
    """Nobody waits for ever for those before them."""
    monkeypatch.setattr(reading, "_AT_ONCE", 0)
    monkeypatch.setattr(reading, "_PATIENCE", 0.01)
    with pytest.raises(ReaderBusyError, match="Try again"):
        Reader().shown(MAIL)
