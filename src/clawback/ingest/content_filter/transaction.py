"""One mail to the next hop, for some of its recipients, and what it answers for each of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from clawback.ingest.content_filter.next_hop import Line
from clawback.ingest.content_filter.reply import Reply
from clawback.ingest.receivers.wire import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """The envelope of a mail: its sender, its recipients, and what XFORWARD told of its client."""

    sender: Path
    recipients: tuple[Path, ...]
    forwarded: tuple[str, ...] = ()
    client_ip: str = ""


async def handed_over(
    line: Line, letter: Letter, to: Sequence[Path], pieces: Iterable[bytes], size: int | None
) -> list[Reply]:
    """The answer for each of `to`, after this content was offered for them.

    `size` are its bytes, where they are known (RFC 1870).

    Raises:
        LostError: the next hop is gone.
    """
    line.used = True
    # Postfix forgets who the client is with each mail; where it does not want to know, no harm.
    before = [f"XFORWARD {words}" for words in letter.forwarded]
    said = await line.say(*before, _mail(line, letter.sender, size), *map(_rcpt, to))
    first, *answers = said[len(before) :]
    if not first.taken:
        answers = [first] * len(to)
    if not any(one.taken for one in answers):
        await line.say("RSET")
        return answers
    (go,) = await line.say("DATA")
    if not go.goes_on:
        await line.say("RSET")
        return [go if one.taken else one for one in answers]
    last = await line.content(pieces)
    return [last if one.taken else one for one in answers]


def _mail(line: Line, sender: Path, size: int | None) -> str:
    said = {name: value for name, value in sender.parameters.items() if name != "SIZE"}
    if size is not None and line.offers.says_size:
        said["SIZE"] = str(size)
    return f"MAIL FROM:<{sender.address}>{_said(said.items())}"


def _rcpt(recipient: Path) -> str:
    return f"RCPT TO:<{recipient.address}>{_said(recipient.parameters.items())}"


def _said(parameters: Iterable[tuple[str, str]]) -> str:
    return "".join(f" {name}={value}" if value else f" {name}" for name, value in parameters)
