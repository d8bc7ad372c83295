"""Files in which something is hidden: codes, PDF, office documents, archives. Made by rule."""

from __future__ import annotations

import io
import tarfile
import zipfile
import zlib
from collections.abc import Mapping

import zxingcpp
from PIL import Image

LURE = "https://lure.example/login"


def code(text: str = LURE) -> Image.Image:
    """A QR code with its quiet zone, four pixels a module."""
    image = _drawn(text, 4)
    framed = Image.new("L", (image.width + 32, image.height + 32), 255)
    framed.paste(image, (16, 16))
    return framed


def modules(text: str = LURE) -> list[list[int]]:
    """The dark modules of a code as ones, row by row."""
    image = _drawn(text, 1)
    data = image.tobytes()
    starts = range(0, len(data), image.width)
    rows = [[int(each < 128) for each in data[at : at + image.width]] for at in starts]
    inked = [row for row in rows if any(row)]
    left = min(row.index(1) for row in inked)
    right = max(len(row) - row[::-1].index(1) for row in inked)
    return [row[left:right] for row in inked]


def _drawn(text: str, scale: int) -> Image.Image:
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode).to_image(scale=scale)
    view = memoryview(code)  # type: ignore[arg-type] # it is a buffer, which its types do not say
    assert view.shape is not None
    return Image.frombuffer("L", (view.shape[1], view.shape[0]), view.tobytes())


def written(image: Image.Image, kind: str = "PNG", **how: object) -> bytes:
    """The bytes of a picture file."""
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def half_blocks(text: str = LURE) -> str:
    """A code as terminals draw it: two rows of modules in a line."""
    rows = modules(text)
    rows += [[0] * len(rows[0])] * (len(rows) % 2)
    signs = {(0, 0): " ", (1, 0): "▀", (0, 1): "▄", (1, 1): "█"}
    pairs = zip(rows[::2], rows[1::2], strict=True)
    return "\n".join(
        "".join(signs[both] for both in zip(upper, lower, strict=True)) for upper, lower in pairs
    )


def full_blocks(text: str = LURE) -> str:
    """A code in which a module is two characters wide."""
    return "\n".join("".join("  ██"[2 * each :][:2] for each in row) for row in modules(text))


def table(text: str = LURE, dark: str = 'bgcolor="#000"') -> str:
    """A code of table cells."""
    cells = "".join(
        "<tr>" + "".join(f"<td {dark}></td>" if each else "<td></td>" for each in row) + "</tr>"
        for row in modules(text)
    )
    return f"<table cellspacing=0>{cells}</table>"


def pdf(
    *, link: str = "", text: str = "", image: Image.Image | None = None, pages: int = 1
) -> bytes:
    """A PDF of so many pages; link, text and picture are on each of them."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    drawn = f"BT /F1 12 Tf 40 700 Td ({text}) Tj ET\n"
    resources = "/Font << /F1 3 0 R >>"
    objects.append("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    if image is not None:
        packed = zlib.compress(image.tobytes()).hex() + ">"
        resources += " /XObject << /Im 4 0 R >>"
        drawn += "q 200 0 0 200 100 300 cm /Im Do Q\n"
        objects.append(
            f"<< /Type /XObject /Subtype /Image /Width {image.width} /Height {image.height} "
            "/ColorSpace /DeviceGray /BitsPerComponent 8 /Filter [/ASCIIHexDecode /FlateDecode] "
            f"/Length {len(packed)} >>\nstream\n{packed}\nendstream"
        )
    objects.append(f"<< /Length {len(drawn)} >>\nstream\n{drawn}endstream")
    contents = len(objects)
    kids = []
    for _ in range(pages):
        annotation = (
            f"/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 99 99] "
            f"/A << /S /URI /URI ({link}) >> >>]"
            if link
            else ""
        )
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {contents} 0 R "
            f"/Resources << {resources} >> {annotation} >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {pages} >>"
    return pdf_file(objects)


def pdf_file(objects: list[str], trailer: str = "") -> bytes:
    """A PDF of these objects, the first of them its catalog."""
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, each in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{each}\nendobj\n".encode("latin-1")
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += (
        f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF"
    ).encode("latin-1")
    return bytes(out)


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A ZIP of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name)  # with the same time in every run
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return out.getvalue()


def locked_zip(files: Mapping[str, bytes]) -> bytes:
    """A ZIP whose entries say that they are locked."""
    raw = bytearray(zipped(files))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = raw.find(mark)
        while at >= 0:
            raw[at + flags] |= 1
            at = raw.find(mark, at + 4)
    return bytes(raw)


def tarred(files: Mapping[str, bytes]) -> bytes:
    """A tar of these files, with a symbolic link among them."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return out.getvalue()


def document(
    *, link: str = LURE, text: str = "", media: bytes = b"", macros: bool = False
) -> bytes:
    """A Word document with a link, a text, a picture and macros, as far as they are wanted."""
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    files = {
        "[Content_Types].xml": b"<Types/>",
        "word/document.xml": (
            f'<w:document xmlns:w="http://schemas.openxmlformats.org/x"><w:p>{text}</w:p>'
            "</w:document>"
        ).encode(),
        "word/_rels/document.xml.rels": (
            f'<Relationships xmlns="{space}"><Relationship Id="r1" Target="{link}" '
            'TargetMode="External"/><Relationship Id="r2" Target="styles.xml"/></Relationships>'
        ).encode(),
    }
    if media:
        files["word/media/image1.png"] = media
    if macros:
        files["word/vbaProject.bin"] = b"\xd0\xcf\x11\xe0"
    return zipped(files)
