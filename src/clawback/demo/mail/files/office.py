"""Small Office documents (ECMA-376): a letter and a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from clawback.demo.mail.files.archive import zip_file

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TYPE = "application/vnd.openxmlformats-officedocument"

DOCX_TYPE = f"{_TYPE}.wordprocessingml.document"
XLSX_TYPE = f"{_TYPE}.spreadsheetml.sheet"


def docx(lines: Sequence[str]) -> bytes:
    """A letter of these paragraphs."""
    body = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in lines)
    document = f'<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>'
    return _package("word/document.xml", f"{DOCX_TYPE}.main+xml", {"word/document.xml": document})


def xlsx(rows: Sequence[Sequence[str]]) -> bytes:
    """A workbook of one sheet, all cells text."""
    cells = "".join(
        "<row>"
        + "".join(f'<c t="inlineStr"><is><t>{escape(cell)}</t></is></c>' for cell in row)
        + "</row>"
        for row in rows
    )
    book = (
        f'<workbook xmlns="{_SHEET}" xmlns:r="{_OFFICE}">'
        '<sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    parts = {
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": _relationship("worksheet", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": (
            f'<worksheet xmlns="{_SHEET}"><sheetData>{cells}</sheetData></worksheet>'
        ),
    }
    return _package("xl/workbook.xml", f"{XLSX_TYPE}.main+xml", parts)


def _package(main: str, kind: str, parts: dict[str, str]) -> bytes:
    sheet = (
        f'<Override PartName="/xl/worksheets/sheet1.xml" '
        f'ContentType="{_TYPE}.spreadsheetml.worksheet+xml"/>'
        if main.startswith("xl/")
        else ""
    )
    types = (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
        f'relationships+xml"/><Override PartName="/{main}" ContentType="{kind}"/>{sheet}</Types>'
    )
    files = {
        "[Content_Types].xml": types,
        "_rels/.rels": _relationship("officeDocument", main),
        **parts,
    }
    return zip_file({name: (_XML + text).encode() for name, text in files.items()})


def _relationship(kind: str, target: str) -> str:
    return (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/{kind}" Target="{target}"/></Relationships>'
    )
