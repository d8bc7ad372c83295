"""Questions over HTTP to one who is asked at the click: bounded, and followed nowhere else."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

LARGEST = 256 * 1024  # bytes of an answer
_THREADS = 8


class NoAnswerError(OSError):
    """Who was asked gave no answer that can be used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked: a path with its query, and a body where there is one."""

    method: str
    target: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)


class Outbound:
    """One host. Questions are asked in threads; nothing but a JSON object with 200 is an answer."""

    def __init__(self, base: str, name: str, *, seconds: float) -> None:
        """`seconds` is how long its end may be silent."""
        split = urlsplit(base)
        self._tls = ssl.create_default_context() if split.scheme == "https" else None
        self._host, self._port = split.hostname or "", split.port
        self._seconds = seconds
        self._crew = ThreadPoolExecutor(_THREADS, thread_name_prefix=name)

    async def ask(self, question: Question) -> Mapping[str, Any]:  # Any: JSON
        """The object that it answers with. Raises `OSError`."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._crew, self._ask, question)

    def _ask(self, question: Question) -> Mapping[str, Any]:
        try:
            with closing(self._connection()) as connection:
                connection.request(
                    question.method,
                    question.target,
                    question.body,
                    {"Accept": "application/json", **question.headers},
                )
                answer = connection.getresponse()
                content = answer.read(LARGEST + 1)
        except HTTPException as error:
            raise NoAnswerError from error
        if answer.status != HTTPStatus.OK or len(content) > LARGEST:
            raise NoAnswerError
        return _object(content)

    def _connection(self) -> HTTPConnection:
        if self._tls is None:
            return HTTPConnection(self._host, self._port, timeout=self._seconds)
        return HTTPSConnection(self._host, self._port, timeout=self._seconds, context=self._tls)


def _object(content: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise NoAnswerError from error
    if not isinstance(found, dict):
        raise NoAnswerError
    return found
