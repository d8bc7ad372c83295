"""What was read at the gate is not read again, and is given to no other mail."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tests.ingest.doubles import PlainAnalyser, message_of
from tests.making.mails import mail

from clawback.ingest.gate.readings import ReadAtTheGate, ReadBefore, Readings


class Reader:
    """Reads as ingest's stand-in does; says of what it reads that it was read so far."""

    def __init__(self, parse="complete"):
        self._parse = parse

    def analyse(self, raw):
        return message_of(raw, parse=self._parse)


def test_a_mail_is_read_once():
    """Proves that the pipeline takes what the gate read, once, and reads the others, in order."""
    readings, analyser = Readings(), PlainAnalyser()
    gate, pipeline = ReadAtTheGate(Reader(), readings), ReadBefore(analyser, readings)
    seen = gate.analyse(mail(2))
    raws = [mail(number) for number in range(4)]
    found = pipeline.analyse_many(raws)
    assert found == [message_of(raw) for raw in raws]
    assert found[2] is seen
    assert pipeline.analyse_many([mail(2)])[0] is not seen
    assert analyser.calls == [3, 1]


def test_nobody_is_called_for_mail_that_was_read():
    """Proves that a block that the gate has read wholly starts no reader."""
    readings, analyser = Readings(), PlainAnalyser()
    ReadAtTheGate(Reader(), readings).analyse(mail(1))
    assert ReadBefore(analyser, readings).analyse_many([mail(1)]) == [message_of(mail(1))]
    assert analyser.calls == []


@given(st.integers(0, len(mail(1)) - 1), st.integers(1, 255))
def test_a_changed_mail_gets_nothing(place, difference):
    """Proves that a mail of which any one byte differs is not given what was read of the first."""
    readings = Readings()
    readings.keep(mail(1), message_of(mail(1)))
    changed = bytearray(mail(1))
    changed[place] ^= difference
    assert readings.take(bytes(changed)) is None
    assert readings.take(mail(1)) == message_of(mail(1))


def test_what_was_cut_short_is_read_again():
    """Proves that a reading which a limit of the gate cut is not what is stored."""
    readings = Readings()
    message = ReadAtTheGate(Reader("limited:time"), readings).analyse(mail(1))
    assert message.parse == "limited:time"
    assert readings.take(mail(1)) is None


def test_room_is_bounded_and_comes_back():
    """Proves that what has no room is not kept, and that what nobody takes goes after a minute."""
    now = [0.0]
    readings = Readings(most_bytes=2 * len(mail(1)), elapsed=lambda: now[0])
    for number in (1, 1, 2, 3):
        readings.keep(mail(number), message_of(mail(number)))
    assert readings.take(mail(3)) is None
    assert readings.take(mail(2)) is not None
    now[0] = 61.0
    assert readings.take(mail(1)) is None
    for number in (4, 5):
        readings.keep(mail(number), message_of(mail(number)))
    assert [readings.take(mail(number)) is not None for number in (4, 5)] == [True, True]
