"""The HTML of a mail as a page of its own, which a browser frames and trusts with nothing.

The page is kept in memory for a minute, under a random ticket, for whoever looked at the mail, and
is given out once. Its policy has the browser treat it as a page of no site at all (Content Security
Policy Level 3 §6.3.1, `sandbox`): it has no cookies, runs nothing and loads nothing, even where the
sanitiser should have failed.
"""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from clawback.model.clock import Clock
from clawback.model.errors import NotFoundError

LASTING: Final = timedelta(minutes=1)
MOST_PAGES: Final = 64
_MOST_CHARACTERS: Final = 16 * 1024 * 1024
_TICKET_BYTES: Final = 32

POLICY: Final = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
"""Only here styles may stand in the page: in a sandbox they can spoil nothing but themselves."""

_HEAD: Final = (
    '<!doctype html><html><head><meta charset="utf-8"><title>Mail</title><style>'
    ":root{color-scheme:light}body{margin:12px;background:#fff;color:#15191f;"
    "font:14px/1.45 system-ui,sans-serif;overflow-wrap:anywhere}"
    "a{color:#1a5fd0;text-decoration:underline}img{outline:1px dashed #8a94a3;min-width:16px}"
    "table{max-width:100%}</style></head><body>"
)
_FOOT: Final = "</body></html>"


class FrameGoneError(NotFoundError):
    """This page was shown already, or its minute is over. Look at the mail again."""

    code = "frame_gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    holder: str
    until: datetime
    markup: str = field(repr=False)


class Frames:
    """Pages that wait to be shown, the oldest first. Safe to call from several threads.

    At most 64 pages and 16 M characters; where there are more, the oldest are forgotten.
    """

    def __init__(
        self, clock: Clock, randomness: Callable[[int], bytes] = secrets.token_bytes
    ) -> None:
        self._clock = clock
        self._randomness = randomness
        self._pages: OrderedDict[str, _Page] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, markup: str, holder: str) -> str:
        """A ticket for a page with this sanitised markup; empty where there is none.

        `holder` names who may have it.
        """
        if not markup:
            return ""
        ticket = self._randomness(_TICKET_BYTES).hex()
        page = _Page(holder=holder, until=self._clock.now() + LASTING, markup=markup)
        with self._lock:
            self._pages[ticket] = page
            self._tidy()
        return ticket

    def take(self, ticket: str, holder: str) -> str:
        """The page, once, and to its holder alone.

        Raises:
            FrameGoneError: there is none for them; the error does not tell why.
        """
        with self._lock:
            page = self._pages.get(ticket)
            if page is None or page.holder != holder or page.until <= self._clock.now():
                raise FrameGoneError
            del self._pages[ticket]
        return f"{_HEAD}{page.markup}{_FOOT}"

    def _tidy(self) -> None:
        now = self._clock.now()
        for ticket in [one for one, page in self._pages.items() if page.until <= now]:
            del self._pages[ticket]
        held = sum(len(page.markup) for page in self._pages.values())
        while len(self._pages) > 1 and (len(self._pages) > MOST_PAGES or held > _MOST_CHARACTERS):
            _, oldest = self._pages.popitem(last=False)
            held -= len(oldest.markup)
