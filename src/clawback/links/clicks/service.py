"""The click service: opens a protected link, decides, writes the click down, and answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from http import HTTPStatus
from urllib.parse import parse_qs

import structlog
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from clawback.links.clicks import forms
from clawback.links.clicks.agents import Seen, Told, who
from clawback.links.clicks.answers import page, plain, way
from clawback.links.clicks.book import Book, marks_of
from clawback.links.clicks.deciding import Page, Ruling, by_book, by_search
from clawback.links.clicks.figures import ClickFigures
from clawback.links.clicks.opened import Opened, new_click_id, through
from clawback.links.clicks.pages.branding import Branding
from clawback.links.clicks.pages.drawing import Drawing, Going, Shown
from clawback.links.clicks.pages.language import Words
from clawback.links.clicks.pages.words import words_for
from clawback.links.clicks.policy import ClickPolicy
from clawback.links.clicks.privacy import Privacy
from clawback.links.clicks.scouting import Scout
from clawback.links.clicks.scribe import Scribe
from clawback.links.clicks.visit import Visit
from clawback.links.keys import LinkKeys
from clawback.links.signing import Refusal, RefusalKind, open  # noqa: A004 - as it is called there
from clawback.links.terms import ClickTerms
from clawback.model.click import ClickedBy
from clawback.model.clock import Clock
from clawback.model.errors import UnavailableError
from clawback.model.protected_link import PATH, ProtectedLink
from clawback.model.verdict import ClickVerdict

_SLIP = "slip"
_LONGEST_FORM = 4096  # bytes
_LONGEST_AGENT = 300  # characters of it that are kept
_PERSON = Told(by=ClickedBy.PERSON)
_log = structlog.stdlib.get_logger("clawback.links")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What the service stands on. `book` gives the one that counts now."""

    keys: LinkKeys
    book: Callable[[], Book]
    policy: ClickPolicy
    scout: Scout
    scribe: Scribe
    branding: Branding
    clock: Clock
    privacy: Privacy
    figures: ClickFigures


class ClickService:
    """Answers requests for protected links. Belongs to one event loop."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._drawing = Drawing(ground.branding)

    def application(self) -> Starlette:
        """The service for a web server."""
        found = ["GET", "HEAD"]
        made = Starlette(
            routes=[
                Route(PATH + "{rest:path}", self._link, methods=[*found, "POST"]),
                Route("/done", self._done, methods=found),
                Route("/logo", self._logo, methods=found),
                Route("/robots.txt", self._robots, methods=found),
                Route("/healthz", self._healthz, methods=found),
            ],
            exception_handlers={
                HTTPStatus.NOT_FOUND: self._nothing,
                HTTPStatus.METHOD_NOT_ALLOWED: self._nothing,
                Exception: self._failed,
            },
        )
        made.router.redirect_slashes = False  # it would lead to whatever host a request names
        return made

    async def _link(self, request: Request) -> Response:
        with self._ground.figures.seconds.time():
            return await self._answered(request)

    async def _answered(self, request: Request) -> Response:
        now, path = self._ground.clock.now(), request.scope["path"]
        found = open(path, self._ground.keys.known(), now)
        if isinstance(found, Refusal):
            return await self._refused(found, request)
        visit = self._visit(found, request)
        if request.method == "POST":
            return await self._went_on(visit, await _slip_of(request))
        return await self._opened(visit, request.query_params.get(_SLIP, ""))

    def _visit(self, link: ProtectedLink, request: Request) -> Visit:
        client = request.client
        headers = dict(request.headers)
        return Visit(
            link=link,
            path=request.scope["path"],
            marks=marks_of(link.url, link.network_message_id),
            seen=Seen(method=request.method, headers=headers),
            words=words_for(headers.get("accept-language", "")),
            at=self._ground.clock.now(),
            ip=client.host if client else "",
        )

    async def _opened(self, visit: Visit, slip: str) -> Response:
        """A first use of a link, or one that waited for an answer and looks again."""
        ruling = await self._rule(visit, wait=True)
        before = self._slip(slip, visit) if slip else None
        if before is not None and ruling.page is Page.SCANNING:
            return self._show(visit, ruling, before.click_id)  # it is written down already
        opened = self._as_kept(visit, ruling, who(visit.seen, visit.link.made_at, visit.at))
        return await self._answer(visit, ruling, opened)

    async def _went_on(self, visit: Visit, slip: str) -> Response:
        """Somebody goes on past a page. What is known now counts, not what was known then."""
        ruling = await self._rule(visit, wait=False)
        shown = self._slip(slip, visit)
        if ruling.page is None or shown is None or ruling.overridden is None:
            return await self._opened(visit, "")
        opened = replace(
            self._as_kept(visit, ruling, _PERSON),
            id=through(shown.click_id),
            verdict=ruling.overridden,
            clicked_through=True,
            reason=f"{ruling.reason} The person went on past the warning.",
        )
        return await self._lead(visit, opened, HTTPStatus.SEE_OTHER)

    async def _answer(self, visit: Visit, ruling: Ruling, opened: Opened) -> Response:
        if ruling.page is None:
            return await self._lead(visit, opened, HTTPStatus.FOUND)
        await self._kept(visit, opened)  # where it is not, the page harms nobody
        return self._show(visit, ruling, opened.id)

    async def _lead(self, visit: Visit, opened: Opened, status: HTTPStatus) -> Response:
        """To the link: only when the click is on the disk, and only where it may lead."""
        answer = way(visit.link.url, status)
        if answer is None:
            return self._error(visit.words, "", visit.link.url, HTTPStatus.BAD_GATEWAY)
        if await self._kept(visit, opened):
            return answer
        words, unavailable = visit.words, HTTPStatus.SERVICE_UNAVAILABLE
        return self._error(words, words.not_kept, visit.link.url, unavailable)

    async def _kept(self, visit: Visit, opened: Opened) -> bool:
        """Whether a click is on the disk now, or is none that is kept."""
        if not ClickTerms.read(visit.link.terms).track:
            return True
        figures = self._ground.figures
        try:
            await self._ground.scribe.write(opened)
        except UnavailableError as error:
            _log.error("click_not_kept", code=error.code)
            figures.not_kept()
            return False
        figures.kept(opened)
        return True

    async def _rule(self, visit: Visit, *, wait: bool) -> Ruling:
        """What the book says; where it says nothing, what can be found out."""
        ground = self._ground
        book, policy = ground.book(), _policy(ground.policy, visit)
        ruling = by_book(visit.marks, book, policy, visit.at)
        if ruling is not None:
            return ruling
        found = await ground.scout.look(visit.link.url, wait=wait and policy.wait)
        return by_search(found, ground.book(), policy, visit.at)

    def _show(self, visit: Visit, ruling: Ruling, click_id: str) -> Response:
        shown = ruling.page or Page.ERROR
        waits = shown is Page.SCANNING
        slip = forms.Slip(click_id=click_id, shown_at=int(visit.at.timestamp()))
        going = Going(
            slip=forms.written(slip, visit.path, self._secret(visit)),
            by_button=ruling.overridden is not None,
            by_itself=waits,
        )
        html = self._drawing.page(Shown(page=shown, link=visit.link.url, going=going), visit.words)
        return page(html, HTTPStatus.OK if waits else HTTPStatus.FORBIDDEN, self._drawing.policy)

    def _as_kept(self, visit: Visit, ruling: Ruling, told: Told) -> Opened:
        return self._ground.privacy.of(_opened(visit, ruling, told))

    def _slip(self, text: str, visit: Visit) -> forms.Slip | None:
        return forms.read(text, visit.path, self._secret(visit), visit.at)

    def _secret(self, visit: Visit) -> bytes:
        """That of the link's key, so that every process of the service reads every slip."""
        key = self._ground.keys.known().named(visit.link.key)
        return key.secret if key else b""

    async def _refused(self, refusal: Refusal, request: Request) -> Response:
        words = words_for(request.headers.get("accept-language", ""))
        link, kind = refusal.link, refusal.kind
        if link is not None and kind is RefusalKind.EXPIRED_KEY:
            visit = self._visit(link, request)
            ruling = Ruling(
                verdict=ClickVerdict.ERROR,
                reason="The link is older than its key is good for.",
                page=Page.ERROR,
            )
            await self._answer(visit, ruling, self._as_kept(visit, ruling, _PERSON))
            return self._error(words, words.expired, link.url, HTTPStatus.GONE)
        if link is not None and kind is RefusalKind.UNKNOWN_KEY:
            return self._error(words, words.unknown, link.url, HTTPStatus.NOT_FOUND)
        return self._error(words, words.altered, "", HTTPStatus.NOT_FOUND)

    def _error(self, words: Words, text: str, link: str, status: HTTPStatus) -> Response:
        html = self._drawing.page(Shown(page=Page.ERROR, text=text, link=link), words)
        return page(html, status, self._drawing.policy)

    async def _done(self, request: Request) -> Response:
        words = words_for(request.headers.get("accept-language", ""))
        return page(self._drawing.done(words), HTTPStatus.OK, self._drawing.policy)

    async def _logo(self, request: Request) -> Response:
        logo = self._ground.branding.logo
        if logo is None:
            return await self._nothing(request, None)
        return plain(logo.content, logo.media_type, "default-src 'none'; sandbox")

    async def _robots(self, _: Request) -> Response:
        return plain(b"User-agent: *\nDisallow: /\n", "text/plain; charset=utf-8", "sandbox")

    async def _healthz(self, _: Request) -> Response:
        return plain(b"ok\n", "text/plain; charset=utf-8", "sandbox")

    async def _nothing(self, request: Request, _: Exception | None) -> Response:
        words = words_for(request.headers.get("accept-language", ""))
        html = self._drawing.nothing(words)
        return page(html, HTTPStatus.NOT_FOUND, self._drawing.policy)

    async def _failed(self, request: Request, error: Exception) -> Response:
        """Never a way on that nobody decided about; where the link leads can be read off it."""
        _log.error("click_failed", exc_info=error)
        words = words_for(request.headers.get("accept-language", ""))
        return self._error(words, "", "", HTTPStatus.INTERNAL_SERVER_ERROR)


def _opened(visit: Visit, ruling: Ruling, told: Told) -> Opened:
    link = visit.link
    return Opened(
        id=new_click_id(visit.at),
        at=visit.at,
        url=link.url,
        network_message_id=link.network_message_id,
        recipient=link.recipient.hex(),
        key=link.key,
        verdict=ruling.verdict,
        reason=f"{ruling.reason} {told.reason}".rstrip(),
        clicked_by=told.by,
        threats=ruling.threats,
        technologies=ruling.technologies,
        url_chain=ruling.chain,
        ip=visit.ip,
        user_agent=visit.seen.headers.get("user-agent", "")[:_LONGEST_AGENT],
    )


async def _slip_of(request: Request) -> str:
    """What a page's form gives back; nothing of what is not such a form."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > _LONGEST_FORM:
            return ""
    values = parse_qs(body.decode("ascii", "replace"), max_num_fields=8)
    return values.get(_SLIP, [""])[0]


def _policy(policy: ClickPolicy, visit: Visit) -> ClickPolicy:
    """What the service is set to, but for what the policy of the mail says."""
    choice = ClickTerms.read(visit.link.terms).click_through
    return policy if choice is None else replace(policy, click_through=choice)
