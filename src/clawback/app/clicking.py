"""Builds the server's side of the click service, and runs the service in a process of its own."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta

from pydantic import SecretStr

from clawback.app.allowing import AllowBlock
from clawback.app.at_click import OwnEntries, noting_uses
from clawback.app.basis import Basis
from clawback.campaigns.campaigns import Campaigns
from clawback.identity.first_token import ensure_click_token
from clawback.identity.tokens import Tokens
from clawback.links.clicks.book import Entry
from clawback.links.clicks.books import Books
from clawback.links.clicks.campaign_mail import CampaignMail
from clawback.links.clicks.making import BadMail, JudgedLink, OwnLists, Wanted
from clawback.links.clicks.pages.branding import read_logo
from clawback.links.clicks.recording import Recording
from clawback.links.clicks.turning import Turning
from clawback.links.keys import LinkKeys
from clawback.model.verdict import ThreatType
from clawback.model.version import version_text
from clawback.purge.judgements import HOUSE, Judgements
from clawback.settings import Settings
from clawback.worker.companion import Companion
from clawback.worker.data_folder import DataFolder
from clawback.worker.server import Listen, bind
from clawback.workshop.click_service import ClickOrders

_PROGRAM = "clawback.workshop.click_program"
_MOST_JUDGED = 1000  # judgements that are looked through for links


class ClickProcess:
    """The click service of this server, where the settings want one."""

    def __init__(self, settings: Settings, folder: DataFolder) -> None:
        self._settings = settings
        self._folder = folder
        self._companion: Companion | None = None
        self.address: tuple[str, int] | None = None

    @contextmanager
    def running(self, url: str, tokens: Tokens) -> Iterator[None]:
        """Runs it while the block does; `url` is where the server's API is.

        Raises:
            AddressTakenError: it cannot listen where it should.
            BadInputError: it should give figures out where nobody can listen.
            LogoUnusableError: the logo cannot be shown.
        """
        wanted = self._settings.links.clicks
        if not self.wanted:
            yield
            return
        if wanted.metrics:
            Listen.read(wanted.metrics)  # what is wrong with it is said at the start
        if wanted.logo is not None:
            read_logo(wanted.logo)  # likewise
        with closing(bind(Listen.read(wanted.listen), "the setting links.clicks.listen")) as bound:
            self.address = bound.getsockname()[:2]
            self._companion = Companion(
                "click service", _PROGRAM, self._orders(url, tokens), [bound]
            )
            self._companion.start()
            try:
                yield
            finally:
                self._companion.stop()

    @property
    def wanted(self) -> bool:
        """Whether there should be one beside this server."""
        return bool(self._settings.links.clicks.listen)

    def trouble(self) -> str | None:
        """A sentence when it does not stay alive."""
        return None if self._companion is None else self._companion.trouble()

    def _orders(self, url: str, tokens: Tokens) -> ClickOrders:
        token = ensure_click_token(tokens, self._folder.path)
        return ClickOrders(
            keys=self._folder.path,
            folder=self._folder.clicks,
            url=url,
            token=SecretStr(token.read_text(encoding="utf-8").strip()),
            settings=self._settings.links.clicks,
            overlap=self._settings.links.key_overlap,
            log_level=logging.getLevelNamesMapping()[self._settings.log.level.upper()],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Clicking:
    """What keeps clicks, what they are judged by, and the process that judges them."""

    recording: Recording
    books: Books
    process: ClickProcess


def clicking(
    basis: Basis,
    judging: Judgements,
    campaigns: Campaigns,
    allowing: AllowBlock,
    *,
    stored: Callable[[], int],
) -> Clicking:
    """All of it; `stored` counts the deliveries that were stored since the start."""
    settings, folder, store, clock = basis.settings, basis.folder, basis.store, basis.clock
    clicks = settings.links.clicks
    wanted = Wanted(
        blocks=tuple(dict.fromkeys((*settings.judges.block_lists, *clicks.block_lists))),
        allows=clicks.allow_lists,
        keep=timedelta(days=clicks.days),
        spam=clicks.warn_spam,
    )
    mail: list[Callable[[], Iterable[Entry]]] = [BadMail(store, clock, wanted).entries]
    if clicks.warn_campaigns:
        mail.append(CampaignMail(store, clock, wanted, campaigns.kinds).entries)
    books = Books(
        [OwnLists(basis.lists, wanted), OwnEntries(allowing)],
        mail,
        lambda: _judged(judging),
        wanted=wanted,
        stamp=lambda: version_text(stored(), *(one.text for one in judging.versions())),
        turning=Turning(store, clock),
        clock=clock,
    )
    keys = LinkKeys(folder.path, clock, overlap=settings.links.key_overlap)
    return Clicking(
        recording=Recording(
            store,
            keys,
            clock,
            privacy=clicks.privacy,
            heard=noting_uses(allowing.current, books.arrived),
        ),
        books=books,
        process=ClickProcess(settings, folder),
    )


def _judged(judging: Judgements) -> Iterator[JudgedLink]:
    """The links because of which mail was judged, newest first."""
    for one in judging.newest(HOUSE, limit=_MOST_JUDGED):
        if one.wish.url:
            threats = one.wish.verdict.threats
            yield JudgedLink(
                url=one.wish.url, threat=ThreatType(threats[0]) if threats else None, at=one.at
            )
