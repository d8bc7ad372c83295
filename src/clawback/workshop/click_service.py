"""Builds the click service, for the server's own process and for one that runs alone."""

from __future__ import annotations

import gc
import logging
import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from pydantic import SecretStr

from clawback.client.click_service import ClickServiceClient
from clawback.client.credential import Bearer
from clawback.client.transport import Transport
from clawback.links.clicks.api_server import ApiServer
from clawback.links.clicks.carried_book import CarriedBook
from clawback.links.clicks.figures import ClickFigures, Standing
from clawback.links.clicks.opened import OPENED, Opened
from clawback.links.clicks.pages.branding import Branding, read_logo
from clawback.links.clicks.scribe import Scribe
from clawback.links.clicks.sending import Sending
from clawback.links.clicks.service import ClickService, Ground
from clawback.links.clicks.settings import ClickSettings
from clawback.links.keys import LinkKeys
from clawback.model.clock import Clock, SystemClock
from clawback.spool.spool import Spool
from clawback.worker.logs import configure_logs, tell_crashes
from clawback.worker.server import Front, Listen, WebServer, bind
from clawback.workshop.click_scout import chains_of, scout_of

_TIMEOUT = 15.0  # seconds for the server to answer


@dataclass(frozen=True, slots=True, kw_only=True)
class ClickOrders:
    """Where keys, clicks and the server are, the settings, and how long a followed key opens."""

    keys: Path
    folder: Path
    url: str
    token: SecretStr
    settings: ClickSettings
    overlap: timedelta
    log_level: int = logging.INFO


def prepare_process(orders: ClickOrders) -> None:
    """What the whole process is set to before anything is built."""
    os.umask(0o077)
    tell_crashes()
    configure_logs(level=orders.log_level)


@contextmanager
def click_service(orders: ClickOrders, bound: socket.socket) -> Iterator[WebServer]:
    """Everything started but the web server, which the caller runs.

    Raises:
        AddressTakenError: figures cannot be given out where the settings say.
        SpoolInUseError: another process has the folder.
        LogoUnusableError: the logo cannot be shown.
    """
    settings, clock = orders.settings, SystemClock()
    orders.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with ExitStack() as stack:
        log = stack.enter_context(closing(Spool(orders.folder / "log", OPENED, clock=clock)))
        book = CarriedBook(
            orders.folder / "book.json", stack.enter_context(closing(_Server(orders))).api
        )
        keys = LinkKeys(orders.keys, clock, overlap=orders.overlap)
        chains = chains_of(settings, keys, clock)
        sending = Sending(
            log,
            stack.enter_context(closing(_Server(orders))).api,
            late=chains.late if chains else None,
        )
        for part in (sending, book):
            part.start()
            stack.callback(part.stop)
        figures = ClickFigures(lambda: _standing(log, book, clock))
        stack.enter_context(_watched(figures, settings.metrics))
        service = ClickService(
            Ground(
                keys=keys,
                book=book.now,
                policy=settings.policy,
                scout=scout_of(settings, chains),
                scribe=Scribe(log),
                branding=_branding(settings),
                clock=clock,
                privacy=settings.privacy,
                figures=figures,
            )
        )
        gc.collect()
        gc.freeze()
        stack.callback(gc.unfreeze)
        yield WebServer(
            service.application(), bound, front=Front(native=True, proxies=settings.proxies)
        )


@contextmanager
def _watched(figures: ClickFigures, where: str) -> Iterator[None]:
    """Gives the figures out at an address of their own while the block runs."""
    if not where:
        yield
        return
    with (
        closing(bind(Listen.read(where), "the setting links.clicks.metrics")) as bound,
        WebServer(figures.application(), bound).beside(),
    ):
        yield


def _standing(log: Spool[Opened], book: CarriedBook, clock: Clock) -> Standing:
    backlog = log.backlog()
    age = (clock.now() - backlog.oldest).total_seconds() if backlog.oldest else 0.0
    return Standing(
        waiting=backlog.depth,
        size=backlog.size,
        oldest_seconds=age,
        entries=len(book.now().entries),
    )


class _Server:
    """One connection to the server's API."""

    def __init__(self, orders: ClickOrders) -> None:
        token = Bearer(orders.token.get_secret_value())
        self._transport = Transport(orders.url, token, timeout=_TIMEOUT)
        self.api = ApiServer(ClickServiceClient(self._transport))

    def close(self) -> None:
        self._transport.close()


def _branding(settings: ClickSettings) -> Branding:
    return Branding(
        name=settings.name,
        colour=settings.colour,
        logo=read_logo(settings.logo) if settings.logo else None,
        contact=settings.contact,
    )
