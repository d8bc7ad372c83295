"""Which mail is the wanted one: rules that every adapter shares."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from uuid import UUID

from clawback.mailboxes.port import Copy, MessageGoneError, Wanted
from clawback.model.fingerprint import network_message_id
from clawback.model.first_name import told_name

# What a server's header search finds as it stands: no blanks, quotes, or encoded words.
_SEARCHABLE = re.compile(r"[!#-\[\]-~]{3,500}")
_OUR_VERSION = 8


def searchable(message_id: str) -> bool:
    """Whether a Message-ID can be put into a search as it stands.

    What is empty, folded, quoted, encoded, not ASCII or very long is looked for by reading headers.
    """
    return bool(_SEARCHABLE.fullmatch(message_id)) and "=?" not in message_id


def is_ours(message_id: str) -> bool:
    """Whether a network message id was computed from the mail, so that bytes can prove it."""
    try:
        return UUID(message_id).version == _OUR_VERSION
    except ValueError:
        return False


def by_fingerprint(wanted: Iterable[Wanted]) -> dict[str, list[Wanted]]:
    """Wanted messages by header fingerprint; twins share one."""
    groups: dict[str, list[Wanted]] = {}
    for message in wanted:
        groups.setdefault(message.header_fingerprint, []).append(message)
    return groups


def settled(
    twins: Sequence[Wanted],
    candidates: Sequence[Copy],
    known: Sequence[Copy],
    fetch: Callable[[Copy], bytes],
) -> Iterator[tuple[Wanted, Copy]]:
    """Which candidate is which message.

    `twins` are the wanted messages that share one header fingerprint, `candidates` the copies whose
    headers have it, `known` the copies already proven. Headers are enough unless several mails
    carry them or several messages are told apart only by their bytes; then `fetch` is asked.
    """
    identities = [copy.ref.guid for copy in (*known, *candidates)]
    proof = _needs_proof(twins, identities)
    for copy in candidates:
        found = _identified(twins, copy, fetch) if proof else twins
        yield from ((message, copy) for message in found)


def _needs_proof(twins: Sequence[Wanted], identities: Sequence[str]) -> bool:
    """`identities` are the copies' GUIDs; a copy without one may be any mail."""
    several = len(set(identities)) > 1 or identities.count("") > 1 or len(twins) > 1
    return several and any(is_ours(message.network_message_id) for message in twins)


def _identified(
    twins: Sequence[Wanted], copy: Copy, fetch: Callable[[Copy], bytes]
) -> Sequence[Wanted]:
    """The messages a copy is by its bytes; ids that were given to us cannot be proven or denied."""
    try:
        names = _names(fetch(copy))
    except MessageGoneError:
        return ()
    return [
        message
        for message in twins
        if message.network_message_id in names or not is_ours(message.network_message_id)
    ]


def _names(raw: bytes) -> set[str]:
    """What a mail is called by its bytes, and was before the gate rewrote its links."""
    told = told_name(raw)
    return {network_message_id(raw), *([told.network_message_id] if told else [])}
