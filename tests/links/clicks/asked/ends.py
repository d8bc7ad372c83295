"""The other ends in this process: they hold requests to what is published, and answer so."""

from __future__ import annotations

import json
import threading
from base64 import b64decode, b64encode
from collections.abc import Callable
from contextlib import contextmanager
from functools import partial
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

KEY = "key-of-a-test"
TOKEN = "token-of-a-test"


class SafeBrowsingEnd:
    """`GET /v5/hashes:search` as the reference of Safe Browsing v5 has it."""

    def __init__(self, listed: dict[str, str], *, lasting: str = "300s") -> None:
        self.listed = {sha256(one.encode()).digest(): kind for one, kind in listed.items()}
        self.attributes: list[str] = []
        self.lasting = lasting
        self.asked: list[frozenset[bytes]] = []

    def __call__(self, method: str, target: str, headers: dict[str, str], body: bytes):
        """A status and an answer; anything that is not published is refused."""
        split = urlsplit(target)
        query = parse_qsl(split.query, strict_parsing=True)
        prefixes = [
            b64decode(value, validate=True) for name, value in query if name == "hashPrefixes"
        ]
        rest = {name: value for name, value in query if name != "hashPrefixes"}
        if method != "GET" or split.path != "/v5/hashes:search" or body:
            return 404, {"error": "no such method"}
        if not 1 <= len(prefixes) <= 30 or {len(one) for one in prefixes} != {4}:
            return 400, {"error": "from one to thirty prefixes of four bytes"}
        if rest != {"alt": "json", "key": KEY} or "Authorization" in headers:
            return 403, {"error": "no key"}
        self.asked.append(frozenset(prefixes))
        found = [
            {
                "fullHash": b64encode(full).decode(),
                "fullHashDetails": [{"threatType": kind, "attributes": self.attributes}],
            }
            for full, kind in self.listed.items()
            if full[:4] in prefixes
        ]
        return 200, {**({"fullHashes": found} if found else {}), "cacheDuration": self.lasting}


class WebhookEnd:
    """A service of one's own, as the guide describes it."""

    def __init__(self, answers: dict[str, object]) -> None:
        self.answers = answers
        self.asked: list[dict[str, str]] = []

    def __call__(self, method: str, target: str, headers: dict[str, str], body: bytes):
        """What it was told to answer of the host."""
        said = json.loads(body)
        if (method, target) != ("POST", "/judge?by=us") or set(said) != {"url", "host"}:
            return 400, {}
        if headers.get("Authorization") != f"Bearer {TOKEN}":
            return 401, {}
        if headers.get("Content-Type") != "application/json":
            return 415, {}
        self.asked.append(said)
        return 200, self.answers.get(said["host"], {})


End = Callable[[str, str, dict[str, str], bytes], tuple[int, object]]


class _Serving(BaseHTTPRequestHandler):
    def __init__(self, end: End, *args):
        self._end = end
        super().__init__(*args)

    def do_GET(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        status, told = self._end(self.command, self.path, dict(self.headers), body)
        content = told if isinstance(told, bytes) else json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def do_POST(self):
        self.do_GET()

    def log_message(self, *_):
        """Says nothing."""


@contextmanager
def serving(end: End):
    """An end at an address of this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Serving, end))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
