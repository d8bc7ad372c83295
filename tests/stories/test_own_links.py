"""Links of each recipient's own: recorded by the milter, rewritten behind the queue, clicked."""

from __future__ import annotations

import http.client
import re
from pathlib import Path
from threading import Event
from time import monotonic
from urllib.parse import urlsplit

import pytest
from tests.making.mails import mail
from tests.servers.clawback import Server, free_port
from tests.servers.fixtures import skip_without_postfix
from tests.servers.letterbox import Letterbox
from tests.servers.postfix import Postfix
from tests.stories.test_live_mail import POSTFIX, folder_for_socket

GUIDE = (Path(__file__).parents[2] / "docs/guides/content-filter.md").read_text()
SERVICES = re.search(r"^```\n(clawback  unix .*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
MAIN = re.search(r"^```\n(content_filter = .*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
TOML = re.search(r"^```toml\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
NAMES = ("anna", "bob", "carl")
TO = [f"{name}@example.org" for name in NAMES]

pytestmark = [pytest.mark.server, pytest.mark.slow]


def test_a_click_is_told_apart_by_recipient(tmp_path):
    """One mail to three, as both guides have it: three links, and each click is somebody's."""
    skip_without_postfix()
    assert POSTFIX is not None
    assert SERVICES is not None
    assert MAIN is not None
    assert TOML is not None
    port, back, clicks = free_port(), free_port(), free_port()
    with (
        Letterbox.open() as box,
        Postfix.start(
            recipients=NAMES,
            transport=f"lmtp:inet:127.0.0.1:{box.port}",
            settings=POSTFIX[1] + MAIN[1].replace("10025", str(port)),
            services=SERVICES[1].replace("10026", str(back)),
        ) as postfix,
    ):
        text = TOML[1].replace("10025", str(port)).replace("10026", str(back))
        text = text.replace("https://links.example.org", f"http://127.0.0.1:{clicks}")
        text += f'[links.clicks]\nlisten = "127.0.0.1:{clicks}"\n'
        text += f'[ingest.milter]\nlisten = "{folder_for_socket(postfix)}/milter"\n'
        with Server(tmp_path / "data", settings=text) as server:
            page = '<a href="https://shop.example/a">Shop</a>'
            postfix.send("paul@away.example", TO, mail(1, subject="Offer", html=page))
            server.await_count(3, 'subject:"Offer"')
            postfix.await_empty_queue()
            links = [url for one in box.mails for url in re.findall(rb'http://127[^"]+', one.raw)]
            assert len(set(links)) == len(box.mails) == 3
            for link in links:
                assert clicked(link.decode()) == "https://shop.example/a"
            assert sorted(one["recipient"] for one in await_clicks(server, 3)) == TO
            told = server.json("sources")["content_filter"]
    assert (told["rewritten"], told["taken"], told["trouble"]) == (3, 3, "")


def clicked(link: str) -> str:
    """Where a protected link leads a browser."""
    at = urlsplit(link)
    connection = http.client.HTTPConnection(at.netloc)
    connection.request("GET", at.path, headers={"User-Agent": "Mozilla/5.0"})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.headers["Location"] or ""


def await_clicks(server: Server, count: int) -> list[dict[str, str]]:
    """The clicks, when there are so many."""
    until, ticking = monotonic() + 20, Event()
    found: list[dict[str, str]] = []
    while len(found) < count:
        assert monotonic() < until, found
        ticking.wait(0.1)
        found = server.json("clicks")
    return found
