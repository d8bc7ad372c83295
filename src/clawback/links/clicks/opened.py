"""A click as the click service keeps it: what the link said, and what became of it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from clawback.model.click import ClickedBy, ClickThreat
from clawback.model.native_codec import read_json, write_json
from clawback.model.verdict import ClickVerdict, DetectionTechnology
from clawback.spool.segment import Form

_THROUGH = "-through"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """One use of a protected link.

    `recipient` is the blinded address in hexadecimal, `key` the number of the key it was blinded
    with. `ip` is empty where addresses are not kept.
    """

    id: str
    at: datetime
    url: str
    network_message_id: str
    recipient: str
    key: int
    verdict: ClickVerdict
    reason: str
    clicked_by: ClickedBy = ClickedBy.PERSON
    clicked_through: bool = False
    threats: tuple[ClickThreat, ...] = ()
    technologies: tuple[DetectionTechnology, ...] = ()
    url_chain: tuple[str, ...] = ()
    ip: str = ""
    user_agent: str = ""


def new_click_id(now: datetime) -> str:
    """A UUID in order of time (RFC 9562 §5.7)."""
    milliseconds = int(now.timestamp() * 1000)
    random = secrets.randbits(74)
    high = milliseconds << 16 | 0x7000 | random >> 62
    return str(UUID(int=high << 64 | 1 << 63 | random & ((1 << 62) - 1)))


def through(click_id: str) -> str:
    """The id of going on past the page that this click was shown: both are told together."""
    return click_id + _THROUGH


def _written(opened: Opened) -> tuple[bytes, bytes]:
    return write_json(opened), b""


def _read(head: bytes, body: bytes) -> Opened:
    del body
    return read_json(Opened, head)


OPENED = Form(write=_written, read=_read)
"""How the click log writes it."""
