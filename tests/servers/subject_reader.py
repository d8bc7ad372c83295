"""Stands in for analysis where a test needs little of it."""

from __future__ import annotations

from collections.abc import Sequence

from clawback.model.fingerprint import header_fingerprint, network_message_id, split
from clawback.model.message import Message


class SubjectReader:
    """Stands in for analysis: reads the Subject and the From of a mail, and nothing else."""

    def analyse_many(self, raws: Sequence[bytes]) -> Sequence[Message]:
        return [self._message(raw) for raw in raws]

    def _message(self, raw: bytes) -> Message:
        header, _ = split(raw)
        return Message(
            network_message_id=network_message_id(raw),
            header_fingerprint=header_fingerprint(header),
            raw_sha256="0" * 64,
            size=len(raw),
            subject=_field(header, b"subject"),
        )


def _field(header: bytes, name: bytes) -> str:
    for line in header.split(b"\n"):
        found, colon, value = line.partition(b":")
        if colon and found.strip().lower() == name:
            return value.decode("utf-8", "replace").strip()
    return ""
