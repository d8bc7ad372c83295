"""Syslog messages: their form, and that no text can break out of it."""

from __future__ import annotations

import json
import re

from hypothesis import given
from hypothesis import strategies as st
from tests.audit.conftest import NOW
from tests.audit.made import made
from tests.audit.test_note import _NOTE

from clawback.audit.syslog import Syslog, framed, host_name

_SYSLOG = Syslog(origin="mail.example.org/audit", host="mx1", version="0.1.0")
# RFC 5424 section 6: HEADER, STRUCTURED-DATA, MSG.
_FORM = re.compile(
    r"<(?P<pri>[0-9]{1,3})>1 (?P<time>\S+) (?P<host>[!-~]{1,255}) clawback - (?P<kind>[!-~]{1,32}) "
    r'(?P<data>-|\[audit@32473(?: [!-~]{1,32}="(?:[^"\\\]]|\\["\\\]])*")+\]) (?P<body>.*)'
)


def _read(message):
    found = _FORM.fullmatch(message.decode("utf-8"))
    assert found is not None
    return found


def test_a_message_has_the_form_of_rfc_5424():
    """Facility 13 (log audit), severity notice, the entry's own time, structured data, a text."""
    (message,) = _SYSLOG.text(made())
    assert message.decode() == (
        "<109>1 2026-11-24T08:00:00.123456Z mx1 clawback - entry "
        '[audit@32473 number="7" id="8" origin="mail.example.org/audit" actor="p1" '
        'actorName="Grace Hopper" actorKind="person" role="approver" person="p1" '
        'action="remediation.approve" subject="remediation:R-1M85DCNPQE0N8" result="done" '
        'details="{\\"deliveries\\":3}"] '
        "\ufeffGrace Hopper remediation.approve remediation:R-1M85DCNPQE0N8 done"
    )


def test_what_was_denied_is_a_warning():
    """So that a receiver can sort by severity."""
    (message,) = _SYSLOG.text(made(result="denied"))
    assert message.startswith(b"<108>1 ")


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_text_breaks_out(name, subject):
    """Quotes, brackets, line ends and control characters of strangers stay inside their value."""
    (message,) = _SYSLOG.text(made(actor_name=name, subject=subject))
    assert _read(message)["kind"] == "entry"
    assert b"\n" not in message
    assert b"\x00" not in message


def test_ocsf_messages_are_json():
    """A message for each event."""
    messages = _SYSLOG.ocsf(made(action="remediation.start"))
    events = [json.loads(_read(message)["body"]) for message in messages]
    assert [event["class_uid"] for event in events] == [7001, 2004]


def test_a_checkpoint_can_be_kept_from_syslog():
    """The signed note is in the message as it was signed."""
    found = _read(_SYSLOG.checkpoint(_NOTE))
    assert found["kind"] == "checkpoint"
    assert found["time"].startswith(f"{NOW:%Y-%m-%dT%H:%M:%S}")
    assert json.loads(found["body"])["checkpoint"] == _NOTE


def test_frames_count_octets():
    """RFC 6587 section 3.4.1: bytes, not characters."""
    assert framed("ë".encode()) == b"2 " + "ë".encode()


def test_host_names_fit_the_header():
    """Section 6: printable ASCII, at most 255, a dash for none."""
    assert host_name("mx 1.exämple") == "mx1.exmple"
    assert host_name("ä") == "-"
    assert len(host_name("x" * 999)) == 255
