"""Real lines: a canary on this machine that nobody may ask, and a server with TLS that is asked."""

from __future__ import annotations

import ssl
import threading
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address

import pytest
from tests.making.certificates import write_certificate

from clawback.links.clicks.redirects.addresses import Reach
from clawback.links.clicks.redirects.asking import (
    AGENT,
    GuardedWeb,
    MemoryWeb,
    Names,
    Ways,
    connect,
)
from clawback.links.clicks.redirects.chain import Chain, ChainEnd, NotFollowedError
from clawback.links.clicks.redirects.following import Following
from clawback.links.clicks.redirects.place import place_of

pytestmark = pytest.mark.anyio


class _Answering(BaseHTTPRequestHandler):
    def __init__(self, seen, *args):
        self._seen = seen
        super().__init__(*args)

    def do_GET(self):
        self._seen.append((self.path, dict(self.headers)))
        self.send_response(302 if self.path == "/a" else 200)
        self.send_header("Location", "/b")
        self.send_header("Set-Cookie", "a=b")
        self.end_headers()
        self.wfile.write(b"x" * 100_000)

    def log_message(self, *_):
        """Says nothing."""


@contextmanager
def serving(tls=None):
    """A server on this machine, and what it was asked."""
    seen: list[tuple[str, dict[str, str]]] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Answering, seen))
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.server_port, seen
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


async def test_a_canary_on_this_machine_hears_nothing():
    """With the real resolver and real lines, though its port is one of those that are allowed."""
    with serving() as (port, seen):
        web = GuardedWeb(Reach.of([port], []), Ways(look_up=Names().look_up))
        following = Following(web, lambda _: "", deadline=5.0)
        for host in ("127.0.0.1", "localhost", "0x7f.1", "[::ffff:127.0.0.1]", "0"):
            chain = await following.follow(f"http://{host}:{port}/a")
            assert chain == Chain(end=ChainEnd.FORBIDDEN)
    assert seen == []


async def test_a_server_is_asked_by_its_name_and_at_the_address_that_was_looked_at(tmp_path):
    """Over TLS with the name's certificate; nothing is kept from one request to the next."""
    write_certificate(tmp_path, "shop.example")
    theirs = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    theirs.load_cert_chain(tmp_path / "certificate.pem", tmp_path / "key.pem")
    asked = []

    async def look_up(name, port):  # noqa: ARG001 - as the real one
        return [ip_address("93.184.216.34")]

    async def led(address, place, tls):
        asked.append(str(address))
        tls.load_verify_locations(tmp_path / "certificate.pem")
        tls.hostname_checks_common_name = True
        return await connect(ip_address("127.0.0.1"), place, tls)

    with serving(theirs) as (port, seen):
        web = GuardedWeb(Reach.of([port], []), Ways(look_up=look_up, connect=led))
        base = f"https://shop.example:{port}"
        chain = await Following(web, lambda _: "", deadline=5.0).follow(f"{base}/a")
        assert chain == Chain(hops=(f"{base}/b",))
        wrong = await Following(web, lambda _: "", deadline=5.0).follow(
            f"https://x.example:{port}/a"
        )
        assert wrong.end is ChainEnd.FAILED
    assert set(asked) == {"93.184.216.34"}
    assert [path for path, _ in seen] == ["/a", "/b"]
    assert {headers["User-Agent"] for _, headers in seen} == {AGENT}
    assert not any("Cookie" in headers or "Referer" in headers for _, headers in seen)


async def test_names_are_looked_up_as_this_machine_sees_them():
    """One that nobody can have is a failure, not a fault."""
    assert ip_address("127.0.0.1") in await Names().look_up("localhost", 80)
    web = GuardedWeb(Reach(), Ways(look_up=Names().look_up))
    following = Following(web, lambda _: "", deadline=5.0)
    assert (await following.follow(f"http://{'a' * 70}.example/")).end is not ChainEnd.ARRIVED
    with pytest.raises(NotFollowedError):
        await web.next(place_of("http://localhost/"))


async def test_a_web_in_memory_leads_where_it_was_told():
    """It ships, for where nobody else may be asked."""
    web = MemoryWeb({"https://a.example/": "https://b.example/"})
    chain = await Following(web, lambda _: "", deadline=5.0).follow("https://a.example/")
    assert chain.hops == ("https://b.example/",)
