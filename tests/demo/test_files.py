import io
import re
import struct
import zipfile
import zlib
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from clawback.analysis.filetypes import file_type
from clawback.demo.mail.files.archive import disc_image, zip_file
from clawback.demo.mail.files.calendar import invitation
from clawback.demo.mail.files.office import docx, xlsx
from clawback.demo.mail.files.pdf import pdf
from clawback.demo.mail.files.png import logo, photo
from clawback.demo.seed import chance


def test_a_pdf_has_its_objects_where_its_table_says():
    """A reader that goes by the cross-reference table finds every object and the text."""
    data = pdf("Title (1)", ["first \\ line", "größer"])
    start = int(data.rpartition(b"startxref\n")[2].split(b"\n")[0])
    assert data[start:].startswith(b"xref\n0 7\n")
    offsets = [int(entry) for entry in re.findall(rb"(\d{10}) 00000 n", data)]
    assert [data[at:].split(b" ")[0] for at in offsets] == [b"%d" % n for n in range(1, 7)]
    text = zlib.decompress(data.partition(b"stream\n")[2].partition(b"\nendstream")[0])
    assert b"(Title \\(1\\)) Tj" in text
    assert "größer".encode("latin-1") in text


def test_a_png_has_as_many_pixels_as_it_says():
    """Size and rows agree, each chunk has its checksum."""
    for data, (width, height) in ((logo((1, 2, 3), 16), (16, 16)), (photo(chance("p")), (96, 72))):
        assert struct.unpack(">II", data[16:24]) == (width, height)
        length = int.from_bytes(data[33:37], "big")
        rows = data[41 : 41 + length]
        assert len(zlib.decompress(rows)) == height * (1 + 3 * width)
        checksum = data[41 + length : 45 + length]
        assert int.from_bytes(checksum, "big") == zlib.crc32(b"IDAT" + rows)


def test_office_files_are_packages_of_sound_xml():
    """Each part is XML, and the parts that others point to are there."""
    for data, main in (
        (docx(["a & b"]), "word/document.xml"),
        (xlsx([["<1>"]]), "xl/workbook.xml"),
    ):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            assert main in package.namelist()
            assert main in package.read("_rels/.rels").decode()
            for name in package.namelist():
                ET.fromstring(package.read(name))  # noqa: S314 - our own


def test_archives_are_the_same_bytes_each_time_and_are_known_by_their_heads():
    """No clock in a ZIP; a disc image is told from its descriptor."""
    assert zip_file({"a.txt": b"a"}) == zip_file({"a.txt": b"a"})
    assert file_type(zip_file({"a.txt": b"a"})) == "zip"
    assert disc_image("LABEL", b"x")[0x8001:0x8006] == b"CD001"


def test_an_invitation_is_folded_and_escaped():
    """Lines stay short (RFC 5545 §3.1), commas of a title are no separators (§3.3.11)."""
    data = invitation(
        uid="1@x.example",
        title="A, b; c " * 12,
        place="Room",
        begins=datetime(2026, 11, 2, 8, 0, tzinfo=UTC),
        minutes=30,
        organizer="a@x.example",
        attendees=["b@x.example"],
    )
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    unfolded = data.replace(b"\r\n ", b"").decode()
    assert "SUMMARY:A\\, b\\; c A\\, b\\; c" in unfolded
    assert "DTSTART:20261102T080000Z\r\nDTEND:20261102T083000Z" in unfolded
