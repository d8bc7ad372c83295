"""Redirects are followed, and nobody inside is ever asked."""

from __future__ import annotations

import asyncio
from ipaddress import ip_address
from itertools import pairwise

import pytest
from tests.links.clicks.redirects.inside import FORBIDDEN_4, NO_WEB, every
from tests.links.clicks.redirects.lines import OPEN, THERE, Lines, leading

from clawback.links.clicks.redirects.addresses import Reach, is_public
from clawback.links.clicks.redirects.chain import MOST_HOPS, Chain, ChainEnd

pytestmark = pytest.mark.anyio
START = "https://start.example/"


def way(*links: str) -> dict[str, bytes]:
    """Servers that lead from each of these to the next."""
    return {a: leading(b) for a, b in pairwise(links)}


async def test_redirects_are_followed_to_their_end():
    """Each hop in order; the server that answers with a page is the last."""
    hops = ("https://b.example/1", "http://c.example/2", "https://d.example/3?x")
    lines = Lines(way(START, *hops))
    assert await lines.following().follow(START) == Chain(hops=hops)
    assert lines.asked == [OPEN] * 4


@pytest.mark.parametrize("position", range(5))
async def test_nobody_inside_is_asked_whatever_a_link_is_spelled_like(position):
    """More than 500 spellings, as the first link and behind one to four redirects."""
    found = every()
    assert len(found) > 500
    for number, link in enumerate(found):
        between = [f"https://hop{at}.example/{number}" for at in range(position)]
        lines = Lines(way(*between, link) if between else {})
        chain = await lines.following().follow([*between, link][0])
        assert chain.end in {ChainEnd.FORBIDDEN, ChainEnd.NO_WEB}, link
        assert lines.asked == [OPEN] * position, link


@pytest.mark.parametrize("inside", FORBIDDEN_4)
async def test_a_name_that_means_somebody_inside_is_not_asked(inside):
    """Neither alone nor among addresses that are public: one spoils the others."""
    for names in ([inside], [OPEN, inside], [inside, OPEN], [OPEN, f"::ffff:{inside}"], []):
        lines = Lines({}, names={"trap.example": names})
        chain = await lines.following().follow("http://trap.example/")
        assert (chain.end, lines.asked) == (ChainEnd.FORBIDDEN, [])


async def test_what_a_name_means_a_moment_later_leads_nowhere():
    """A name is looked up once for each request, and asked at the address that was looked at."""

    class Rebinding(Lines):
        async def look_up(self, name, port):
            found = await super().look_up(name, port)
            return found if len(self.looked_up) == 1 else [ip_address("127.0.0.1")]

    lines = Rebinding(
        way("http://evil.example/1", "http://evil.example/2", "http://evil.example/3")
    )
    chain = await lines.following().follow("http://evil.example/1")
    assert chain == Chain(hops=("http://evil.example/2",), end=ChainEnd.FORBIDDEN)
    assert (lines.asked, lines.looked_up) == ([OPEN], ["evil.example"] * 2)


@pytest.mark.parametrize("link", NO_WEB)
async def test_only_links_of_the_web_are_followed(link):
    """Of any other scheme, and of what no browser opens, nothing is asked."""
    lines = Lines({START: leading(link)})
    chain = await lines.following().follow(START)
    assert chain.end in {ChainEnd.NO_WEB, ChainEnd.ARRIVED}
    assert all(is_public(ip_address(one)) for one in lines.asked)
    assert len(lines.asked) == 1


@pytest.mark.parametrize("port", [22, 25, 6379, 8080, 65535])
async def test_only_ports_that_are_allowed_are_asked(port):
    """A web server elsewhere needs a setting."""
    link = f"http://a.example:{port}/"
    lines = Lines({})
    assert (await lines.following().follow(link)).end is ChainEnd.FORBIDDEN
    assert lines.asked == []
    wider = Reach.of([port], [])
    assert (await lines.following(reach=wider).follow(link)).end is ChainEnd.ARRIVED


async def test_circles_and_endless_redirects_end():
    """A circle is told; what only goes on is followed ten times."""
    circle = Lines(way(START, "https://b.example/", START))
    assert await circle.following().follow(START) == Chain(
        hops=("https://b.example/", START), end=ChainEnd.LOOP
    )
    endless = Lines(way(*(f"https://x.example/{n}" for n in range(30))))
    chain = await endless.following().follow("https://x.example/0")
    assert (len(chain.hops), chain.end) == (MOST_HOPS, ChainEnd.TOO_MANY)


async def test_our_own_links_are_opened_and_not_asked():
    """Otherwise following would be a click."""
    ours = "https://links.example.org/s/token/shop.example"
    lines = Lines({START: leading(ours)})
    following = lines.following(inside=lambda url: "https://shop.example/" if url == ours else "")
    assert (await following.follow(START)).hops == (ours, "https://shop.example/")
    assert lines.looked_up == ["start.example", "shop.example"]


@pytest.mark.parametrize(
    ("answer", "end"),
    [
        (b"", ChainEnd.FAILED),
        (b"HTTP/1.1 302 Found\r\nLocation: https://b.example/", ChainEnd.FAILED),
        (b"HTTP/1.1 302 Found\r\nX: " + b"x" * 70_000, ChainEnd.FAILED),
        (b"HTTP/1.1 302 Found\r\n" + b"X: y\r\n" * 9000 + b"\r\n", ChainEnd.FAILED),
        (b"HTTP/1.1 100 Go on\r\n\r\n" * 9, ChainEnd.FAILED),
        (b"HTTP/1.1 103 Hints\r\nLink: x\r\n\r\n" + THERE, ChainEnd.ARRIVED),
        (b"\x16\x03\x01\x02\x00", ChainEnd.FAILED),
    ],
)
async def test_answers_that_are_none_are_failures(answer, end):
    """Cut off, endless, or of another protocol: bounded, and told."""
    assert (await Lines({START: answer}).following().follow(START)).end is end


async def test_a_server_that_is_silent_is_not_waited_for():
    """What was found until then stays."""

    class Silent(Lines):
        async def connect(self, address, place, tls):
            if "silent" in place.host:
                await asyncio.Event().wait()
            return await super().connect(address, place, tls)

    lines = Silent(way(START, "https://silent.example/"))
    chain = await lines.following(deadline=0.02).follow(START)
    assert chain == Chain(hops=("https://silent.example/",), end=ChainEnd.TIMED_OUT)


async def test_a_server_that_refuses_is_a_failure():
    """All addresses are tried, three at most."""

    class Refusing(Lines):
        async def connect(self, address, place, tls):  # noqa: ARG002 - as the real one
            self.asked.append(str(address))
            raise ConnectionRefusedError

    lines = Refusing({}, names={"a.example": ["9.9.9.9", "9.9.9.10", "9.9.9.11", "9.9.9.12"]})
    assert (await lines.following().follow("https://a.example/")).end is ChainEnd.FAILED
    assert len(lines.asked) == 3
