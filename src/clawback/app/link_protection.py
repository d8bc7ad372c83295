"""Links of mail at the gate, where the settings ask for it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from clawback.filters.lists import Lists
from clawback.ingest.gate.header import HeaderChange
from clawback.ingest.gate.rewriting import Original, Rewriting
from clawback.ingest.recipients import Organisation
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


def links_of_mail(
    settings: Settings, data: Path, lists: Lists, tags: Tags, clock: Clock
) -> tuple[Organisation, LinkRewriter | None]:
    """The organisation, and what protects links where a click service is named.

    It knows rewritten mail again by the name in its header, where that was sealed here.
    """
    links = settings.links
    keys = LinkKeys(data, clock, overlap=links.key_overlap)
    organisation = replace(
        settings.ingest.organisation, first_name=lambda raw: first_name(raw, keys.known())
    )
    if not links.base_url:
        return organisation, None
    spared = SparedNow(lists, entries=links.do_not_rewrite, named=links.do_not_rewrite_list)
    protection = Protection(keys, links.policy(tags), spared, base=links.base_url, clock=clock)
    return organisation, LinkRewriter(protection)
