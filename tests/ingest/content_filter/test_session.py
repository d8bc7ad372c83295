"""What the content filter says to the mail server, and to the next hop, over real sockets."""

from __future__ import annotations

import asyncio
import errno
import re
from tempfile import SpooledTemporaryFile

import pytest
from tests.ingest.content_filter.house import BASE
from tests.ingest.receivers.mail_client import LmtpClient
from tests.making.mails import mail

from clawback.ingest.content_filter.copies import Fate
from clawback.ingest.content_filter.preparing import FilterLimits
from clawback.ingest.content_filter.tally import Told
from clawback.ingest.receivers.clients import Clients
from clawback.ingest.receivers.dialect import SMTP
from clawback.links.signing import blind
from clawback.model.fingerprint import identify
from clawback.model.first_name import FIELD
from clawback.model.protected_link import read

PAGE = '<p>Hello</p><a href="https://shop.example/a?b=c">Grüße</a>'
ANNA, BOB, CARL = "anna@example.org", "bob@example.org", "carl@example.org"
ZOE, MAX = "zoe@lab.example.org", "max@lab.example.org"
JOURNAL = "journal@example.org"
RAW = mail(1, html=PAGE)


def link(raw: bytes):
    (found,) = re.findall(BASE.encode() + rb'[^"]+', raw)
    return read(found.decode()).link


def addresses(kept) -> list[bytes]:
    return [one.partition(b">")[0].removeprefix(b"<") for one in kept.rcpt_to]


async def test_each_recipient_gets_links_of_their_own(client, box, house):
    """Three copies with a token each; whom no rule protects share the mail as it is."""
    replies = await client.send(RAW, ANNA, ZOE, BOB, MAX, CARL)
    assert [reply[:3] for reply in replies] == ["250"] * 5
    assert [addresses(one) for one in box.mails] == [
        [ANNA.encode()],
        [ZOE.encode(), MAX.encode()],
        [BOB.encode()],
        [CARL.encode()],
    ]
    anna, lab, bob, carl = (one.raw for one in box.mails)
    assert lab == RAW
    secret = house.keys.known().current.secret
    assert [link(one).recipient for one in (anna, bob, carl)] == [
        blind(one, secret) for one in (ANNA, BOB, CARL)
    ]
    for copy in (anna, bob, carl):
        assert house.organisation.first_name(copy) == identify(RAW)[0]
    figures = house.tally.figures()
    assert (figures.fates[Fate.REWRITTEN], figures.fates[Fate.LEFT], figures.copies) == (3, 2, 4)
    assert figures.told[Told.TAKEN] == 5


async def test_the_envelope_is_passed_on_whole(client, box):
    """Sender, recipients, DSN, SMTPUTF8, 8BITMIME and the client are as they were said."""
    said = (
        "XFORWARD NAME=away.example ADDR=203.0.113.9 PORT=4711\r\n"
        "MAIL FROM:<paul@grüße.example> SIZE=1000 BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=QQ+3D1\r\n"
        "RCPT TO:<anna@example.org> NOTIFY=FAILURE,DELAY ORCPT=rfc822;anna+2Bx@example.org\r\n"
    )
    assert [one[:3] for one in await client.talk(said.encode(), 3)] == ["250"] * 3
    (go,) = await client.talk(b"DATA\r\n")
    (reply,) = await client.talk(RAW + b".\r\n")
    assert (go[:3], reply) == ("354", "250 ok")
    assert b"XFORWARD ADDR=203.0.113.9" in box.said  # of what it wants to know
    (kept,) = box.mails
    sender, *parameters = kept.mail_from.decode().split()
    assert sender == "<paul@grüße.example>"
    assert sorted(parameters) == sorted(
        ["BODY=8BITMIME", "SMTPUTF8", "RET=HDRS", "ENVID=QQ+3D1", f"SIZE={len(kept.raw)}"]
    )
    assert kept.rcpt_to == (
        b"<anna@example.org> NOTIFY=FAILURE,DELAY ORCPT=rfc822;anna+2Bx@example.org",
    )


async def test_what_was_told_of_one_mail_is_not_told_of_the_next(client, box):
    """Client, recipients and parameters end with their mail; the sender may be empty."""
    await client.talk(b"XFORWARD ADDR=203.0.113.9\r\n")
    await client.send(mail(1), ANNA)
    await client.send(mail(2), BOB, sender="")
    assert [one for one in box.said if one.startswith(b"XFORWARD")] == [
        b"XFORWARD ADDR=203.0.113.9"
    ]
    assert addresses(box.mails[1]) == [BOB.encode()]
    assert box.mails[1].mail_from.startswith(b"<>")
    assert box.sessions == 1


async def test_nothing_is_offered_that_the_next_hop_lacks(connected, box):
    """The answer to LHLO mirrors it, and a parameter that it does not know is refused."""
    box.extensions = (b"SIZE 5000",)
    async with connected() as client:
        offered = {line[4:] for line in client.greeted.splitlines()[1:]}
        assert offered == {"PIPELINING", "ENHANCEDSTATUSCODES", "SIZE 5000"}
        for parameter, code in [(b"BODY=8BITMIME", "555"), (b"SIZE=5001", "552"), (b"", "250")]:
            (answer,) = await client.talk(b"MAIL FROM:<a@b.example> %b\r\n" % parameter)
            assert answer[:3] == code
        (answer,) = await client.talk(b"RCPT TO:<a@b.example> NOTIFY=NEVER\r\n")
        assert answer[:3] == "555"


async def test_whom_the_next_hop_refuses_is_refused_alone(client, box, house):
    """By LMTP each recipient has the answer that the next hop gave for them, in their order."""
    box.to = {BOB.encode(): b"550 5.1.1 No such user", MAX.encode(): b"450 4.2.0 Greylisted"}
    replies = await client.send(RAW, ANNA, BOB, ZOE, MAX, CARL)
    assert [reply[:9] for reply in replies] == [
        "250 ok",
        "550 5.1.1",
        "250 ok",
        "450 4.2.0",
        "250 ok",
    ]
    assert [len(one.rcpt_to) for one in box.mails] == [1, 1, 1]
    told = house.tally.figures().told
    assert [told[each] for each in Told] == [3, 1, 1]


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"mail": b"451 4.3.0 Not now"}, "451"),
        ({"mail": b"550 5.7.1 Never"}, "550"),
        ({"data": b"554 5.5.1 No"}, "554"),
        ({".": b"452 4.3.1 Full"}, "452"),
        ({".": b"554 5.6.0 Bad content"}, "554"),
        ({".": b"nonsense"}, "451"),
        ({".": b""}, "451"),
        ({"rcpt": b""}, "451"),
    ],
)
async def test_what_the_next_hop_answers_is_answered(client, box, answers, code):
    """Refused, deferred, no answer at all: nothing is 250 that it did not take; then it works."""
    box.answers = answers
    replies = await client.send(RAW, ANNA, BOB)
    assert [reply[:3] for reply in replies] == [code, code]
    assert not box.mails
    box.answers = {}
    assert [reply[:3] for reply in await client.send(RAW, ANNA)] == ["250"]


async def test_a_next_hop_that_hung_up_meanwhile_is_called_again(client, box):
    """A session that it ended between two mails costs no delay, and no mail is sent twice."""
    box.one_each = True
    for number in range(3):
        (reply,) = await client.send(mail(number), ANNA)
        assert reply[:3] == "250"
    assert [one.raw for one in box.mails] == [mail(number) for number in range(3)]
    assert box.sessions == 3


async def test_nothing_is_taken_while_the_next_hop_is_away(house, connected, box):
    """LHLO is answered with 421, so that the mail server keeps its mail."""
    box.answers = {"": b"554 5.3.2 Closed"}
    async with connected() as client:
        assert client.greeted.startswith("421 4.4.1 the next hop takes no mail: 554")
    assert "takes no mail" in house.tally.away


async def test_smtp_takes_one_recipient_a_mail(connected, box):
    """So that the one answer is that recipient's; HELO gets no extensions."""
    async with connected(SMTP) as client:
        said = f"MAIL FROM:<a@b.example>\r\nRCPT TO:<{ANNA}>\r\nRCPT TO:<{BOB}>\r\nDATA\r\n"
        answers = await client.talk(said.encode(), 4)
        assert [one[:3] for one in answers] == ["250", "250", "452", "354"]
        assert [one[:3] for one in await client.talk(RAW + b".\r\n")] == ["250"]
        assert await client.talk(b"HELO mx.example.org\r\n") == ["250 clawback"]
    assert [addresses(one) for one in box.mails] == [[ANNA.encode()]]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b".\r\n..\r\n",
        b"\r\nno header\r\n",
        b"no header at all\r\n",
        b" folded: before\r\nSubject: x\r\n\r\nbody\r\n",
        b"Subject: nul\x00 \xff\xfe\r\n\r\n\x80\x00<a href=https://shop.example/>\r\n",
        b"Subject: bare\nContent-Type: text/html\r\n\r\n<a href=https://shop.example/>\n\rx\r\n",
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--y\r\n\r\n--x-\r\n",
        b"Content-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!!\r\n",
        b"Content-Type: text/html; charset=x-unknown\r\n\r\n<a href=\r\n",
        mail(1, body="Nothing to see.\n"),
    ],
)
async def test_a_broken_mail_goes_through_byte_for_byte(client, box, raw):
    """So does each in which there is nothing to change."""
    (reply,) = await client.send(raw, ANNA)
    assert reply[:3] == "250"
    assert box.mails[0].raw == raw


async def test_a_journal_copy_stays_as_it_came(client, box):
    """The record must not have rewritten mail."""
    await client.send(RAW, JOURNAL)
    assert box.mails[0].raw == RAW


async def test_a_mail_that_goes_out_has_its_links_restored(client, box):
    """Those of a reply from one of us, for whoever is outside; inside they stay protected."""
    await client.send(RAW, ANNA)
    head, _, body = box.mails[0].raw.partition(b"\r\n\r\n")
    head = re.sub(rb"X-Clawback-Links:.*?\r\n(?! )", b"", head + b"\r\n", flags=re.DOTALL)
    reply = head.replace(b"paul@sender.example", ANNA.encode()) + b"\r\n" + body
    await client.send(reply, "paul@sender.example", BOB, sender=ANNA)
    out, inside = (one.raw for one in box.mails[1:])
    assert b'href="https://shop.example/a?b=c"' in out
    assert BASE.encode() not in out
    assert BASE.encode() in inside


async def test_a_forged_name_is_taken_away_and_an_own_one_kept(client, box):
    """Also of a mail in which nothing else changes."""
    await client.send(mail(1, headers=[(FIELD, "rewritten; id=forged")]), ANNA)
    assert box.mails[0].raw == mail(1)
    await client.send(RAW, ANNA)
    once = box.mails[1].raw
    await client.send(once, ANNA)
    assert box.mails[2].raw == once


async def test_a_mail_that_is_not_read_in_time_goes_on_and_says_so(connected, box, house):
    """Under one more line of the header, with nothing else changed."""
    house.reader.gate.clear()
    async with connected(limits=FilterLimits(seconds=0.05)) as client:
        replies = await client.send(RAW, ANNA, BOB)
    assert [reply[:3] for reply in replies] == ["250", "250"]
    (kept,) = box.mails
    assert kept.raw.replace(b"X-Clawback-Links: not rewritten; late\r\n", b"") == RAW
    assert house.tally.figures().fates[Fate.LATE] == 2


@pytest.mark.parametrize("where", ["reader", "rewriter"])
async def test_our_own_faults_cost_no_mail(connected, box, house, where):
    """Whatever breaks of ours, the mail goes on, and says so."""

    class Broken:
        def rewrite(self, original):
            raise ZeroDivisionError(original)

    if where == "reader":
        house.reader.trouble = ZeroDivisionError()
    else:
        house.rewriter = Broken()
    async with connected() as client:
        (reply,) = await client.send(RAW, ANNA)
    assert reply[:3] == "250"
    assert box.mails[0].raw.replace(b"X-Clawback-Links: not rewritten; failed\r\n", b"") == RAW


async def test_a_large_mail_streams_through(connected, box, house):
    """Beyond the limit it is neither read nor kept in memory, and goes on but for one line."""
    raw = (
        mail(1, html=PAGE, headers=[(FIELD, "forged")]) + b".dots\r\n..\r\n0123456789\r\n" * 90_000
    )
    async with connected(limits=FilterLimits(largest=10_000)) as client:
        (reply,) = await client.send(raw, ANNA)
    assert reply[:3] == "250"
    said = box.mails[0].raw.replace(b"X-Clawback-Links: not rewritten; large\r\n", b"")
    assert said == raw.replace(b"X-Clawback-Links: forged\r\n", b"")
    assert house.tally.figures().fates[Fate.LARGE] == 1


async def test_no_mail_grows_beyond_what_the_next_hop_takes(connected, box, house):
    """It goes on as it came."""
    box.extensions = (b"SIZE %d" % len(RAW),)
    async with connected() as client:
        await client.send(RAW, ANNA)
    assert box.mails[0].raw == RAW
    assert house.tally.figures().fates[Fate.LARGE] == 1


async def test_strangers_and_too_many_are_sent_away(connected):
    """Whatever is handed over goes on, so only own mail servers may."""
    async with connected(sessions=1) as client:
        host, port = client.writer.get_extra_info("peername")
        reader, writer = await asyncio.open_connection(host, port)
        assert (await reader.readline()).startswith(b"421")
        writer.close()
    async with connected(clients=Clients.of(["192.0.2.0/24"])) as client:
        assert not client.greeted


async def test_half_a_mail_is_no_mail(client, box):
    """Whose sender hangs up amid its data is not passed on, and the filter goes on."""
    said = f"MAIL FROM:<a@b.example>\r\nRCPT TO:<{ANNA}>\r\nDATA\r\n"
    await client.talk(said.encode(), 3)
    client.writer.write(RAW[:100])
    await client.close()
    again = await type(client).open("{}:{}".format(*client.writer.get_extra_info("peername")))
    await again.greet()
    assert [one[:3] for one in await again.send(mail(2), BOB)] == ["250"]
    await again.close()
    assert [addresses(one) for one in box.mails] == [[BOB.encode()]]


async def test_a_full_disk_keeps_mail_where_it_is(client, box, monkeypatch):
    """Everybody is deferred, the session goes on, and what has room goes through."""

    def write(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(SpooledTemporaryFile, "write", write)
        replies = await client.send(RAW * 10, ANNA, BOB)
    assert {reply[:9] for reply in replies} == {"451 4.3.1"}
    assert not box.mails
    assert [one[:3] for one in await client.send(RAW, ANNA)] == ["250"]


async def test_a_silent_next_hop_is_not_waited_for_for_ever(house):
    """After the time that is set the mail server is told to keep its mail."""

    async def silent(reader, writer):
        await reader.read()
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    with house.content_filter(port, seconds=0.05) as made:
        await made.start()
        client = await LmtpClient.open(made.address)
        answer = await client.greet()
        assert answer == f"421 4.4.1 the next hop 127.0.0.1:{port} does not answer"
        await client.close()
        await made.stop()
    server.close()


async def test_a_mail_under_way_is_answered_before_the_end(house, box):
    """Stopping waits for it; a session that only waits is told and ended."""
    house.reader.gate.clear()
    with house.content_filter(box.port) as made:
        await made.start()
        busy, idle = [await LmtpClient.open(made.address) for _ in range(2)]
        await busy.greet()
        sending = asyncio.create_task(busy.send(RAW, ANNA))
        assert await asyncio.to_thread(house.reader.asked.wait, 20)
        stopping = asyncio.create_task(made.stop())
        assert (await idle.reply())[:3] == "421"
        house.reader.gate.set()
        assert [one[:3] for one in await sending] == ["250"]
        await stopping
        await busy.close()
        await idle.close()
    assert len(box.mails) == 1


async def test_it_listens_at_a_unix_socket_too(house, box, tmp_path):
    """For a Postfix on the same machine; the socket is gone with it."""
    place = tmp_path / "filter"
    with house.content_filter(box.port, listen=str(place)) as made:
        await made.start()
        assert made.address == str(place)
        client = await LmtpClient.open(made.address)
        await client.greet()
        assert [one[:3] for one in await client.send(RAW, ANNA)] == ["250"]
        await client.close()
        await made.stop()
    assert not place.exists()


async def test_commands_out_of_place_are_refused(client):
    """Each with its code; the session goes on."""
    for said, code in [
        (b"DATA", "503"),
        (b"RCPT TO:<a@b.example>", "503"),
        (b"MAIL FROM:", "501"),
        (b"MAIL FROM:<a\x07@b.example>", "501"),
        (b"XFORWARD ADDR=\xc3\xbc", "501"),
        (b"MAIL FROM:<a@b.example>", "250"),
        (b"MAIL FROM:<a@b.example>", "503"),
        (b"RCPT TO:<>", "501"),
        (b"EHLO x", "500"),
        (b"NOOP", "250"),
        (b"RSET", "250"),
        (b"DATA", "503"),
        (b"QUIT", "221"),
    ]:
        (answer,) = await client.talk(said + b"\r\n")
        assert answer[:3] == code, said
