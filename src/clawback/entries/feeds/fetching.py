"""Fetches files of a feed over HTTP: bounded, and followed nowhere else."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from contextlib import closing
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from importlib.metadata import version
from typing import Protocol
from urllib.parse import urlsplit

from clawback.entries.feeds.feed import FeedGarbledError, FeedUnreachableError

LARGEST = 64 * 1024 * 1024  # bytes of a file
_SECONDS = 30.0  # of silence
_BLOCK = 1 << 16
_AGENT = f"Clawback/{version('clawback')}"


class Files(Protocol):
    """Whoever has the files of feeds."""

    def get(self, url: str, authorization: str) -> bytes:
        """A file.

        Raises:
            FeedUnreachableError: there is no answer, or a refusal.
            FeedGarbledError: it is too large.
        """
        ...


class HttpFiles:
    """Files of addresses that an administrator has set; whom these name is their affair."""

    def get(self, url: str, authorization: str) -> bytes:
        """As `Files.get`. A redirect is a refusal, for it could lead to anybody."""
        split = urlsplit(url)
        tls = ssl.create_default_context() if split.scheme == "https" else None
        host, port = split.hostname or "", split.port
        connection = (
            HTTPConnection(host, port, timeout=_SECONDS)
            if tls is None
            else HTTPSConnection(host, port, timeout=_SECONDS, context=tls)
        )
        headers = {"User-Agent": _AGENT, "Accept": "*/*"}
        if authorization:
            headers["Authorization"] = authorization
        target = split.path or "/"
        try:
            with closing(connection):
                connection.request(
                    "GET", f"{target}?{split.query}" if split.query else target, headers=headers
                )
                return _whole(connection)
        except (OSError, HTTPException, ValueError) as error:
            raise FeedUnreachableError(
                f"{host} did not give out the feed: {type(error).__name__}. Is its address right?"
            ) from error


class MemoryFiles:
    """Gives out what it was given; for tests."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = dict(files)
        self.asked: list[str] = []

    def get(self, url: str, authorization: str) -> bytes:
        """As it was given."""
        del authorization
        self.asked.append(url)
        if url not in self.files:
            raise FeedUnreachableError
        return self.files[url]


def _whole(connection: HTTPConnection) -> bytes:
    answer = connection.getresponse()
    if answer.status != HTTPStatus.OK:
        raise FeedUnreachableError(
            f"{connection.host} answered {answer.status} where the feed should be."
        )
    content = bytearray()
    while block := answer.read(_BLOCK):
        content += block
        if len(content) > LARGEST:
            raise FeedGarbledError(f"A file of the feed is larger than {LARGEST >> 20} MB.")
    return bytes(content)
