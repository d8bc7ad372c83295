"""Throws mails at their reader, led by what code it reaches: `./run fuzz mail [SECONDS]`.

Whatever the bytes, `holds` must hold: they give a message with their size and hash, within some
seconds, that can be written and read again. Seeds are mails of our own, one for each shape and each
kind of file.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.making import files, hostile
from tests.making.locked import attached_pdf, locked_pdf
from tests.making.mails import mail

from clawback.analysis.message import analyse
from clawback.model.message import Message
from clawback.model.native_codec import message_as_written, write_json

HANG_SECONDS = 5.0
_SECONDS = 600
_LONGEST_SEED = 32 * 1024  # a longer one is mutated too slowly to lead anywhere


def seeds() -> Mapping[str, bytes]:
    """Mails to begin with, by name."""
    made = {name: raw for name, raw in hostile.shapes() if len(raw) <= _LONGEST_SEED}
    lured = files.code()
    held = {
        "pdf": files.pdf(link=files.LURE, text=files.LURE),
        "pdf_code": files.pdf(image=lured),
        "pdf_locked": locked_pdf("s3cret", files.LURE),
        "pdf_file": attached_pdf("a.zip", files.zipped({"a.html": b"<a href=//lure.example>"})),
        "png": files.written(lured),
        "gif": files.written(lured, "GIF"),
        "jpeg": files.written(lured, "JPEG"),
        "webp": files.written(lured, "WEBP"),
        "docx": files.document(media=files.written(lured), macros=True),
        "zip": files.zipped({"a.zip": files.zipped({"b.txt": files.LURE.encode()})}),
        "zip_locked": files.locked_zip({"a.exe": b"MZ"}),
        "tar": files.tarred({"a.txt": files.LURE.encode()}),
    }
    for name, content in held.items():
        made[name] = mail(body="The password is s3cret.", attachments=[(name, "x/y", content)])
    made["drawn"] = mail(body=files.half_blocks())
    made["table"] = mail(body="x", html=files.table())
    return made


def holds(raw: bytes, read: Callable[[bytes], Message] = analyse) -> None:
    """Raises when anything is wrong with how these bytes are taken."""
    began = time.monotonic()
    message = read(raw)
    took = time.monotonic() - began
    if took > HANG_SECONDS:
        raise AssertionError(f"{took:.1f} s for {len(raw)} bytes")
    if message.parse.startswith("failed"):
        raise AssertionError(f"a fault of ours: {message.parse}")
    if (message.size, message.raw_sha256) != (len(raw), sha256(raw).hexdigest()):
        raise AssertionError("the message is of other bytes")
    if message_as_written(write_json(message)) != message:
        raise AssertionError("the message is not what is stored of it")


def main(arguments: Sequence[str]) -> None:
    """Fuzzes for so many seconds and prints what the fuzzer counted."""
    import atheris  # noqa: PLC0415 - only this command needs it

    seconds = int(arguments[0]) if arguments else _SECONDS
    with TemporaryDirectory(prefix="clawback-fuzz-") as folder:
        for name, raw in seeds().items():
            (Path(folder) / name).write_bytes(raw)
        atheris.instrument_all()
        options = [f"-max_total_time={seconds}", f"-timeout={HANG_SECONDS:.0f}", "-max_len=65536"]
        limits = ["-rss_limit_mb=2048", "-print_final_stats=1"]
        atheris.Setup([sys.argv[0], *options, *limits, folder], holds)
        atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1:])
