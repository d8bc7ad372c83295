"""PDF files: links, text, embedded files, and codes on the first pages."""

from __future__ import annotations

import ctypes
import hashlib
from collections.abc import Iterator

import pypdfium2
from pypdfium2 import raw

from clawback.analysis.inside.budget import Budget
from clawback.analysis.inside.codes import codes_in
from clawback.analysis.inside.finds import Code, Cut, Find, Inner, Link, Mark, Text
from clawback.analysis.inside.passwords import Passwords
from clawback.analysis.inside.pixels import Pixels
from clawback.analysis.limits import Limit
from clawback.model.attachment import FileMark

_WIDTH, _HEIGHT = 900, 1_300  # pixels that a page is drawn in, at most
_LARGEST_SCALE = 1.5  # 108 dots an inch
_LINKS = 2_000  # of a page
_CHARACTERS = 200_000  # of a page
_ADDRESS_BYTES = 8_192


def pdf_finds(content: bytes, budget: Budget, passwords: Passwords) -> Iterator[Find]:
    """What is in a PDF; one that is locked is tried with the passwords of the mail."""
    document, password = _opened(content, budget, passwords)
    if document is None:
        yield Mark(mark=FileMark.ENCRYPTED)
        return
    if password:
        yield Mark(mark=FileMark.PASSWORD_IN_MAIL)
    try:
        yield from _pages(document, budget)
        yield from _embedded(document, budget)
    finally:
        document.close()


def _opened(
    content: bytes, budget: Budget, passwords: Passwords
) -> tuple[pypdfium2.PdfDocument | None, str]:
    for password in _tried(passwords):
        budget.check_time()
        try:
            return pypdfium2.PdfDocument(content, password=password or None), password
        except pypdfium2.PdfiumError as error:
            if error.err_code != raw.FPDF_ERR_PASSWORD:
                raise
    return None, ""


def _tried(passwords: Passwords) -> Iterator[str]:
    yield ""
    yield from passwords()


def _pages(document: pypdfium2.PdfDocument, budget: Budget) -> Iterator[Find]:
    count = len(document)
    if count > budget.limits.pdf_pages:
        yield Cut(limit=Limit.PDF_PAGES)
    for number in range(min(count, budget.limits.pdf_pages)):
        budget.check_time()
        page = document[number]
        try:
            yield from _links(document, page)
            yield Text(text=_text(page))
            if number < budget.limits.pdf_pages_drawn:
                yield from _codes(page, budget)
        finally:
            page.close()


def _links(document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage) -> Iterator[Find]:
    at, link = ctypes.c_int(0), raw.FPDF_LINK()
    for _ in range(_LINKS):
        if not raw.FPDFLink_Enumerate(page, ctypes.byref(at), ctypes.byref(link)):
            return
        address = ctypes.create_string_buffer(_ADDRESS_BYTES)
        action = raw.FPDFLink_GetAction(link)
        if action and raw.FPDFAction_GetURIPath(document, action, address, _ADDRESS_BYTES):
            yield Link(url=address.value.decode("utf-8", "replace"))


def _text(page: pypdfium2.PdfPage) -> str:
    text = page.get_textpage()
    try:
        count = min(text.count_chars(), _CHARACTERS)
        return str(text.get_text_range(0, count)) if count > 0 else ""
    finally:
        text.close()


def _codes(page: pypdfium2.PdfPage, budget: Budget) -> Iterator[Find]:
    budget.picture()
    width, height = page.get_size()
    if width < 1 or height < 1:
        return
    scale = min(_LARGEST_SCALE, _WIDTH / width, _HEIGHT / height)
    drawn = page.render(scale=scale, grayscale=True)
    try:
        data = bytes(drawn.buffer)
        shown = Pixels(width=drawn.stride, height=drawn.height, data=data)
    finally:
        drawn.close()
    for text in codes_in(shown):
        yield Code(text=text)


def _embedded(document: pypdfium2.PdfDocument, budget: Budget) -> Iterator[Find]:
    for number in range(document.count_attachments()):
        budget.member()
        file = document.get_attachment(number)
        content = bytes(file.get_data())
        budget.unpacked(len(content), total=len(content), packed=len(content))
        yield Inner(
            name=str(file.get_name()),
            content=content,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
        )
