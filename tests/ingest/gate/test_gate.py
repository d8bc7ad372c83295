"""The gate: one mail in, one passage out, in time, whatever happens."""

from __future__ import annotations

from dataclasses import replace
from time import monotonic

import pytest
from tests.ingest.doubles import NOON, intake
from tests.ingest.gate.found import ACTIONS, OURS, SAYS, Engine, Reader, gate_of
from tests.making.mails import mail

from clawback.ingest.gate.marks import VERDICT
from clawback.ingest.gate.policy import GatePolicy
from clawback.ingest.gate.rewriting import Rewriting
from clawback.ingest.recipients import Organisation
from clawback.ingest.ruling import GateAction
from clawback.model.errors import UnavailableError
from clawback.model.fingerprint import identify
from clawback.model.location import Directionality
from clawback.model.policy import PolicyType
from clawback.model.verdict import DetectionTechnology, Finding, ThreatType

BY_CAMPAIGN = DetectionTechnology.CAMPAIGN
ANNA, BOB = "anna@example.org", "bob@example.org"


async def passage(gate, body="Nothing.", *recipients, **envelope):
    raw = mail(1, body=f"{body}\n")
    given = {"source": "milter", "mail_from": "paul@away.example"} | envelope
    came = intake(raw=raw, recipients=recipients or (ANNA,), **given)
    return await gate.passage(came, raw, raw.index(b"\r\n\r\n") + 2)


async def test_what_was_found_goes_with_the_mail():
    """The words of engines and that they were all asked, so that nobody asks again."""
    with gate_of() as gate:
        found = await passage(gate, "pretended spam")
        clean = await passage(gate)
    assert found.ruling.action is GateAction.JUNK
    assert (found.ruling.words, found.ruling.asked) == ((SAYS[b"pretended spam"],), True)
    assert found.ruling.policy_type is PolicyType.CONTENT_FILTER
    assert (clean.ruling.action, clean.ruling.policy_type, clean.header) == (
        GateAction.ACCEPT,
        None,
        (),
    )


class Campaign:
    """Says of every mail that it is phish, or that it does not know."""

    def __init__(self, trouble=None):
        self._trouble = trouble

    def foretold(self, message, at):
        assert message.imprint is not None
        assert at == NOON
        if self._trouble:
            raise self._trouble
        return (Finding(provider="campaign", threat=ThreatType.PHISH, technology=BY_CAMPAIGN),)


async def test_what_a_campaign_says_is_acted_on_and_not_recorded():
    """It is asked again when the mail is stored; else its own word would count against it."""
    with gate_of(campaigns=Campaign()) as gate:
        one = await passage(gate)
    assert one.ruling.action is GateAction.TAG
    assert {word.provider for word in one.ruling.words} == {"memory"}


async def test_a_campaign_that_cannot_be_asked_costs_its_word_alone():
    """The mail is judged by what else is known of it."""
    with gate_of(campaigns=Campaign(UnavailableError("The database is away."))) as gate:
        found = await passage(gate, "pretended spam")
    assert (found.ruling.action, found.ruling.trouble) == (GateAction.JUNK, "")


@pytest.mark.parametrize("trouble", [UnavailableError("It is closed."), ZeroDivisionError()])
async def test_our_troubles_let_a_mail_through(trouble):
    """Analysis that is away or stumbles costs the judgement and not the mail."""
    reader = Reader()
    reader.trouble = trouble
    with gate_of(reader=reader) as gate:
        one = await passage(gate, "pretended malware")
    assert one.ruling.action is GateAction.ACCEPT
    assert one.ruling.trouble
    assert [change.value for change in one.header] == [b"unjudged; action=accept"]


async def test_reading_ends_with_the_deadline():
    """A reader that hangs holds no mail up, and the next mail is judged again."""
    reader = Reader()
    reader.gate.clear()
    with gate_of(reader=reader, seconds=0.1) as gate:
        began = monotonic()
        one = await passage(gate, "pretended malware")
        assert monotonic() - began < 5
        assert one.ruling.trouble == "It was not read in time."
        reader.gate.set()
        gate._seconds = 10.0
        two = await passage(gate, "pretended malware")
    assert two.ruling.action is GateAction.REJECT


@pytest.mark.parametrize("parse", ["limited:time", "limited:memory", "failed:crash"])
async def test_a_mail_that_breaks_its_reader_does_not_pass_for_judged(parse):
    """What is known of it counts; where that is nothing, it says so."""

    class Breaking(Reader):
        def analyse(self, raw):
            return replace(super().analyse(raw), parse=parse)

    with gate_of(reader=Breaking()) as gate:
        clean = await passage(gate)
        bad = await passage(gate, "pretended malware")
    assert clean.ruling.trouble == "It could not be read beyond its header."
    assert [change.value for change in clean.header] == [b"unjudged; action=accept"]
    assert bad.ruling.action is GateAction.REJECT


async def test_what_one_engine_found_counts_though_another_hangs():
    """The action is taken, and the record says that not all have spoken."""
    silent = Engine("silent")
    silent.gate.clear()
    with gate_of(engine=silent, also=Engine(), seconds=0.2) as gate:
        one = await passage(gate, "pretended malware")
    assert one.ruling.action is GateAction.REJECT
    assert not one.ruling.asked
    assert one.ruling.words == (SAYS[b"pretended malware"],)
    assert "did not answer within" in one.ruling.trouble


async def test_the_policy_follows_the_way_of_the_mail():
    """Our own people's mail is not judged by a policy for what comes in, unless it says so."""
    with gate_of() as gate:
        sent = await passage(gate, "pretended malware", BOB, authenticated_user="anna")
    everywhere = GatePolicy(actions=ACTIONS, directions=frozenset(Directionality))
    with gate_of(everywhere) as gate:
        stopped = await passage(gate, "pretended malware", BOB, authenticated_user="anna")
    assert [sent.ruling.action, stopped.ruling.action] == [GateAction.ACCEPT, GateAction.REJECT]


async def test_what_is_held_is_known_by_the_id_of_its_rows():
    """Also where Exchange gave the id; and for those alone whom the policy is for."""
    given = "0a1b2c3d-0000-4000-8000-00000000000f"
    policy = GatePolicy(actions=ACTIONS, exempt=frozenset({BOB}))
    trusting = Organisation(trusts_exchange_ids=True)
    raw = mail(
        1,
        body="pretended sure phish\n",
        headers=[("X-MS-Exchange-Organization-Network-Message-Id", given)],
    )
    came = intake(raw=raw, recipients=(ANNA, BOB), source="milter", mail_from=None)
    for organisation, known in ((trusting, given), (Organisation(), identify(raw)[0])):
        with gate_of(policy, organisation=organisation) as gate:
            one = await gate.passage(came, raw, len(raw))
        assert one.held is not None
        assert (one.held.network_message_id, one.held.recipients) == (known, (ANNA,))
        assert one.held.mail_from == ""
        assert one.ruling.recipients == (ANNA,)


async def test_a_rewriter_that_fails_costs_the_change_alone():
    """The mail goes on as it is; a mail that does not go on is not given to it."""

    class Failing:
        asked = 0

        def rewrite(self, original):
            self.asked += 1
            raise ZeroDivisionError(f"{len(original.raw)} {original.message.size}")

    class Willing:
        def rewrite(self, original):
            whole = original.message.size == len(original.raw)
            return Rewriting(body=b"x") if whole else None

    failing = Failing()
    with gate_of(rewriter=failing) as gate:
        one = await passage(gate)
        await passage(gate, "pretended malware")
        assert gate.rewrites
    assert (one.body, failing.asked) == (None, 1)
    with gate_of(rewriter=Willing()) as gate:
        two = await passage(gate)
    assert two.body == b"x"


async def test_a_mail_held_for_some_is_rewritten_for_the_others():
    """The rewriter is told for whom it goes on; what is held is the mail as it came."""
    told = []

    class Telling:
        def rewrite(self, original):
            told.append(dict(original.to))
            return Rewriting(body=b"x")

    policy = GatePolicy(actions=ACTIONS, exempt=frozenset({BOB}))
    raw = mail(body="pretended sure phish\n")
    came = intake(raw=raw, recipients=(ANNA, BOB), source="milter", mail_from=None)
    with gate_of(policy, rewriter=Telling()) as gate:
        one = await gate.passage(came, raw, len(raw))
    assert one.held is not None
    assert (one.held.recipients, one.held.raw, one.body) == ((ANNA,), raw, b"x")
    assert told == [{BOB: Directionality.INBOUND}]


async def test_a_rewriter_knows_a_mail_as_it_will_be_stored():
    """A tag in the subject gives it another id, unless Exchange gave it one."""
    told = []

    class Telling:
        def rewrite(self, original):
            told.append(original)

    given = "0a1b2c3d-0000-4000-8000-00000000000f"
    exchange = [("X-MS-Exchange-Organization-Network-Message-Id", given)]
    trusting = Organisation(own_domains=OURS.own_domains, trusts_exchange_ids=True)
    for organisation, headers in ((OURS, []), (trusting, exchange)):
        raw = mail(body="pretended phish\n", headers=headers)
        head = raw.index(b"\r\n\r\n") + 4
        came = intake(raw=raw, recipients=(ANNA,), source="milter", mail_from=None)
        with gate_of(organisation=organisation, rewriter=Telling()) as gate:
            await gate.passage(came, raw, head)
    plain, exchanged = told
    assert b"Subject: [Suspicious] " in plain.raw
    assert plain.message.network_message_id == identify(plain.raw)[0]
    assert exchanged.message.network_message_id == given


async def test_time_is_counted():
    """Of each mail that is judged, and of one that is not."""
    with gate_of() as gate:
        await passage(gate)
        once = gate.tally.figures().seconds
        await passage(gate)
        assert gate.tally.figures().seconds > once > 0


async def test_every_forged_verdict_is_taken_out_of_a_mail_that_was_not_judged():
    """The forger gains nothing from our troubles."""
    reader = Reader()
    reader.trouble = ZeroDivisionError()
    raw = b"x-clawback-verdict: clean\r\n" * 2 + mail(1)
    came = replace(intake(raw=raw))
    with gate_of(reader=reader) as gate:
        one = await gate.passage(came, raw, raw.index(b"\r\n\r\n") + 2)
    assert [(each.name, each.place) for each in one.header] == [
        (VERDICT, 2),
        (VERDICT, 1),
        (VERDICT, 0),
    ]
