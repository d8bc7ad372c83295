"""What was found in a body; a value of its own, so that a header can be described without one."""

from __future__ import annotations

from dataclasses import dataclass

from clawback.analysis.ambiguity import Ambiguity
from clawback.analysis.limits import Limit
from clawback.model.attachment import Attachment
from clawback.model.url import Url


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Text to read, links to follow, files to open, and what was cut or doubtful on the way.

    `tags` are those of the first HTML body, in their order.
    """

    text: str = ""
    tags: tuple[str, ...] = ()
    urls: tuple[Url, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    cuts: tuple[Limit, ...] = ()
    ambiguities: tuple[Ambiguity, ...] = ()


NOTHING = Found()
