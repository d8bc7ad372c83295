from __future__ import annotations

import bz2
import gzip
import lzma
from hashlib import sha256

import pytest
from tests.analysis.inside.looking import marks, names, read, sources
from tests.making.files import LURE, code, locked_zip, pdf, tarred, written, zipped

PAGE = f"<html><a href='{LURE}'>open</a></html>".encode()
ZEROS = bytes(8 * 1024 * 1024)


def test_files_in_a_zip_are_files_of_the_mail():
    """Each with name, type, size, hash and the file it lies in; what they hold is found."""
    message = read(
        ("a.zip", zipped({"d/page.html": PAGE, "run.exe": b"MZ\x90", "qr.png": written(code())}))
    )
    assert names(message) == ["a.zip", "a.zip/d/page.html", "a.zip/run.exe", "a.zip/qr.png"]
    _, page, program, _ = message.attachments
    assert (page.file_type, page.size, page.sha256) == ("html", len(PAGE), sha256(PAGE).hexdigest())
    assert (program.file_type, program.extension, program.complete) == ("exe", "exe", True)
    assert sources(message) == {LURE: "attachments"}


@pytest.mark.parametrize(
    ("name", "packed", "inner"),
    [
        ("a.tar", tarred({"p.html": PAGE}), ["a.tar/p.html"]),
        ("p.html.gz", gzip.compress(PAGE, mtime=0), ["p.html.gz/p.html"]),
        ("p.html.bz2", bz2.compress(PAGE), ["p.html.bz2/p.html"]),
        ("p.html.xz", lzma.compress(PAGE), ["p.html.xz/p.html"]),
        (
            "a.tgz",
            gzip.compress(tarred({"p.html": PAGE}), mtime=0),
            ["a.tgz/a.tar", "a.tgz/a.tar/p.html"],
        ),
        (
            "a.zip",
            zipped({"b.zip": zipped({"c.pdf": pdf(link=LURE)})}),
            ["a.zip/b.zip", "a.zip/b.zip/c.pdf"],
        ),
        ("m.eml", b"Subject: x\nContent-Type: text/html\n\n" + PAGE, []),
    ],
    ids=("tar", "gzip", "bzip2", "xz", "tgz", "zip_in_zip", "mail"),
)
def test_every_kind_of_archive_is_opened(name: str, packed: bytes, inner: list[str]):
    """And archives in archives, two deep."""
    message = read((name, packed))
    assert names(message) == [name, *inner]
    assert sources(message) == {LURE: "attachments"}
    assert message.parse == "complete"


def test_a_mail_that_comes_as_a_file_is_taken_apart():
    """Whatever type it claims: its encoded parts are read, its files are files."""
    inner = (
        b"Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n"
        b"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n"
        b"aHR0cHM6Ly9sdXJlLmV4YW1wbGUvbG9naW4=\n--b\nContent-Type: x/y; name=a.exe\n\nMZ\n--b--\n"
    )
    message = read(("forwarded.bin", inner))
    assert names(message) == ["forwarded.bin", "forwarded.bin/a.exe"]
    assert sources(message) == {LURE: "attachments"}


@pytest.mark.parametrize(
    ("content", "caps", "parse"),
    [
        (zipped({"b.zip": zipped({"c.zip": zipped({"d": PAGE})})}), {}, "archive_depth"),
        (zipped({"zeros": ZEROS}), {}, "archive_ratio"),
        (gzip.compress(ZEROS, mtime=0), {}, "archive_ratio"),
        (zipped({"a": b"x" * 5000}), {"unpacked_bytes": 4000}, "archive_size"),
        (zipped({str(at): b"" for at in range(501)}), {}, "archive_members"),
        (zipped({"a": PAGE}), {"seconds": 0.0}, "attachment_time"),
    ],
    ids=("depth", "ratio_of_zip", "ratio_of_gzip", "size", "members", "time"),
)
def test_what_reaches_a_limit_says_which(content: bytes, caps: dict[str, float], parse: str):
    """The mail is stored, its text is read, and what stands in the file behind it too."""
    message = read(("a.zip", content), body=f"see {LURE}", **caps)
    assert message.parse == f"limited:{parse}"
    assert sources(message) == {LURE: "email_body"}


def test_a_long_file_has_its_hash_and_is_not_looked_into():
    """As it need not be kept to be hashed."""
    content = bytes(range(256)) * 40
    (_, inner) = read(("a.zip", zipped({"a.html": content})), member_bytes=1000).attachments
    assert inner.sha256 == sha256(content).hexdigest()
    assert [mark.value for mark in inner.marks] == ["not_opened"]


def test_a_locked_zip_tells_its_names():
    """Its files have no hash, and it is marked; no password is tried."""
    message = read(("a.zip", locked_zip({"invoice.exe": b"MZ"})), body="password: 1234")
    assert names(message) == ["a.zip", "a.zip/invoice.exe"]
    assert marks(message) == [["encrypted"], ["encrypted"]]
    assert (message.attachments[1].sha256, message.attachments[1].complete) == ("", False)


@pytest.mark.parametrize("start", [b"Rar!\x1a\x07\x01\x00", b"7z\xbc\xaf\x27\x1c", b"MSCF"])
def test_what_cannot_be_opened_is_marked(start: bytes):
    """So that nobody takes silence for emptiness."""
    assert marks(read(("a.bin", start + bytes(99)))) == [["not_opened"]]


def test_names_in_archives_stay_text():
    """No path is used, and nothing in a name is invisible."""
    message = read(("a.zip", zipped({"../../etc/passwd": b"x", "a\u202egnp.exe": b"MZ"})))
    assert names(message)[1:] == ["a.zip/../../etc/passwd", "a.zip/a⟨U+202E⟩gnp.exe"]


@pytest.mark.parametrize(
    "damaged",
    [
        zipped({"a": PAGE})[:-30],
        gzip.compress(PAGE, mtime=0)[:-9] + b"x" * 9,
        tarred({"a": PAGE})[:700],
    ],
    ids=("zip", "gzip", "tar"),
)
def test_damaged_archives_harm_nothing(damaged: bytes):
    """The mail and the next file are read."""
    message = read(("a.bin", damaged), ("b.zip", zipped({"b.html": PAGE})))
    assert sources(message) == {LURE: "attachments"}
    assert message.parse == "complete"


def test_where_files_are_not_opened_only_the_mail_is_read():
    """The second try for a mail that killed its reader."""
    message = read(("a.zip", zipped({"a.html": PAGE})), body=f"see {LURE}", opened=False)
    assert (names(message), sources(message)) == (["a.zip"], {LURE: "email_body"})
