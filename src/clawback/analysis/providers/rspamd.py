"""rspamd's normal worker: `POST /checkv2` (rspamd.com/doc/developers/protocol.html)."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Iterator
from http.client import HTTPException, HTTPResponse

from clawback.analysis.providers.edition import edition_of
from clawback.analysis.providers.line import exchange
from clawback.analysis.providers.port import DeclinedError, GarbledError, Transport
from clawback.analysis.providers.said import said
from clawback.analysis.providers.settings import RspamdSettings
from clawback.analysis.verdicts.rspamd import PROVIDER, judged
from clawback.analysis.verdicts.scored import Rule
from clawback.model.verdict import Finding

_MOST = 4 << 20  # bytes; it lists every address and host of the mail too
_OK = 200
_OF_THIS_MAIL = range(400, 500)  # RFC 9110 §15.5: what was sent is the trouble
_SYMBOLS = 1000
_OPTIONS = 20
_NOT_TEXT = re.compile(r"[\x00-\x1f\x7f]+")
_LONGEST = 998  # RFC 5322 §2.1.1
_RECIPIENTS = 100  # named to the engine; its own limit is about 1,000


class Rspamd:
    """One rspamd."""

    engine = PROVIDER

    def __init__(self, settings: RspamdSettings) -> None:
        self.name = settings.called
        self._settings = settings

    def judge(self, raw: bytes, transport: Transport) -> tuple[Finding, ...]:
        """As the port says."""
        lines = ["POST /checkv2 HTTP/1.1", *_facts(transport), f"Content-Length: {len(raw)}"]
        return read_answer(self._ask(lines, raw))

    def greet(self) -> str:
        """The version that its answers name."""
        status, server, content = _http(self._ask(["GET /ping HTTP/1.1"]))
        if status != _OK or content.strip() != b"pong":
            raise GarbledError("Its answer is none of rspamd's. Is it rspamd that listens there?")
        return server or PROVIDER

    def edition(self) -> str:
        """Its version, and what lies in the folder of rules and maps."""
        return edition_of(self.greet(), self._settings.data)

    def _ask(self, lines: Iterable[str], body: bytes = b"") -> bytes:
        told = self._settings
        head = "\r\n".join([*lines, f"Host: {told.where}", "Connection: close", "", ""])
        request = (head.encode("utf-8", "replace"), body)
        return exchange(told.where, request, seconds=told.seconds, most=_MOST)


def read_answer(answer: bytes) -> tuple[Finding, ...]:
    """What one answer to `/checkv2` says.

    Raises:
        DeclinedError: rspamd says that it could not judge this mail.
        GarbledError: it is no answer, or not a whole one.
    """
    status, _, content = _http(answer)
    if status != _OK:
        kind = DeclinedError if status in _OF_THIS_MAIL else GarbledError
        raise kind(f"It did not judge this mail: it answered with HTTP status {status}.")
    try:
        # It hands on bytes of the mail as they are, which need not be UTF-8.
        told = json.loads(content.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        raise GarbledError("Its answer is not JSON.") from None
    if not isinstance(told, dict) or not isinstance(told.get("action"), str):
        raise GarbledError("Its answer has no action. Is it rspamd that listens there?")
    if told.get("is_skipped") is True:
        raise DeclinedError("It is set up not to judge this mail.")
    return judged(
        tuple(_rules(told.get("symbols"))),
        action=said(told["action"]).strip().lower(),
        score=_number(told.get("score")),
        threshold=_number(told.get("required_score")),
    )


def _rules(symbols: object) -> Iterator[Rule]:
    if not isinstance(symbols, dict):
        return
    for name, told in list(symbols.items())[:_SYMBOLS]:
        if not isinstance(told, dict):
            continue
        options = told.get("options")
        detail = [said(str(one)) for one in options[:_OPTIONS]] if isinstance(options, list) else []
        yield Rule(name=said(name), score=_number(told.get("score")), detail=",".join(detail))


def _number(value: object) -> float | None:
    """A finite number; JSON as Python reads it has others, and truth values pass for numbers."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) < 1e9 else None  # noqa: PLR2004 - no score is that large


def _facts(transport: Transport) -> Iterator[str]:
    """How the mail came, as headers of the request; nothing that is in them can begin another."""
    sender = "<>" if not transport.mail_from and transport.mail_from is not None else ""
    told = (
        ("IP", transport.client_ip),
        ("Helo", transport.helo),
        ("From", sender or transport.mail_from or ""),
        *(("Rcpt", one) for one in transport.recipients[:_RECIPIENTS]),
        ("User", transport.authenticated_user),
        ("Queue-Id", transport.queue_id),
    )
    for name, value in told:
        if clean := _NOT_TEXT.sub("", value)[:_LONGEST].strip():
            yield f"{name}: {clean}"


class _Heard:
    """An answer that was read to its end, as `http.client` wants it."""

    def __init__(self, answer: bytes) -> None:
        self._answer = answer

    def makefile(self, _mode: str) -> io.BytesIO:
        return io.BytesIO(self._answer)


def _http(answer: bytes) -> tuple[int, str, bytes]:
    """Status, server and content of a whole response (RFC 9112)."""
    response = HTTPResponse(_Heard(answer))  # type: ignore[arg-type] # it only wants `makefile`
    try:
        response.begin()
        content = response.read()
    except (HTTPException, ValueError):
        raise GarbledError("Its answer is not whole, or not HTTP.") from None
    return response.status, response.getheader("Server", ""), content
