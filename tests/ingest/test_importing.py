"""The client's side of an import."""

from threading import Lock

import pytest
from tests.making.mails import mail

from clawback.ingest import importing
from clawback.ingest.importing import Receipt, Tally, import_paths
from clawback.ingest.sources.port import Hints
from clawback.ingest.sources.tree import NoSuchPathError
from clawback.ingest.upload import Decoder
from clawback.model.errors import BadInputError, UnavailableError


class Server:
    """Takes uploads; is away for the first `away` of them."""

    def __init__(self, away=0, error=UnavailableError):
        self.raws = []
        self.away = away
        self.error = error
        self.most = 0
        self._turn = Lock()

    def send(self, body):
        with self._turn:
            if self.away:
                self.away -= 1
                raise self.error
            found = list(Decoder().feed(body))
            self.raws += [one.raw for one in found]
            return Receipt(accepted=len(found), ticket=len(self.raws))


def run(server, *paths, slept=None, reports=None):
    return import_paths(
        paths,
        hints=Hints(),
        send=server.send,
        report=(reports if reports is not None else []).append,
        sleep=(slept if slept is not None else []).append,
    )


@pytest.fixture
def folder(tmp_path):
    for number in range(20):
        (tmp_path / f"{number:02}.eml").write_bytes(mail(number))
    return tmp_path


def test_everything_is_sent_and_counted(folder, monkeypatch):
    """In blocks, with a report after each; the last ticket is the highest."""
    monkeypatch.setattr(importing, "_BLOCK", 1000)
    (folder / "notes").write_bytes(b"nothing\n")
    reports: list[Tally] = []
    server = Server()
    tally = run(server, folder, reports=reports)
    assert sorted(server.raws) == sorted(mail(number) for number in range(20))
    assert (tally.mails, tally.accepted, tally.skipped, tally.ticket) == (20, 20, 1, 20)
    assert tally.skips[0].path.endswith("notes")
    assert tally.done == tally.size == sum(len(mail(number)) for number in range(20)) + 8
    assert len(reports) > 5
    assert [one.done for one in reports] == sorted(one.done for one in reports)


def test_a_server_that_is_away_is_waited_for(folder):
    """An import survives a restart of the server and a full spool."""
    slept: list[float] = []
    server = Server(away=3)
    assert run(server, folder, slept=slept).accepted == 20
    assert slept == [1, 2, 4]


def test_patience_has_an_end(folder):
    """A server that stays away is told to the person."""
    slept: list[float] = []
    with pytest.raises(UnavailableError):
        run(Server(away=10**6), folder, slept=slept)
    assert 120 < sum(slept) < 300


def test_other_errors_are_told_at_once(folder):
    """What trying again cannot mend is not tried again."""
    slept: list[float] = []
    with pytest.raises(BadInputError):
        run(Server(away=1, error=BadInputError), folder, slept=slept)
    assert not slept


def test_a_missing_path_stops_before_anything_is_sent(folder):
    """A typing mistake does not import half."""
    server = Server()
    with pytest.raises(NoSuchPathError):
        run(server, folder, folder / "nowhere")
    assert not server.raws


def test_nothing_to_send_is_not_sent(tmp_path):
    """An empty folder, or one with only skipped files, makes no upload."""
    (tmp_path / "notes").write_bytes(b"nothing\n")
    server = Server(away=1, error=BadInputError)
    tally = run(server, tmp_path)
    assert (tally.mails, tally.skipped, tally.ticket) == (0, 1, 0)
