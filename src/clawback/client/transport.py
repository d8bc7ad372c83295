"""HTTP to one server, on the standard library's client.

The standard library's, because a command's answer should come at once: `http.client` is loaded in
40 ms, httpx2 takes 100 ms, and a client of our own API needs little of either.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Self, TypeAlias, cast
from urllib.parse import SplitResult, quote, urlencode, urlsplit

from clawback.client.credential import Credential
from clawback.client.json import JsonObject, JsonValue
from clawback.client.problems import ProblemError, error_of
from clawback.model.errors import BadInputError, UnavailableError

QueryValue: TypeAlias = str | int | bool | None
Query: TypeAlias = Mapping[str, QueryValue | Sequence[str]]
_SAFE_TO_REPEAT = frozenset({"GET", "HEAD", "PUT", "DELETE"})
_BLOCK = 1 << 16
_STEP_UP, _SESSION_ENDED = "step_up_needed", "session_refused"


class UnreachableError(UnavailableError):
    """The Clawback server does not answer. Is it running?"""

    code = "unreachable"


@dataclass(frozen=True, slots=True)
class Body:
    """What is sent along: bytes, or blocks of bytes, and what they are."""

    content: bytes | Iterable[bytes] = field(repr=False)
    media_type: str

    @staticmethod
    def of(document: object) -> Body:
        return Body(json.dumps(document).encode(), "application/json")

    @property
    def repeatable(self) -> bool:
        return isinstance(self.content, bytes)


@dataclass(frozen=True, slots=True)
class Received:
    """A file that came as an answer, and the answer's headers, by lower-case name."""

    content: bytes = field(repr=False)
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Request:
    method: str
    target: str
    body: Body | None
    headers: Mapping[str, str]

    @property
    def repeatable(self) -> bool:
        return self.body is None or self.body.repeatable


class Transport:
    """One kept-alive connection. Belongs to one thread; closes itself in a `with`."""

    def __init__(
        self,
        url: str,
        credential: Credential,
        *,
        timeout: float = 120.0,
        prove: Callable[[Transport], bool] | None = None,
    ) -> None:
        """A transport to `url` (scheme, host, port), with `timeout` in seconds for each wait.

        Where the server wants somebody to prove again who they are, `prove` does so, on this
        transport, and says whether it did; then the request is sent once more.

        Raises:
            BadInputError: the address is not one.
        """
        self._url = _split(url)
        self._credential = credential
        self._prove = prove
        self._timeout = timeout
        self._connection: HTTPConnection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def json(
        self, method: str, path: str, *, query: Query | None = None, body: Body | None = None
    ) -> JsonObject:
        """Asks, and reads the answer as a JSON object (empty when there is none).

        Raises:
            ProblemError: the server said why not.
            UnreachableError: nobody answers.
        """
        return cast("JsonObject", self._document(method, path, query, body) or {})

    def items(self, path: str, *, query: Query | None = None) -> list[JsonValue]:
        """Asks with GET, and reads the answer as a JSON array; raises as `json` does."""
        return cast("list[JsonValue]", self._document("GET", path, query, None))

    def file(self, path: str, body: Body) -> Received:
        """Asks with POST for a file that fits into memory; raises as `json` does."""
        with self._answer("POST", path, None, body) as answer:
            headers = {name.lower(): value for name, value in answer.getheaders()}
            return Received(answer.read(), headers)

    def blocks(
        self,
        method: str,
        path: str,
        *,
        query: Query | None = None,
        body: Body | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Iterator[bytes]:
        """Asks, and gives the answer's bytes as they come.

        Raises:
            ProblemError: the server said why not.
            UnreachableError: nobody answers, or the answer broke off.
        """
        with self._answer(method, path, query, body, headers) as answer:
            while block := answer.read(_BLOCK):
                yield block

    def lines(self, method: str, path: str, *, query: Query | None = None) -> Iterator[JsonObject]:
        """Asks, and gives each line of an NDJSON answer; raises as `blocks` does."""
        with self._answer(method, path, query, None) as answer:
            for line in answer:
                yield cast("JsonObject", json.loads(line))

    def _document(
        self, method: str, path: str, query: Query | None, body: Body | None
    ) -> JsonValue:
        with self._answer(method, path, query, body) as answer:
            content = answer.read()
        return cast("JsonValue", json.loads(content)) if content else None

    @contextmanager
    def _answer(
        self,
        method: str,
        path: str,
        query: Query | None,
        body: Body | None,
        headers: Mapping[str, str] | None = None,
    ) -> Iterator[HTTPResponse]:
        finished = False
        try:
            target = self._target(path, query)
            yield self._accepted(_Request(method, target, body, headers or {}))
            finished = True
        except (OSError, HTTPException) as error:
            raise UnreachableError(self._unreachable(error)) from error
        finally:
            if not finished:
                self.close()

    def _accepted(self, request: _Request) -> HTTPResponse:
        """The answer to a request that the server lets pass, perhaps after a proof."""
        try:
            return self._answered(request)
        except ProblemError as error:
            again = request.repeatable
            if error.problem.code != _STEP_UP or self._prove is None or not again:
                raise
            prove, self._prove = self._prove, None  # a proof is asked for once, and never of itself
            try:
                if not prove(self):
                    raise
                return self._answered(request)
            finally:
                self._prove = prove

    def _answered(self, request: _Request) -> HTTPResponse:
        answer = self._send(request)
        self._credential.received(answer.headers.get_all("Set-Cookie", []))
        if answer.status < HTTPStatus.BAD_REQUEST:  # RFC 9110 §15: 4xx and 5xx say no
            return answer
        error = error_of(answer.status, answer.read())
        if error.problem.code == _SESSION_ENDED:
            self._credential.refused()
        raise error

    def _send(self, request: _Request) -> HTTPResponse:
        repeat = request.method in _SAFE_TO_REPEAT and request.repeatable
        if self._connection is not None and repeat:
            try:
                return self._once(request)
            except (OSError, HTTPException):
                self.close()  # the server may have closed a connection that stood idle
        return self._once(request)

    def _once(self, request: _Request) -> HTTPResponse:
        connection = self._connection = self._connection or self._connect()
        body = request.body
        headers = {"Accept": "application/json, */*", **self._credential.headers()}
        if body is not None:
            headers["Content-Type"] = body.media_type
        connection.request(
            request.method,
            request.target,
            body=body.content if body else None,
            headers={**headers, **request.headers},
        )
        return connection.getresponse()

    def _connect(self) -> HTTPConnection:
        kind = HTTPSConnection if self._url.scheme == "https" else HTTPConnection
        return kind(self._url.hostname or "", self._url.port, timeout=self._timeout)

    def _target(self, path: str, query: Query | None) -> str:
        given = {
            name: str(value).lower() if isinstance(value, bool) else value
            for name, value in (query or {}).items()
            if value is not None
        }
        target = self._url.path.rstrip("/") + quote(path)
        return f"{target}?{urlencode(given, doseq=True)}" if given else target

    def _unreachable(self, error: Exception) -> str:
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        return (
            f"The Clawback server at {self._url.scheme}://{self._url.netloc} does not answer: "
            f"{reason}. Is it running?"
        )


def origin_of(url: str) -> str:
    """Scheme, host and port of an address, as a browser writes an origin (RFC 6454 §6.2).

    Raises:
        BadInputError: the address is not one.
    """
    split = _split(url)
    host = split.hostname or ""
    shown = f"[{host}]" if ":" in host else host
    own = {"http": 80, "https": 443}[split.scheme]
    return f"{split.scheme}://{shown}" + (f":{split.port}" if split.port not in {None, own} else "")


def _split(url: str) -> SplitResult:
    try:
        split = urlsplit(url)
        usable = split.scheme in {"http", "https"} and split.hostname and split.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise BadInputError(f"{url!r} is not an address such as http://127.0.0.1:8025.")
    return urlsplit(url)
