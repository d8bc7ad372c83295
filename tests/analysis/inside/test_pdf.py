from __future__ import annotations

import pytest
from tests.analysis.inside.looking import marks, names, read, sources
from tests.making.files import LURE, code, pdf, zipped
from tests.making.locked import attached_pdf, locked_pdf


def test_links_text_and_codes_of_a_pdf_are_links_of_the_mail():
    """A link that is pressed, one that is read, and one in a code on the page."""
    made = pdf(link=LURE, text="or go to https://text.example/a", image=code("https://qr.example/"))
    message = read(("invoice.bin", made))
    assert sources(message) == {
        LURE: "attachments",
        "https://text.example/a": "attachments",
        "https://qr.example/": "qr_code",
    }
    assert (message.parse, marks(message)) == ("complete", [["code"]])


def test_more_pages_than_are_read_are_said():
    """Twenty pages are read for links, the first two for codes."""
    many = read(("a.pdf", pdf(link=LURE, pages=21)))
    assert (many.parse, list(sources(many))) == ("limited:pdf_pages", [LURE])
    assert read(("a.pdf", pdf(link=LURE, pages=20))).parse == "complete"


@pytest.mark.parametrize(
    "told", ["The password is s3cret.", "Passwort: s3cret", 'Use the PIN "s3cret" to open it']
)
def test_a_locked_pdf_opens_with_the_password_of_the_mail(told: str):
    """As its reader would; that it did is marked, because it is a trick."""
    message = read(("a.pdf", locked_pdf("s3cret", LURE)), body=told)
    assert marks(message) == [["password_in_mail"]]
    assert sources(message) == {LURE: "attachments"}


def test_a_locked_pdf_without_its_password_is_marked():
    """Nothing is guessed."""
    message = read(("a.pdf", locked_pdf("s3cret", LURE)), body="The password is another.")
    assert (marks(message), sources(message)) == ([["encrypted"]], {})


def test_files_in_a_pdf_are_files_of_the_mail():
    """And are looked into in their turn."""
    message = read(("a.pdf", attached_pdf("b.zip", zipped({"c.url": LURE.encode()}))))
    assert names(message) == ["a.pdf", "a.pdf/b.zip", "a.pdf/b.zip/c.url"]
    assert sources(message) == {LURE: "attachments"}


def test_a_broken_pdf_is_marked():
    """What PDFium cannot open is damaged; the mail is read."""
    assert marks(read(("a.pdf", b"%PDF-1.7\nnothing"))) == [["damaged"]]
