from __future__ import annotations

import pytest
from tests.analysis.inside.looking import marks, names, read, sources
from tests.making.files import LURE, code, document, pdf, written, zipped


def test_links_text_pictures_and_macros_of_a_document():
    """Its relationships, what stands in it, a code in a picture; its XML files are not named."""
    made = document(
        text="see https://text.example/a",
        media=written(code("https://qr.example/")),
        macros=True,
    )
    message = read(("offer.docm", made))
    assert sources(message) == {
        LURE: "attachments",
        "https://text.example/a": "attachments",
        "https://qr.example/": "qr_code",
    }
    assert (names(message), message.attachments[0].file_type) == (["offer.docm"], "docx")
    assert sorted(marks(message)[0]) == ["code", "macros"]


def test_files_in_a_document_are_files_of_the_mail():
    """An object that is embedded is looked into."""
    made = zipped({"xl/workbook.xml": b"<x/>", "xl/embeddings/a.pdf": pdf(link=LURE)})
    message = read(("a.xlsx", made))
    assert names(message) == ["a.xlsx", "a.xlsx/xl/embeddings/a.pdf"]
    assert sources(message) == {LURE: "attachments"}


def test_open_document_links_are_found():
    """They stand in the content itself."""
    content = f'<text:a xlink:href="{LURE}">x</text:a>'.encode()
    made = zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": content})
    assert sources(read(("a.odt", made))) == {LURE: "attachments"}


@pytest.mark.parametrize(
    ("name", "mark"),
    [("_VBA_PROJECT", "macros"), ("EncryptedPackage", "encrypted")],
)
def test_old_documents_are_marked(name: str, mark: str):
    """By the names in their directory; links are found in either width of letters."""
    made = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + name.encode("utf-16-le") + bytes(64)
    wide = "https://wide.example/a".encode("utf-16-le")
    message = read(("a.doc", made + LURE.encode() + bytes(2) + wide + bytes(9)))
    assert marks(message) == [[mark]]
    assert set(sources(message)) == {LURE, "https://wide.example/a"}
    assert all(url.weak for url in message.urls)
