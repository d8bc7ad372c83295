"""The tricks by which redirectors are made to lead elsewhere: none of them leads anywhere."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from itertools import product

import pytest
from tests.links.clicks.desk import SHOP, Desk

TARGETS = (
    *("https://evil.example", "//evil.example", "///evil.example", "/\\evil.example"),
    *("\\\\evil.example", "https:evil.example", "https:/evil.example", "http:///evil.example"),
    *("HTTPS://EVIL.EXAMPLE", "https://evil.example:443", "https://evil.example."),
    *("javascript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd", "blob:x"),
    *("https://shop.example@evil.example", "https://evil.example#shop.example"),
    *("https://evil.example?shop.example", "https://evil.example\\@shop.example"),
    *("https://shop.example.evil.example", "https%3A%2F%2Fevil.example", "%2f%2fevil.example"),
    *("https://evil\u3002example", "https://\uff45vil.example", "\thttps://evil.example"),
    *("ht\ntps://evil.example", " https://evil.example", "https://evil.example\r\nSet-Cookie: a=b"),
    *("https://evil.example%0d%0aLocation: x", "https://0x7f.1/", "http://[::ffff:127.0.0.1]/"),
    *("http://2130706433/", "ftp://evil.example/"),
)
PARAMETERS = ("url", "u", "to", "next", "redirect", "return", "dest", "continue", "target", "q")


def unsigned(target: str) -> str:
    """A token as ours are, signed with nothing."""
    head = bytes(16) + b"\x01\x00\x01" + bytes(5) + bytes(24)
    return urlsafe_b64encode(head + target.encode("utf-8", "replace")).rstrip(b"=").decode()


def tricks(good: str) -> list[str]:
    """Paths with somebody else's target, around a good one and without it."""
    token, host = good.removeprefix("/s/").split("/")
    return [
        *(f"/s/{unsigned(target)}/evil.example" for target in TARGETS),
        *(f"/s/{unsigned(target)}/shop.example" for target in TARGETS),
        *(f"/s/{target}" for target in TARGETS),
        *(f"/{target}" for target in TARGETS),
        *(f"/s/{token}/{target}" for target in TARGETS),
        *(f"/s/{token}{target}/{host}" for target in TARGETS),
        *(f"/s/{token}/{host}/{target}" for target in TARGETS),
        *(f"/{name}?{name}={target}" for name, target in product(PARAMETERS, TARGETS[:4])),
        *(f"/s/{token[:-2]}{two}/{host}" for two in ("AA", "__", "--", "zz")),
        *(f"/s/{swapped}/{host}" for swapped in (token.lower(), token.upper(), token[::-1])),
        *(f"//evil.example{good}", f"/s/../{token}/{host}", f"/s/{token}/{host}%00", f"{good}/"),
        *(
            f"/s/{token}/evil.example",
            f"/s/{token}/SHOP.example",
            f"/s/{token}/{host}.evil.example",
        ),
    ]


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    made = Desk(tmp_path_factory.mktemp("tricks"))
    yield made
    made.close()


def test_no_trick_leads_elsewhere(desk):
    """Hundreds of paths, with GET, HEAD and POST: not one redirect, and nothing is written down."""
    good = desk.path()
    desk.logged()
    led, asked = [], 0
    for path in tricks(good):
        for method in ("GET", "HEAD", "POST"):
            raw = path.encode("utf-8", "replace").replace(b"\r", b"%0d").replace(b"\n", b"%0a")
            raw = raw.replace(b"\t", b"%09").replace(b" ", b"%20")
            try:
                answer = desk.web.request(
                    method, "https://links.example.org" + raw.decode(), follow_redirects=False
                )
            except ValueError:
                continue  # no client sends it
            asked += 1
            if answer.is_redirect or "location" in answer.headers:
                led.append((method, path))
    assert asked > 600
    assert led == []
    assert desk.logged() == []


@pytest.mark.parametrize(
    "extra",
    [
        *("?url=https://evil.example", "?slip=x", "#https://evil.example", "?slip=a.1.b&slip=c"),
        *("?next=//evil.example", "?%0d%0aLocation:%20https://evil.example"),
    ],
)
def test_what_stands_behind_a_good_link_changes_nothing(desk, extra):
    """A query and a fragment lead nowhere else."""
    answer = desk.get(desk.path() + extra)
    assert answer.headers["location"] == SHOP


@pytest.mark.parametrize(
    ("headers", "method"),
    [
        ({"Host": "evil.example"}, "GET"),
        ({"X-Forwarded-Host": "evil.example"}, "GET"),
        ({"X-Original-URL": "https://evil.example"}, "GET"),
        ({"Referer": "https://evil.example"}, "GET"),
        ({"X-HTTP-Method-Override": "POST"}, "GET"),
        ({"Content-Location": "https://evil.example"}, "POST"),
    ],
)
def test_no_header_leads_elsewhere(desk, headers, method):
    """The way is what was signed, whatever a request says besides."""
    answer = desk.web.request(method, desk.path(), headers=headers, follow_redirects=False)
    assert answer.headers["location"] == SHOP


def test_a_signed_link_is_written_into_the_header_as_a_browser_reads_it(desk):
    """Line ends, spaces and letters of every script are encoded; nothing ends the header."""
    for end in ("shop.example/a b", "shöp.example/ü", "shop.example/\r\na: b"):
        way = desk.get(desk.path(f"https://{end}")).headers["location"]
        assert way.isascii()
        assert way.isprintable()
        assert " " not in way
