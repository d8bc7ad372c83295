"""Mail over HTTP."""

from contextlib import closing
from datetime import UTC, datetime

import httpx2
import pytest
from fastapi import Request
from fastapi.responses import JSONResponse
from tests.ingest.doubles import intake
from tests.servers.routed import routed

from clawback.analysis.providers.memory import MemoryProvider
from clawback.analysis.providers.panel import Panel, Panels
from clawback.analysis.providers.port import UNKNOWN_TRANSPORT
from clawback.analysis.providers.seat import Question, Terms
from clawback.ingest.configured import Configured
from clawback.ingest.content_filter.copies import Fate
from clawback.ingest.content_filter.reply import Reply
from clawback.ingest.content_filter.tally import Filtering, FilterTally
from clawback.ingest.entrance import Entrance
from clawback.ingest.freshness import Watch
from clawback.ingest.gate.tally import Gatekeeping, Tally
from clawback.ingest.logs.past import PastLogs
from clawback.ingest.logs.teller import Teller
from clawback.ingest.pipeline import Pipeline, Progress
from clawback.ingest.recipients import Organisation
from clawback.ingest.routes import routers
from clawback.ingest.ruling import GateAction, Ruling
from clawback.ingest.spool import Spool
from clawback.ingest.unrecorded import Note, Reason, Unrecorded
from clawback.ingest.upload import MEDIA_TYPE, record
from clawback.model.clock import Clock, FixedClock
from clawback.model.errors import ClawbackError
from clawback.store.memory import MemoryStore
from clawback.store.port import EventStore

CLOCK = FixedClock(datetime(2026, 11, 23, 12, tzinfo=UTC))


class IdlePipeline:
    def progress(self):
        return Progress(received=7, stored=5, known=2, limited=1)


@pytest.fixture
def spool(open_spool):
    return open_spool()


@pytest.fixture
def unrecorded(tmp_path):
    notes = Unrecorded(tmp_path / "unrecorded.log")
    yield notes
    notes.close()


@pytest.fixture
def panel():
    with closing(Panel([(MemoryProvider({}), Terms(size_limit=3))])) as engines:
        yield engines


@pytest.fixture
def tally():
    return Tally()


@pytest.fixture
def filter_tally():
    return FilterTally()


@pytest.fixture
async def http(spool, unrecorded, panel, tally, filter_tally):
    application = routed(*routers)
    store = MemoryStore()
    application.state.parts = {
        Spool: spool,
        Panels: Panels([panel]),
        Gatekeeping: Gatekeeping(tally),
        Filtering: Filtering(filter_tally),
        Pipeline: IdlePipeline(),
        Entrance: Entrance(spool, Watch(CLOCK)),
        Configured: Configured(frozenset({"import", "lmtp"})),
        EventStore: store,
        PastLogs: PastLogs(Teller(store, organisation=Organisation(), clock=CLOCK), servers=[]),
        Unrecorded: unrecorded,
        Clock: CLOCK,
    }

    @application.exception_handler(ClawbackError)
    async def problem(_: Request, error: ClawbackError) -> JSONResponse:
        return JSONResponse({"code": error.code, "detail": str(error)}, status_code=400)

    transport = httpx2.ASGITransport(app=application)
    async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


async def upload(http, body):
    return await http.post("/imports", content=body, headers={"Content-Type": MEDIA_TYPE})


async def test_an_upload_is_in_the_spool_when_it_is_answered(http, spool):
    """Accepted count and ticket; the mails are there, as imports, with their envelopes."""
    answer = await upload(http, b"".join(record(intake(number)) for number in range(1200)))
    assert answer.status_code == 202
    assert answer.json() == {"accepted": 1200, "ticket": 1200}
    block = spool.read(most=2000, most_bytes=1 << 30, wait=0)
    assert [one.intake.raw for one in block.mails] == [intake(n).raw for n in range(1200)]
    assert {one.intake.envelope.source for one in block.mails} == {"import"}
    assert block.mails[3].intake.envelope.recipients == ("r3@example.org",)


async def test_a_body_in_pieces_is_read_as_it_comes(http):
    """A streamed body without a length works."""

    async def pieces():
        for number in range(5):
            data = record(intake(number))
            yield data[:100]
            yield data[100:]

    assert (await upload(http, pieces())).json()["accepted"] == 5


async def test_an_empty_upload_is_nothing(http):
    """No mail, no error."""
    assert (await upload(http, b"")).json() == {"accepted": 0, "ticket": 0}


async def test_a_mistake_tells_the_record_and_keeps_those_before(http, spool):
    """The two good mails are accepted although the third is no record."""
    answer = await upload(http, record(intake(1)) + record(intake(2)) + b"nonsense\n")
    assert answer.status_code == 400
    assert answer.json()["code"] == "bad_upload"
    assert "Record 3" in answer.json()["detail"]
    assert spool.backlog().depth == 2


async def test_progress_goes_from_waiting_to_searchable(http, spool):
    """A ticket is searchable when everything up to it is settled."""
    ticket = (await upload(http, record(intake(1)) + record(intake(2)))).json()["ticket"]
    before = (await http.get("/imports/progress", params={"ticket": ticket})).json()
    assert (before["searchable"], before["waiting"]) == (False, 2)
    block = spool.read(most=10, most_bytes=1 << 20, wait=0)
    spool.settle(block.place)
    after = (await http.get("/imports/progress", params={"ticket": ticket})).json()
    assert (after["searchable"], after["waiting"], after["settled"]) == (True, 0, 2)
    assert (after["stored"], after["known"], after["limited"]) == (5, 2, 1)


async def test_ticket_zero_asks_for_everything(http, spool):
    """Searchable when nothing waits at all."""
    assert (await http.get("/imports/progress", params={"ticket": 0})).json()["searchable"]
    spool.accept([intake(1)])
    assert not (await http.get("/imports/progress", params={"ticket": 0})).json()["searchable"]


async def test_sources_are_told(http, spool):
    """What came in by an upload, what waits, and what was wrong with the last one."""
    await http.post("/imports", content=record(intake(1)), headers={"Content-Type": MEDIA_TYPE})
    await http.post("/imports", content=b"nonsense", headers={"Content-Type": MEDIA_TYPE})
    told = (await http.get("/sources")).json()
    uploaded, lmtp = told["items"]
    assert (uploaded["source"], uploaded["accepted"], uploaded["waiting"]) == ("import", 1, 1)
    assert uploaded["error"]
    assert (lmtp["source"], lmtp["accepted"], lmtp["lag"]) == ("lmtp", 0, None)
    assert told["backlog"]["mails"] == spool.backlog().depth == 1


async def test_what_passed_unrecorded_is_told(http, unrecorded):
    """A source is shown for the mail it misses, though none of it came in."""
    note = Note(
        source="milter", queue_id="4jd", at=CLOCK.now(), reason=Reason.TOO_LARGE, size=99_000_000
    )
    unrecorded.note(note)
    found = {one["source"]: one for one in (await http.get("/sources")).json()["items"]}
    assert {name: one["unrecorded"] for name, one in found.items()} == {
        "import": 0,
        "lmtp": 0,
        "milter": 1,
    }


async def test_how_engines_fare_is_told(http, panel):
    """What they judged, what went without their verdict, and why at last."""
    asked = [Question(raw=raw, transport=UNKNOWN_TRANSPORT) for raw in (b"1", b"12", b"1234")]
    panel.ask(asked).words()
    assert (await http.get("/sources")).json()["engines"] == [
        {
            "name": "memory",
            "answered": 2,
            "missing": 1,
            "resting": False,
            "trouble": "The mail is larger than what is given to it.",
            "warning": "",
        }
    ]


async def test_what_the_gate_did_is_told(http, tally):
    """Mails by action, and those that it did not judge; null where the milter only observes."""
    tally.done(Ruling(action=GateAction.REJECT))
    tally.done(Ruling(action=GateAction.QUARANTINE), held_by_server=True)
    tally.done(Ruling(trouble="Late."))
    tally.done(Ruling())
    assert (await http.get("/sources")).json()["gate"] == {
        "accepted": 2,
        "tagged": 0,
        "junked": 0,
        "quarantined": 1,
        "rejected": 1,
        "unjudged": 1,
        "held_by_server": 1,
    }


async def test_what_the_content_filter_did_is_told(http, filter_tally):
    """Recipients by what became of the links and by what was answered, and why no mail goes on."""
    filter_tally.prepared([Fate.REWRITTEN, Fate.REWRITTEN, Fate.LATE], copies=3, seconds=0.1)
    for code in (250, 250, 451, 550):
        filter_tally.told(Reply(code=code))
    filter_tally.away = "the next hop hung up"
    assert (await http.get("/sources")).json()["content_filter"] == {
        "rewritten": 2,
        "left": 0,
        "unread": 0,
        "late": 1,
        "large": 0,
        "failed": 0,
        "taken": 2,
        "deferred": 1,
        "refused": 1,
        "trouble": "the next hop hung up",
    }


async def test_an_upload_was_never_at_the_gate(http, spool):
    """What it says of that is dropped: nobody may report a mail as blocked that was not."""
    forged = intake(1, source="import", ruling=Ruling(action=GateAction.REJECT))
    await http.post("/imports", content=record(forged), headers={"content-type": MEDIA_TYPE})
    (one,) = spool.read(most=1, most_bytes=1, wait=1).mails
    assert one.intake.envelope.ruling is None


async def test_facts_of_logs_are_taken_in(http):
    """How many were told of mail, and how many of none; what is no fact of a log is refused."""
    fact = {"id": "log:1", "telling": "rule", "at": "2026-11-23T12:00:00Z", "rule": "of-before"}
    body = {"facts": [{**fact, "message_id": "<none@x>"}]}
    assert (await http.post("/imports/facts", json=body)).json() == {"told": 0, "unknown": 1}
    for wrong in ({"id": "remediation:1"}, {"telling": "made_up"}, {"at": "2026-11-23T12:00:00"}):
        answer = await http.post("/imports/facts", json={"facts": [{**fact, **wrong}]})
        assert answer.status_code == 422
    answer = await http.post("/imports/facts", json={"server": "elsewhere", "facts": []})
    assert (answer.status_code, answer.json()["code"]) == (400, "unknown_mail_server")
