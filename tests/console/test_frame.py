"""The frame of a mail's HTML in a real browser, as if the sanitiser were not there."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest
from tests.making.payloads import payloads

from clawback.model.clock import SystemClock
from clawback.preview.frames import POLICY, Frames

BATCH = 40  # frames on one page


class Site(ThreadingHTTPServer):
    """Gives out payloads in frames, guarded as the API guards them or not, and notes all else."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.address = f"http://127.0.0.1:{self.server_port}"
        self.mails = payloads(self.address)
        self.asked: list[str] = []
        self._frames = Frames(SystemClock())

    def answer(self, path: str) -> tuple[str, dict[str, str]] | None:
        """The page for a path, with its headers; `None` for what nobody should have asked for."""
        match path.strip("/").split("/"):
            case ["page", start, guard]:
                numbers = range(int(start), min(int(start) + BATCH, len(self.mails)))
                sandbox = 'sandbox=""' if guard == "console" else ""
                frames = (f'<iframe {sandbox} src="/mail/{n}/{guard}"></iframe>' for n in numbers)
                return "<!doctype html>" + "".join(frames), {}
            case ["mail", number, guard]:
                mail = self.mails[int(number)]
                page = self._frames.take(self._frames.keep(mail, "a test"), "a test")
                return page, {} if guard == "none" else {"Content-Security-Policy": POLICY}
            case _:
                return None


class _Handler(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        found = self.server.answer(path)
        if found is None and path != "/favicon.ico":
            self.server.asked.append(path)
        body, headers = found or ("", {})
        self.send_response(200 if found else 404)
        for name, value in {"Content-Type": "text/html; charset=utf-8", **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body.encode("utf-8", "replace"))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Keeps still."""


@pytest.fixture
def site() -> Iterator[Site]:
    with _serving(Site()) as served:
        yield served


@contextmanager
def _serving(site: Site) -> Iterator[Site]:
    thread = threading.Thread(target=site.serve_forever)
    thread.start()
    try:
        yield site
    finally:
        site.shutdown()
        thread.join()
        site.server_close()


def _ran(chromium, site, guard):
    """How often a payload ran, over all of them."""
    context = chromium.new_context()
    page, ran = context.new_page(), list[str]()
    page.expose_function("__ran", lambda *_: ran.append(guard))
    for start in range(0, len(site.mails), BATCH):
        page.goto(f"{site.address}/page/{start}/{guard}", wait_until="networkidle")
    context.close()
    return len(ran)


@pytest.mark.parametrize("guard", ["header", "console"])
def test_nothing_in_the_frame_runs_or_loads(chromium, site, guard):
    """Neither by the answer's own header alone nor in the console's sandbox: 0 of all payloads."""
    assert len(site.mails) > 300
    assert (_ran(chromium, site, guard), site.asked) == (0, [])


def test_without_its_policy_they_would(chromium, site):
    """The same payloads in the same frames, unguarded, run and load: the test above can fail."""
    assert _ran(chromium, site, "none") > 10
    assert len(site.asked) > 10
