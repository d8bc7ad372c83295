"""The click service as a process: killed under load, beside a server, and at real browsers."""

from __future__ import annotations

import http.client
import json
import threading
import time
from contextlib import ExitStack, closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.request import urlopen

import pytest
from tests.links.clicks.desk import Desk
from tests.servers.chromium import chromium, why_not
from tests.servers.clawback import Server, free_port
from tests.servers.click_service import asked, logged, path_to, seen_under_kills

from clawback.client.client import Client
from clawback.client.views import Viewed
from clawback.links.clicks.book import Entry, Kind
from clawback.links.clicks.policy import ClickPolicy
from clawback.links.terms import ClickThrough
from clawback.model.verdict import ThreatType
from clawback.worker.server import Listen, WebServer, address, bind

pytestmark = [pytest.mark.server, pytest.mark.slow]
_PATIENCE = 15.0
_SEEN: list[tuple[str, str | None]] = []  # pages that were asked for, and from where


def until(true):
    """Waits until something is so."""
    deadline = time.monotonic() + _PATIENCE
    while not (found := true()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return found


def test_what_a_client_was_led_to_is_in_the_log_after_kills(tmp_path):
    """A short form of `./run bench clicks-kill`: two kills under load, nothing lost."""
    run = seen_under_kills(tmp_path, seconds=1.5, pause=lambda: 0.4)
    assert (run.kills >= 1, run.seen > 50, run.lost) == (True, True, 0)


def test_beside_a_server_a_list_blocks_within_a_moment_and_clicks_arrive(tmp_path):
    """What a list gains counts at once, in the process that stands beside; clicks are found."""
    port, data = free_port(), tmp_path / "data"
    figures = free_port()
    settings = (
        f'[judges]\nblock_lists = ["bad"]\n[links.clicks]\nlisten = "127.0.0.1:{port}"\n'
        f'metrics = "127.0.0.1:{figures}"\n'
    )
    with Server(data, settings=settings) as server:
        token = (data / "admin.token").read_text().strip()
        path = path_to(data, "https://shop.example/a", message="")
        until(lambda: answered(port, path) == http.client.FOUND)
        with Client.at((data / "http.address").read_text().strip(), token) as client:
            client.lists.put("bad", b"shop.example\n")
            put = time.monotonic()
            until(lambda: answered(port, path) == http.client.FORBIDDEN)
            assert time.monotonic() - put < 5  # a second on a still machine
            blocked = Viewed(view="url_clicks", filter="click_verdict:blocked_by_policy")
            until(lambda: client.views.count_clicks(blocked) >= 1)
            allowed = Viewed(view="url_clicks", filter="click_verdict:allowed")
            assert client.views.count_clicks(allowed) >= 1
        assert 'verdict="blocked_by_policy"' in said_by(figures, "/metrics")
        assert "clicks" in json.loads(said_by(server.port, "/readyz"))["checks"]
        assert answered(port, "/metrics") == http.client.NOT_FOUND
        assert (data / "clicks.token").stat().st_mode & 0o077 == 0
    assert logged(data) == set()


def said_by(port, path):
    with urlopen(f"http://127.0.0.1:{port}{path}") as answer:
        return answer.read().decode()


def answered(port, path):
    try:
        return asked(port, path)[0]
    except OSError:
        return 0


class _Target(BaseHTTPRequestHandler):
    def do_GET(self):
        body = b"<title>there</title><p>You are there."
        _SEEN.append((self.path, self.headers.get("Referer")))
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Says nothing."""


@contextmanager
def target():
    """A site that people are led to."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Target)
    _SEEN.clear()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.skipif(bool(why_not()), reason=why_not())
def test_a_browser_follows_what_is_allowed_and_stops_where_it_is_not(tmp_path):
    """Chromium: led on without referrer or cookie; stopped; goes on by the button; no script."""
    with target() as site, ExitStack() as stack:
        at_site = f"127.0.0.1:{site.server_port}"
        desk = Desk(tmp_path, policy=ClickPolicy(click_through=ClickThrough.SUSPICIOUS))
        stack.callback(desk.close)
        desk.block(
            Entry(kind=Kind.URL, what=f"{at_site}/spam", threat=ThreatType.SPAM, source="x"),
            Entry(kind=Kind.URL, what=f"{at_site}/phish", threat=ThreatType.PHISH, source="x"),
        )
        bound = stack.enter_context(closing(bind(Listen("127.0.0.1", 0))))
        stack.enter_context(WebServer(desk.app, bound).beside())
        where, at = f"http://{at_site}", address(bound)
        with chromium() as browser:
            page = browser.new_page(locale="en-GB")
            said = []
            page.on("console", lambda message: said.append(message.text))
            page.goto(at + desk.path(f"{where}/good"))
            assert page.title() == "there"
            hostile = f"{where}/phish?<script>document.title='run'</script>"
            page.goto(at + desk.path(hostile))
            assert page.get_by_role("heading", name="This website is harmful").is_visible()
            assert page.get_by_role("button").count() == 0
            page.goto(at + desk.path(f"{where}/spam"))
            page.get_by_role("button", name="Continue anyway").click()
            page.wait_for_url(f"{where}/spam")
            page.go_back()
            page.get_by_role("link", name="Go back").click()
            assert page.title() == "Nothing was opened"
            assert page.context.cookies() == []
        asked_for = [one for one in _SEEN if "favicon" not in one[0]]
    assert asked_for == [("/good", None), ("/spam", None)]
    assert [one for one in said if not one.startswith("Failed to load resource")] == []
