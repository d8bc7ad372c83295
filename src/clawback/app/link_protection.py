"""Links of mail at the gate, where the settings ask for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from clawback.filters.lists import Lists
from clawback.ingest.gate.header import HeaderChange
from clawback.ingest.gate.rewriting import Original, Rewriting
from clawback.links.keys import LinkKeys
from clawback.links.origin import first_name
from clawback.links.protection import Passing, Protection
from clawback.links.sparing import SparedNow
from clawback.model.clock import Clock
from clawback.model.fingerprint import split
from clawback.model.first_name import FIELD
from clawback.model.tags import Tags
from clawback.settings import Settings

_GIVEN_UP = ("limited:time", "limited:memory", "failed:")


class LinkRewriter:
    """The gate's rewriter: protects links on the way in, restores them on the way out."""

    def __init__(self, protection: Protection) -> None:
        self._protection = protection

    def rewrite(self, original: Original) -> Rewriting | None:
        """As `Rewriter` says. What a reader had to be killed for is not read here."""
        message = original.message
        if message.parse.startswith(_GIVEN_UP):
            return None
        done = self._protection.pass_on(
            Passing(
                raw=original.raw,
                network_message_id=message.network_message_id,
                senders=(message.sender.address, original.mail_from),
                to=original.to,
            )
        )
        field = HeaderChange(name=FIELD, place=0, value=done.note)
        return Rewriting(
            header=(field,) if done.note else (),
            body=split(done.raw)[1] if done.links else None,
        )


def link_keys(settings: Settings, data: Path, clock: Clock) -> LinkKeys:
    """The keys of protected links in a data folder."""
    return LinkKeys(data, clock, overlap=settings.links.key_overlap)


def link_rewriter(
    settings: Settings, keys: LinkKeys, lists: Lists, tags: Tags, clock: Clock
) -> LinkRewriter | None:
    """What protects links; `None` where no click service is named."""
    links = settings.links
    if not links.base_url:
        return None
    spared = SparedNow(lists, entries=links.do_not_rewrite, named=links.do_not_rewrite_list)
    protection = Protection(keys, links.policy(tags), spared, base=links.base_url, clock=clock)
    return LinkRewriter(protection)


def first_names(keys: LinkKeys) -> Callable[[bytes], str | None]:
    """How rewritten mail is known again: by the name that its header has, if we sealed it."""
    return lambda raw: first_name(raw, keys.known())
