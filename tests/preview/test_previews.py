from __future__ import annotations

import hashlib
import io
from contextlib import closing

import pytest
import pyzipper
from tests.making.house import CountingHasher, House, TurnedClock
from tests.preview.looked_at import OWNER, row_of
from tests.preview.test_shown import MAIL
from tests.servers.state import open_state

from clawback.identity.role import Role, actor_of
from clawback.mailboxes.directory import Directory
from clawback.mailboxes.memory import MemoryServer
from clawback.mailboxes.port import ServerUnavailableError
from clawback.preview.mails import MailGoneError, Mails
from clawback.preview.previews import Form, Previews, ReasonNeededError
from clawback.preview.reading import AttachmentMissingError
from clawback.preview.shown import attachment_bytes, shown

READER = actor_of("t-1", "A reader", Role.CONTENT_READER)
ROW = row_of(MAIL)


class HereReader:
    """Reads in this process, and notes what the trail held when it was asked."""

    def __init__(self, told):
        self._told = told
        self.told_before = None

    def shown(self, raw):
        self.told_before = len(self._told())
        return shown(raw)

    def attachment(self, raw, number):
        found = attachment_bytes(raw, number)
        if found is None:
            raise AttachmentMissingError
        return found


@pytest.fixture
def house(tmp_path):
    with closing(open_state(tmp_path / "state.sqlite")) as database:
        yield House(database, TurnedClock(), CountingHasher())


@pytest.fixture
def server():
    server = MemoryServer("memory", ("example.org",))
    server.deliver(OWNER, MAIL)
    return server


@pytest.fixture
def reader(house):
    return HereReader(house.told)


@pytest.fixture
def previews(house, server, reader):
    mails = Mails(Directory([server]), kept=lambda _: None, held=lambda _: None)
    return Previews(mails=mails, reader=reader, trail=house.trail)


def _ways(previews):
    """Every way to content, as a call with a reason."""
    return {
        "content.preview": lambda reason: previews.look(ROW, READER, reason),
        "content.download": lambda reason: previews.download(ROW, READER, reason, Form.ZIP),
        "content.download_attachment": lambda reason: previews.attachment(ROW, READER, reason, 0),
    }


WAYS = tuple(_ways(None))


@pytest.mark.parametrize("way", WAYS)
def test_every_look_is_written_down(previews, house, way):
    """Who, what, whose, why, and the hash of what was seen."""
    _ways(previews)[way]("  case\n 4711 ")
    (entry,) = house.told()
    assert (entry["action"], entry["result"], entry["actor_id"]) == (way, "done", "t-1")
    assert entry["subject"] == f"message:{ROW.delivery.network_message_id}"
    details = entry["details"]
    assert (details["recipient"], details["reason"]) == (OWNER, "case 4711")
    seen = b"%PDF-1.4" if "attachment" in way else MAIL
    assert details["sha256"] == hashlib.sha256(seen).hexdigest()
    assert details["source"] == "mailbox"


def test_the_entry_stands_before_the_mail_is_read(previews, reader):
    """Whoever kills us while we read cannot have seen what nobody wrote down."""
    previews.look(ROW, READER, "case 4711")
    assert reader.told_before == 1


@pytest.mark.parametrize("way", WAYS)
def test_what_cannot_be_written_down_is_not_shown(previews, house, way, monkeypatch):
    """When the trail fails, the caller gets its error and no content."""

    def broken(*_arguments, **_named):
        raise OSError("disk full")

    monkeypatch.setattr(house.trail, "record_alone", broken)
    with pytest.raises(OSError, match="disk full"):
        _ways(previews)[way]("case 4711")


@pytest.mark.parametrize("reason", ["", " \n\t", "...", "\u200b\u200b", "x" * 501])
@pytest.mark.parametrize("way", WAYS)
def test_nobody_looks_without_a_reason(previews, house, server, way, reason):
    """Blanks and dots are none, and the mail server is not even asked."""
    server.outage = ServerUnavailableError()
    with pytest.raises(ReasonNeededError):
        _ways(previews)[way](reason)
    assert house.told() == []


def test_a_reason_hides_nothing(previews, house):
    """Control characters of a reason are shown as what they are."""
    previews.look(ROW, READER, "case\x1b[2J\x00 4711")
    assert house.told()[0]["details"]["reason"] == "case␛[2J␀ 4711"


@pytest.mark.parametrize("way", WAYS)
def test_a_look_that_fails_is_written_down_as_failed(previews, house, server, way):
    """With the error's code, for who asks later why somebody tried."""
    server.outage = ServerUnavailableError()
    with pytest.raises(ServerUnavailableError):
        _ways(previews)[way]("case 4711")
    server.outage = None
    server.folders(OWNER)["INBOX"].mails.clear()
    with pytest.raises(MailGoneError):
        _ways(previews)[way]("case 4711")
    told = [(entry["action"], entry["result"], entry["details"]["code"]) for entry in house.told()]
    assert told == [(way, "failed", "mail_server_unavailable"), (way, "failed", "mail_gone")]


def test_an_attachment_that_is_not_there_was_not_handed_out(previews, house):
    """No entry says that somebody got it."""
    with pytest.raises(AttachmentMissingError):
        previews.attachment(ROW, READER, "case 4711", 9)
    assert [entry["result"] for entry in house.told()] == ["failed"]


def test_a_mail_is_taken_away_byte_for_byte(previews):
    """Plain, or in an archive that only its password opens."""
    plain = previews.download(ROW, READER, "case 4711", Form.EML)
    assert (plain.content, plain.media_type, plain.password) == (MAIL, "message/rfc822", "")
    sealed = previews.download(ROW, READER, "case 4711", Form.ZIP)
    assert sealed.name == f"{plain.name}.zip"
    with pyzipper.AESZipFile(io.BytesIO(sealed.content)) as archive:
        assert archive.read(plain.name, pwd=sealed.password.encode()) == MAIL
