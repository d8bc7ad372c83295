"""Many mails before several engines, in bounded time."""

from __future__ import annotations

from contextlib import closing
from threading import Event, Lock
from time import monotonic

import pytest

from clawback.analysis.providers.memory import MemoryProvider
from clawback.analysis.providers.panel import NOBODY, Panel, Panels
from clawback.analysis.providers.port import (
    UNKNOWN_TRANSPORT,
    DeclinedError,
    SilentError,
    UnreachableError,
)
from clawback.analysis.providers.seat import Question, Terms
from clawback.model.verdict import Finding, ThreatType

BAD = Finding(provider="memory", threat=ThreatType.MALWARE, malware_family="Bad")
GOOD = Finding(provider="memory")


class Acting:
    """An engine that does one thing each time it is asked, and counts how many ask at once."""

    engine = "acting"

    def __init__(self, act, name="acting"):
        self.name = name
        self._act = act
        self._turn = Lock()
        self.asked = self.now = self.most = 0

    def judge(self, raw, transport):
        del transport
        with self._turn:
            self.asked += 1
            self.now += 1
            self.most = max(self.most, self.now)
        try:
            return self._act(raw)
        finally:
            with self._turn:
                self.now -= 1

    def greet(self):
        return self.name

    edition = greet


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def raising(error):
    def act(_):
        raise error

    return act


def questions(*raws, imported=False):
    return [Question(raw=raw, transport=UNKNOWN_TRANSPORT, imported=imported) for raw in raws]


def words(panel, *raws, imported=False):
    return panel.ask(questions(*raws, imported=imported)).words()


def test_each_mail_gets_every_engines_word():
    """In the order of the mails, and of the settings."""
    engines = [MemoryProvider({b"bad": BAD}), MemoryProvider({b"worse": BAD})]
    with closing(Panel([(engine, Terms()) for engine in engines])) as panel:
        assert words(panel, b"bad", b"fine", b"worse") == [(BAD, GOOD), (GOOD, GOOD), (GOOD, BAD)]
        assert [one.answered for one in panel.figures()] == [3, 3]


def test_nobody_has_nothing_to_say():
    """Where no engine is set up, each mail has no word."""
    assert words(NOBODY, b"a", b"b") == [(), ()]
    assert NOBODY.empty


def test_imported_mail_is_for_those_that_want_it():
    """Others are not asked, and say nothing."""
    engines = [(MemoryProvider({}), Terms()), (MemoryProvider({}), Terms(imports=True))]
    with closing(Panel(engines)) as panel:
        assert words(panel, b"old", imported=True) == [(GOOD,)]


def test_a_large_mail_is_not_given_away():
    """The finding says why there is no verdict."""
    engine = Acting(lambda _: (GOOD,))
    with closing(Panel([(engine, Terms(size_limit=3))])) as panel:
        ((found,),) = words(panel, b"1234")
    assert (engine.asked, "larger" in found.no_verdict) == (0, True)


def test_no_more_are_asked_at_once_than_allowed():
    """However many mails wait."""
    gate = Event()
    engine = Acting(lambda _: (gate.wait(5), (GOOD,))[1])
    with closing(Panel([(engine, Terms(concurrency=3))])) as panel:
        asked = panel.ask(questions(*[b"x"] * 20))
        gate.set()
        assert len(asked.words()) == 20
    assert engine.most <= 3


@pytest.mark.parametrize("error", [SilentError(), UnreachableError(), ZeroDivisionError()])
def test_an_engine_that_fails_is_left_alone(error):
    """After three failures it is asked no more; after its rest one mail tries it, and heals it."""
    clock, engine = Clock(), Acting(raising(error))
    with closing(Panel([(engine, Terms(concurrency=1))], elapsed=clock)) as panel:
        told = [found.no_verdict for (found,) in words(panel, *[b"x"] * 10)]
        assert engine.asked == 3
        assert all(told)
        assert told[3:] == [told[3]] * 7
        (figures,) = panel.figures()
        assert (figures.resting, figures.missing, figures.trouble) == (True, 10, told[-1])
        clock.now += 10
        words(panel, b"x", b"x")
        assert engine.asked == 4
        clock.now += 20
        engine._act = lambda _: (GOOD,)
        assert words(panel, b"x", b"x") == [(GOOD,), (GOOD,)]
        (figures,) = panel.figures()
        assert (figures.resting, figures.answered) == (False, 2)


def test_refusing_a_mail_is_no_failure():
    """A sender cannot make an engine be left alone by mail that it does not scan."""
    engine = Acting(raising(DeclinedError()))
    with closing(Panel([(engine, Terms())])) as panel:
        words(panel, *[b"x"] * 10)
        assert engine.asked == 10
        assert not panel.figures()[0].resting


def test_a_block_of_mail_waits_only_so_long():
    """What was not asked in time goes without a verdict, and so does what does not come back."""
    gate = Event()
    engine = Acting(lambda _: (gate.wait(20), (GOOD,))[1])
    began = monotonic()
    panel = Panel([(engine, Terms(concurrency=2, seconds=0.1))], together=0.1)
    with closing(panel):
        told = [found.no_verdict for (found,) in words(panel, *[b"x"] * 6)]
        gate.set()
    assert monotonic() - began < 10
    assert ["within" in one for one in told] == [True, True, False, False, False, False]
    assert all(told)


def test_a_panel_that_closes_answers_all_the_same():
    """Whoever still waits is told that nobody was asked, at once."""
    gate = Event()
    engine = Acting(lambda _: (gate.wait(5), (GOOD,))[1])
    panel = Panel([(engine, Terms(concurrency=1))])
    asked = panel.ask(questions(*[b"x"] * 5))
    panel.close()
    gate.set()
    assert sum(bool(found.no_verdict) for (found,) in asked.words()) >= 4


def test_what_nobody_waits_for_is_not_asked():
    """Only what was begun goes on."""
    gate = Event()
    engine = Acting(lambda _: (gate.wait(5), (GOOD,))[1])
    with closing(Panel([(engine, Terms(concurrency=1))])) as panel:
        panel.ask(questions(*[b"x"] * 50)).call_off()
        gate.set()
    assert engine.asked <= 1


def test_a_round_behind_another_has_its_whole_time():
    """It begins when the time of the one before is over, or when its words are waited for."""
    clock = Clock()
    with closing(Panel([], together=30.0, elapsed=clock)) as panel:
        first = panel.ask(questions(b"x"))
        second = panel.ask(questions(b"x"), behind=first)
        clock.now = 5.0
        third = panel.ask(questions(b"x"), behind=second)
        clock.now = 300.0
        fourth = panel.ask(questions(b"x"), behind=third)
        clock.now = 10.0
        assert (second.words(), second.until) == ([()], 40.0)
    assert [one.until for one in (first, third, fourth)] == [30.0, 65.0, 330.0]


async def test_a_task_waits_only_so_long():
    """What has come by then counts; of the others it is said that they are late."""
    gate = Event()
    slow = Acting(lambda _: (gate.wait(20), (GOOD,))[1])
    quick = MemoryProvider({b"bad": BAD})
    with closing(Panel([(quick, Terms()), (slow, Terms(seconds=0.1))])) as panel:
        asked = panel.ask(questions(b"bad"))
        ((found, late),) = await asked.words_within(0.1)
        gate.set()
    assert found == BAD
    assert "did not answer within" in late.no_verdict
    assert await NOBODY.ask(questions(b"x")).words_within(0.0) == [()]


def test_what_several_panels_did_is_told_together():
    """Of an engine that they share, by its name; of another, by its own."""
    shared = MemoryProvider({}), Terms(size_limit=1)
    with (
        closing(Panel([shared])) as one,
        closing(Panel([shared, (MemoryProvider({}, name="x"), Terms())])) as two,
    ):
        words(one, b"x", b"xx")
        words(two, b"x")
        both, alone = Panels([one, two]).figures()
    assert (both.name, both.answered, both.missing) == ("memory", 2, 1)
    assert "larger" in both.trouble
    assert (alone.name, alone.answered) == ("x", 1)
