"""The root is judged again before anything follows from it."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.investigations.test_investigations import message_of, wave

from clawback.investigations.investigation import Status, StepName, Threat
from clawback.investigations.ports import Asked, Turned
from clawback.model.verdict import ThreatType


@dataclass
class Again:
    """Engines and a book that say this."""

    asked: Asked = field(default_factory=Asked)
    blocked: tuple[str, ...] = ()
    questions: list[tuple[str, str]] = field(default_factory=list)

    def ask(self, investigation_id, rows):
        self.questions += [(investigation_id, one.delivery.network_message_id) for one in rows]
        return self.asked

    def blocks(self, url):
        return "A list blocks it at the click." if url in self.blocked else ""

    def close(self):
        """Nothing is open."""


def test_what_engines_find_by_now_comes_back_to_the_root(office):
    """Its evidence names them, the verdict is the root's, and the message was asked about once."""
    again = Again()
    office = office(again=again)
    wave(office)
    message = message_of(office, 5)
    turned = Turned(message=message, threat=ThreatType.MALWARE, evidence="clamav: Eicar")
    again.asked = Asked(
        engines=("clamav",), asked=1, unseen=1, turned=(turned,), trouble="One is silent."
    )
    case = office.investigate("message", message)
    found = case.done(StepName.REJUDGE)
    assert found.sentence == (
        "clamav asked about 1 message, 1 turned; the bytes of 1 more are not to be had; "
        "0 links looked up. One is silent."
    )
    assert found.evidence[0].reason == "Engines find malware in it now: clamav: Eicar."
    assert case.verdict is Threat.MALICIOUS
    assert again.questions == [(case.investigation.id, message)]


def test_a_link_that_is_blocked_by_now_makes_its_mail_malicious(office):
    """Without any engine."""
    link = "https://login.evil.example/session"
    office = office(again=Again(blocked=(link,)))
    office.world.deliver(7, "user7@example.org", url=(link,), sender_address="a@b.example")
    case = office.investigate("sender", "a@b.example")
    assert (case.verdict, case.investigation.status) == (
        Threat.MALICIOUS,
        Status.PARTIALLY_INVESTIGATED,
    )
    assert case.done(StepName.REJUDGE).sentence == (
        "No engine is set up that could be asked again; 1 link looked up."
    )
