"""Clicks go from the log to the server: in order, each at least once, as long as it takes."""

import threading

import pytest
from tests.links.clicks.desk import NOW
from tests.links.clicks.made import opened

from clawback.links.clicks.opened import OPENED, through
from clawback.links.clicks.redirects.chain import Chain
from clawback.links.clicks.sending import Sending
from clawback.links.clicks.server import MemoryServer
from clawback.model.click import ClickedBy
from clawback.model.clock import FixedClock
from clawback.model.errors import UnavailableError
from clawback.spool.commit import SpoolLimits
from clawback.spool.spool import Spool

pytestmark = pytest.mark.slow


class Server(MemoryServer):
    """Takes as many at once as it is told to; `away` times it does not answer."""

    def __init__(self, wanted, *, away=0, most=1000):
        super().__init__()
        self.away, self.most, self.wanted = away, most, wanted
        self.order, self.done = [], threading.Event()

    def record(self, opened):
        if self.away:
            self.away -= 1
            raise UnavailableError
        taken = super().record(opened[: self.most])
        self.order += [one.id for one in opened[: self.most]]
        if len(self.kept) == self.wanted:
            self.done.set()
        return taken


@pytest.fixture
def log(tmp_path):
    def opened_log():
        return Spool(tmp_path, OPENED, clock=FixedClock(NOW), limits=SpoolLimits(reserve=0))

    return opened_log


def sent(spool, server):
    sending = Sending(spool, server, linger=0)
    sending.start()
    assert server.done.wait(10)
    sending.stop()


def test_clicks_arrive_in_order_though_the_server_was_away(log, monkeypatch):
    """What was not taken is handed over again, and forgotten here once it was."""
    monkeypatch.setattr("clawback.links.clicks.sending._AGAIN", 0.01)
    spool, server = log(), Server(5, away=2, most=2)
    spool.accept([opened(number) for number in range(5)])
    sent(spool, server)
    assert server.order == [f"click-{number}" for number in range(5)]
    assert spool.backlog().depth == 0
    spool.close()


def test_clicks_of_a_process_that_was_killed_arrive_after_the_next_start(log):
    """What was handed over and not settled is handed over again: the server keeps it once."""
    spool = log()
    spool.accept([opened(1), opened(2)])
    assert spool.take(most=1, most_bytes=1, wait=0) is not None
    spool.close()
    again, server = log(), Server(2)
    sent(again, server)
    again.close()
    assert sorted(server.kept) == ["click-1", "click-2"]


def test_a_burst_is_told_as_a_programs_and_going_on_is_a_persons(log):
    """Several links of a mail at once are seen together on their way."""
    spool, server = log(), Server(4)
    burst = [opened(number, url=f"https://a.example/{number}") for number in range(3)]
    spool.accept([*burst, opened(0, id=through("click-0"), clicked_through=True)])
    sent(spool, server)
    spool.close()
    assert {one.clicked_by for one in server.kept.values() if not one.clicked_through} == {
        ClickedBy.SCANNER
    }
    assert server.kept[through("click-0")].clicked_by is ClickedBy.PERSON


def test_where_a_link_leads_on_to_is_handed_over_though_nobody_waited(log):
    """A click that went on at once gets its redirects here; one that has them keeps them."""
    spool, server = log(), Server(3)
    leads = {"https://short.example/": Chain(hops=("https://b.example/",))}
    spool.accept(
        [
            opened(1, url="https://short.example/"),
            opened(2, url="https://other.example/"),
            opened(3, url="https://short.example/", url_chain=("https://then.example/",)),
        ]
    )
    sending = Sending(spool, server, late=lambda url, _: leads.get(url), linger=0)
    sending.start()
    assert server.done.wait(10)
    sending.stop()
    chains = [one.url_chain for one in server.kept.values()]
    assert chains == [("https://b.example/",), (), ("https://then.example/",)]
    spool.close()
