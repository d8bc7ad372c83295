"""Builds what judges delivered mail again, and what notices that block lists have grown."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial

from clawback.app.basis import Ask, Basis
from clawback.app.engines import asked_again
from clawback.app.investigating import AskedAgain
from clawback.entries.gains import Gains
from clawback.links.clicks.book import Book
from clawback.model.delivery import Row
from clawback.model.errors import NotFoundError, UnavailableError
from clawback.preview.mails import Mails
from clawback.purge.blocked import BlockedNow
from clawback.purge.growth import Growth
from clawback.purge.inquiry.asking import Asking
from clawback.purge.inquiry.editions import Editions
from clawback.purge.inquiry.inquiries import Inquiries
from clawback.purge.inquiry.inquiry import InquiryCause
from clawback.purge.judgements import HOUSE, Ground, Heard, Judgements
from clawback.remediation.remediations import Remediations
from clawback.settings import Settings


def judgements(basis: Basis, *, ask: Ask, remediations: Remediations, heard: Heard) -> Judgements:
    """The door to judging again, with the policy of the settings."""
    ground = Ground(
        database=basis.database,
        store=basis.store,
        trail=basis.trail,
        clock=basis.clock,
        ask=ask,
        remediations=remediations,
        heard=heard,
    )
    return Judgements(ground, basis.settings.purge.policy())


def inquiries(settings: Settings, judging: Judgements, mails: Mails) -> tuple[Inquiries, Editions]:
    """The door to asking engines again, and what notices that they have changed."""
    ground, again = judging.ground, settings.purge.again
    asking = Asking(
        asked_again(settings.verdicts),
        store=ground.store,
        clock=ground.clock,
        bring=bringing(mails),
        judge=lambda wish: judging.begin(wish, HOUSE),
    )
    door = Inquiries(
        ground, asking, policy=judging.policy, budget=again.budget, on_change=again.on_change
    )
    editions = Editions(
        asking.engines if again.on_change else (),
        database=ground.database,
        clock=ground.clock,
        lasting=again.lasting,
        begin=lambda names: door.begin(HOUSE, engines=names, cause=InquiryCause.CHANGE),
    )
    return door, editions


def asked_again_of(
    settings: Settings, judging: Judgements, mails: Mails, book: Callable[[], Book]
) -> AskedAgain:
    """What investigations ask about their root, apart from inquiries."""
    ground = judging.ground
    asking = Asking(
        asked_again(settings.verdicts),
        store=ground.store,
        clock=ground.clock,
        bring=partial(_bytes_of, mails),
        judge=lambda wish: judging.begin(wish, HOUSE),
    )
    return AskedAgain(asking, judging, book, ground.clock)


def bringing(mails: Mails) -> Callable[[Row], bytes | None]:
    """Gives the bytes of a delivery's mail, or `None` where nobody has them any more."""
    return partial(_bytes_of, mails)


def _bytes_of(mails: Mails, row: Row) -> bytes | None:
    with suppress(NotFoundError, UnavailableError):
        return mails.cheapest(row).raw
    return None


def blocked(basis: Basis, judging: Judgements) -> BlockedNow:
    """Looks at the allow/block list."""
    return BlockedNow(Gains(basis.database, "purge"), judge=lambda wish: judging.begin(wish, HOUSE))


def growth(basis: Basis, judging: Judgements) -> Growth:
    """Looks at the lists that the settings block by."""
    return Growth(
        basis.lists,
        basis.settings.judges.block_lists,
        seen=basis.folder.lists_seen,
        judge=lambda wish: judging.begin(wish, HOUSE),
    )
