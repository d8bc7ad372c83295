"""Where held mail lies, in memory."""

from tests.ingest.doubles import NOON

from clawback.ingest.gate.holding import HeldMail, MemoryHolding


def test_a_mail_is_held_once():
    """Handed in again, it changes nothing; what it says is in no text that could be logged."""
    mail = HeldMail(
        network_message_id="1",
        raw=b"secret",
        mail_from="",
        recipients=("anna@example.org",),
        reason="Phish was found.",
        threat_type="phish",
        received_at=NOON,
    )
    holding = MemoryHolding()
    holding.hold(mail)
    holding.hold(mail)
    assert holding.held == [mail]
    assert "secret" not in repr(mail)
