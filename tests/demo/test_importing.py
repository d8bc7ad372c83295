import json
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from tests.servers.threaded import at_work

from clawback.demo.importing import bring_in
from clawback.demo.world import build, read
from clawback.ingest.upload import Decoder
from clawback.model.clock import FixedClock
from clawback.model.errors import ClawbackError

pytestmark = pytest.mark.slow

CLOCK = FixedClock(datetime(2026, 11, 23, 14, 0, tzinfo=UTC))


class Intake(ThreadingHTTPServer):
    """Takes uploads as the product does, and needs two looks to have stored them."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.lock = threading.Lock()
        self.taken = []
        self.looks = 0


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):  # the library's name
        body = self.rfile.read(int(self.headers["Content-Length"]))
        mails = list(Decoder().feed(body))
        server = self.server
        assert isinstance(server, Intake)
        with server.lock:
            server.taken += mails
            self.answer({"accepted": len(mails), "ticket": len(server.taken)})

    def do_GET(self):  # the library's name
        server = self.server
        assert isinstance(server, Intake)
        server.looks += 1
        self.answer({"searchable": server.looks > 1, "settled": 10})

    def answer(self, document):
        content = json.dumps(document).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


@pytest.fixture
def intake():
    server = Intake()
    with at_work(server):
        yield server


def test_all_mail_is_sent_once_and_waited_for(tmp_path, intake):
    """Every file arrives with its mailbox; afterwards the world knows that it was imported."""
    world = build(tmp_path / "demo", CLOCK, scale=0)
    told = []
    done = bring_in(
        world, intake.url, "t", report=lambda *step: told.append(step), pause=lambda _: None
    )
    assert done.imported
    assert read(world.folder) == done
    assert intake.looks == 2
    assert {what for what, _, _ in told} == {"Importing mail", "Reading mail"}
    refs = [mail.envelope.mailbox for mail in intake.taken if mail.envelope.mailbox]
    assert {ref.server for ref in refs} == {"maildirs"}
    assert len(intake.taken) > 90
    assert bring_in(done, "http://127.0.0.1:1", "t", report=lambda *_: None, pause=_no) == done


def test_giving_up_leaves_it_to_be_imported_again(tmp_path):
    """A demo that is stopped while it imports goes on at the next start."""
    world = build(tmp_path / "demo", CLOCK, scale=0)
    with pytest.raises(ClawbackError):
        bring_in(world, "http://127.0.0.1:1", "t", report=lambda *_: None, pause=_no)
    kept = read(world.folder)
    assert kept
    assert not kept.imported


def _no(_):
    raise ClawbackError("Stopped.")
