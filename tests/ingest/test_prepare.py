"""Rows in transactions of the right size."""

from contextlib import closing
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ingest.doubles import PlainAnalyser, intake, message_of
from tests.making.journal_reports import journal_report
from tests.making.mails import mail

from clawback.analysis.providers.memory import MemoryProvider
from clawback.analysis.providers.panel import Panel
from clawback.analysis.providers.seat import Terms
from clawback.ingest.journal.opening import Outcome
from clawback.ingest.prepare import ROWS, Prepared, ask, batches, poisoned, prepare
from clawback.ingest.recipients import Organisation
from clawback.ingest.ruling import Ruling
from clawback.ingest.spool import Spooled
from clawback.model.errors import UnavailableError
from clawback.model.verdict import DetectionTechnology, Finding, ThreatType

ORGANISATION = Organisation()


def with_rows(number, rows):
    message = message_of(b"Message-ID: <%d@x>\r\n\r\n" % number)
    (row,) = poisoned(Spooled(sequence=number, intake=intake(1)), ORGANISATION).rows
    return Prepared(
        mail=Spooled(sequence=number, intake=intake(number)), message=message, rows=(row,) * rows
    )


@settings(deadline=None, max_examples=50)
@given(st.lists(st.integers(1, 2300), max_size=6))
def test_every_row_is_in_one_transaction_with_its_message(sizes):
    """None is larger than a thousand rows, none is empty, and nothing is left out."""
    prepared = [with_rows(number, rows) for number, rows in enumerate(sizes)]
    found = list(batches(prepared))
    assert sum(len(batch.deliveries) for batch in found) == sum(sizes)
    assert all(0 < len(batch.deliveries) <= ROWS for batch in found)
    assert all(batch.messages for batch in found)
    named = {message.network_message_id for batch in found for message in batch.messages}
    assert named == {one.message.network_message_id for one in prepared}


def test_one_fault_of_ours_costs_one_mail():
    """The others of the block are prepared as ever, each tried alone."""
    analyser = PlainAnalyser(stumbles_over="Mail number 2")
    mails = [Spooled(sequence=number, intake=intake(number)) for number in range(4)]
    prepared = prepare(mails, analyser, ORGANISATION)
    assert [one.poisoned for one in prepared] == [False, False, True, False]
    assert prepared[2].message.network_message_id == message_of(mail(2)).network_message_id
    assert prepared[2].rows[0].recipient == "r2@example.org"
    assert analyser.calls == [4, 1, 1, 1, 1, 1, 1]


@pytest.mark.parametrize("trusted", [True, False])
def test_exchanges_id_is_taken_only_from_those_we_trust(trusted):
    """Where anybody may send to us, a header that anybody can write names nothing."""
    given_id = "1f0e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"
    header = b"X-MS-Exchange-Organization-Network-Message-Id: " + given_id.encode() + b"\r\n"
    one = intake(1)
    spooled = Spooled(sequence=1, intake=replace(one, raw=header + one.raw))
    (prepared,) = prepare([spooled], PlainAnalyser(), Organisation(trusts_exchange_ids=trusted))
    assert (prepared.message.network_message_id == given_id) is trusted
    assert prepared.rows[0].network_message_id == prepared.message.network_message_id


def test_a_mail_whose_links_were_rewritten_keeps_its_name():
    """Read again from a mailbox, it is the message that the gate recorded, not another one."""
    first = "5e2a1f08-1111-8222-b333-123412341234"
    ours = Organisation(first_name=lambda raw: first if b"Mail number 1" in raw else None)
    mails = [Spooled(sequence=number, intake=intake(number)) for number in (1, 2)]
    one, two = prepare(mails, PlainAnalyser(), ours)
    assert one.message.network_message_id == one.rows[0].network_message_id == first
    assert two.message.network_message_id == message_of(mail(2)).network_message_id


MALWARE = Finding(
    provider="memory",
    threat=ThreatType.MALWARE,
    technology=DetectionTechnology.ANTIMALWARE_PROTECTION,
    malware_family="Lab.Eicar",
    evidence=("Lab.Eicar",),
)


def spooled(*numbers):
    return [Spooled(sequence=number, intake=intake(number)) for number in numbers]


@pytest.fixture
def panel():
    """An engine that knows the second mail for malware."""
    engine = MemoryProvider({b"Mail number 2": MALWARE})
    with closing(Panel([(engine, Terms())])) as panel:
        yield panel


def told_of(mails, panel, analyser=None):
    """Mails prepared with what the engines say of them."""
    asked = ask(mails, ORGANISATION, panel)
    return prepare(mails, analyser or PlainAnalyser(), ORGANISATION, asked)


def test_what_engines_say_is_in_the_rows(panel):
    """The finding is kept with its evidence, and tells the columns of each delivery."""
    _, second = told_of(spooled(1, 2), panel)
    assert second.message.findings == (MALWARE,)
    (row,) = second.rows
    assert row.threat_type == (ThreatType.MALWARE,)
    assert row.malware_family == ("Lab.Eicar",)
    assert row.detection_technology == (DetectionTechnology.ANTIMALWARE_PROTECTION,)


def test_a_fault_of_ours_costs_no_other_mails_verdict(panel):
    """Mails that are tried alone keep what engines said of them."""
    analyser = PlainAnalyser(stumbles_over="Mail number 1")
    first, second = told_of(spooled(1, 2), panel, analyser)
    assert (first.poisoned, second.message.findings) == (True, (MALWARE,))


def test_nobody_is_asked_twice_when_analysis_is_away(panel):
    """The block is prepared again with the answers that were given to the first try."""

    class Away(PlainAnalyser):
        def analyse_many(self, raws):
            if not self.calls:
                self.calls.append(0)
                raise UnavailableError(f"{len(raws)} mails wait.")
            return super().analyse_many(raws)

    mails, analyser = spooled(1, 2), Away()
    asked = ask(mails, ORGANISATION, panel)
    with pytest.raises(UnavailableError):
        prepare(mails, analyser, ORGANISATION, asked)
    _, second = prepare(mails, analyser, ORGANISATION, asked)
    assert second.message.findings == (MALWARE,)
    assert [figures.answered for figures in panel.figures()] == [2]


@pytest.mark.parametrize("believed", [True, False])
def test_engines_judge_the_mail_inside_a_report(believed):
    """They are given the mail that is stored, with the envelope that is its own."""
    asked = []

    class Noting(MemoryProvider):
        def judge(self, raw, transport):
            asked.append((raw.count(b"journal.report.generator"), transport.mail_from))
            return super().judge(raw, transport)

    came = intake(1, raw=journal_report(mail(2)), mail_from="", may_report=believed)
    with closing(Panel([(Noting({}), Terms())])) as panel:
        (one,) = told_of([Spooled(sequence=1, intake=came)], panel)
    assert (one.report is Outcome.OPENED) is believed
    ((wrapped, mail_from),) = asked
    assert (wrapped, mail_from == "") == ((0, False) if believed else (1, True))


def test_who_judged_at_the_gate_is_not_asked_again(panel):
    """Mails that the gate judged keep its words; among others, each gets the answer that is its."""
    words = (Finding(provider="rspamd", threat=ThreatType.SPAM),)
    (first,) = spooled(1)
    seen = Spooled(
        sequence=2, intake=intake(2, ruling=Ruling(words=words, asked=True, trouble="Late."))
    )
    asked_again = Spooled(sequence=3, intake=intake(3, ruling=Ruling(words=words)))
    found = told_of([first, seen, asked_again], panel)
    assert [one.message.findings for one in found] == [
        (Finding(provider="memory"),),
        (*words, Finding(provider="gate", no_verdict="Late.")),
        (*words, Finding(provider="memory")),
    ]
    assert [figures.answered for figures in panel.figures()] == [2]
    assert prepare([seen], PlainAnalyser(), ORGANISATION)[0].message.findings[:1] == words
