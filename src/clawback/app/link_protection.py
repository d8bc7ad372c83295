"""Links of mail at the gate, where the settings ask for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

import structlog

from clawback.analysis.guard import fields_of
from clawback.app.basis import Basis
from clawback.ingest.gate.header import HeaderChange, places
from clawback.ingest.gate.header import fields_of as fields_as_they_stand
from clawback.ingest.gate.rewriting import Original, Rewriting
from clawback.ingest.recipients import Organisation
from clawback.links.arc import Sealer, arc_set
from clawback.links.keys import LinkKeys, LinkKeysUnusableError
from clawback.links.origin import first_name
from clawback.links.protection import Passing, Protection
from clawback.links.rules.current import CurrentRules
from clawback.links.rules.rules import LinkRules
from clawback.links.sparing import SparedNow
from clawback.model.clock import Clock
from clawback.model.fingerprint import split
from clawback.model.first_name import FIELD, told_name

_log = structlog.get_logger(__name__)
_GIVEN_UP = ("limited:time", "limited:memory", "failed:")


class LinkRewriter:
    """The gate's rewriter: protects links on the way in, restores them on the way out."""

    def __init__(
        self, protection: Protection, *, clock: Clock, sealer: Sealer | None = None
    ) -> None:
        self._protection = protection
        self._clock = clock
        self._sealer = sealer

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
        said = (HeaderChange(name=FIELD, place=0, value=done.note),) if done.note else ()
        if not done.links and not done.bannered:
            return Rewriting(header=said)
        head, body = split(done.raw)
        kind = _of_content(original.raw, head) if done.bannered else ()
        # What goes out is not forwarded, and is signed by the mail server behind the milter.
        seals = self._seals(head, body) if done.note else ()
        return Rewriting(header=(*kind, *said, *seals), body=body)

    def _seals(self, head: bytes, body: bytes) -> Iterator[HeaderChange]:
        if self._sealer is None:
            return
        text = head.decode("ascii", "surrogateescape").replace("\r\n", "\n")
        fields, _ = fields_of(text)
        for one in arc_set(fields, body, self._sealer, self._clock.now()):
            yield HeaderChange(name=one.name, place=0, value=one.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinksOfMail:
    """The organisation, what protects its links where that is wanted, and the rules for it.

    The organisation knows rewritten mail again by the name in its header, where that was sealed
    here.
    """

    organisation: Organisation
    rewriter: LinkRewriter | None
    rules: LinkRules


def links_of_mail(basis: Basis) -> LinksOfMail:
    """All of it; links are protected where a click service is named. Raises `SealKeyError`."""
    settings, links, clock = basis.settings, basis.settings.links, basis.clock
    keys = LinkKeys(basis.folder.path, clock, overlap=links.key_overlap)
    fixed = [one.rule for one in links.policies]
    current = CurrentRules(basis.database, fixed=fixed, tags=basis.tags)
    spared = SparedNow(
        basis.lists,
        entries=links.do_not_rewrite,
        named=links.do_not_rewrite_list,
        kept=current.spared,
    )
    rewriter = None
    if links.base_url:
        protection = Protection(
            keys,
            current.policy,
            spared,
            base=links.base_url,
            clock=clock,
            banner=links.banner_for_signed,
        )
        rewriter = LinkRewriter(protection, clock=clock, sealer=links.sealer)
    return LinksOfMail(
        organisation=replace(settings.ingest.organisation, first_name=partial(_first_name, keys)),
        rewriter=rewriter,
        rules=LinkRules(
            basis.database, basis.trail, clock, settings=links, tags=basis.tags, spared=spared
        ),
    )


def _of_content(before: bytes, head: bytes) -> Iterator[HeaderChange]:
    """Has the fields that tell of the content as they are in `head`, those of the parts gone."""
    old = fields_as_they_stand(split(before)[0] + b"\r\n")
    for name in sorted({one.name for one in old if one.name.startswith("content-")}):
        yield from (HeaderChange(name=name, place=at) for at in places(old, name))
    for one in fields_as_they_stand(head + b"\r\n"):
        if one.name.startswith("content-"):
            yield HeaderChange(name=one.name.title(), place=0, value=one.value)


def _first_name(keys: LinkKeys, raw: bytes) -> str | None:
    """Broken keys must not keep mail from being stored; it is another message then."""
    if told_name(raw) is None:
        return None
    try:
        return first_name(raw, keys.known())
    except LinkKeysUnusableError as error:
        _log.warning("a rewritten mail is not known again", error=str(error))
        return None
