"""The site's own mail is learnt from, by a process of its own, and the model holds at once."""

from __future__ import annotations

import sys
from contextlib import closing
from datetime import timedelta

import pytest
from tests.making.deliveries import START, make_delivery, make_event, make_message
from tests.servers.state import open_state

from clawback.analysis.judges.linear import Example
from clawback.analysis.judges.site_model import PROVIDER
from clawback.audit.trail import Trail
from clawback.learning.learning import AlreadyLearningError, Learning
from clawback.learning.lessons import lessons
from clawback.learning.school import LearningFailedError, School
from clawback.model.actor import SYSTEM
from clawback.model.clock import FixedClock
from clawback.model.event import EventType
from clawback.model.location import DeliveryLocation, Directionality
from clawback.model.policy import PrimaryOverride
from clawback.model.verdict import Finding, ThreatType
from clawback.store.memory import MemoryStore
from clawback.store.port import Batch

NOW = START + timedelta(days=30)
INBOX = {"original_delivery_location": DeliveryLocation.INBOX, "threat_type": ()}
SPAM = {"threat_type": (ThreatType.SPAM,)}


def mail(number, text, findings=(), **changes):
    """A message with its delivery, in one batch."""
    message = make_message(number, text=text, findings=findings)
    return Batch(messages=(message,), deliveries=(make_delivery(number, **changes),))


def judged(provider):
    return (Finding(provider=provider, threat=ThreatType.SPAM),)


@pytest.fixture
def store():
    with closing(MemoryStore()) as made:
        yield made


def test_only_what_is_known_is_learnt(store):
    """Good mail of the inbox, bad mail that others proved; oldest first, and nothing doubtful."""
    allowed = PrimaryOverride.ALLOWED_BY_ORGANIZATION
    for batch in (
        mail(1, "good", **INBOX),
        mail(2, "bad", judged("rspamd"), **SPAM),
        mail(3, "sent", **INBOX, directionality=Directionality.OUTBOUND),
        mail(4, "own word", judged(PROVIDER), **SPAM),
        mail(5, "allowed", judged("rspamd"), **SPAM, primary_override=allowed),
        mail(6, "junk", **(INBOX | {"original_delivery_location": DeliveryLocation.JUNK})),
        mail(7, "reported", **INBOX),
        mail(8, "later good", **INBOX),
    ):
        store.append(batch)
    reported = make_delivery(7, **INBOX)
    store.amend([make_event(reported, type=EventType.REPORTED, location=None, actor="ann")])
    found = lessons(store, NOW)
    assert [one.bad for one in found] == [False, True, False]
    assert len({one.numbers for one in found}) == 3


def judged_later(number, threats):
    delivery = make_delivery(number, **INBOX)
    return make_event(delivery, type=EventType.JUDGED, location=None, threat_type=threats)


def test_what_is_judged_later_is_learnt_as_that(store):
    """Mail that got through and was judged bad is bad; what was judged clean teaches no bad."""
    store.append(mail(1, "got through", **INBOX))
    store.append(mail(2, "held for spam", judged("rspamd"), **(INBOX | SPAM)))
    store.append(mail(3, "held by the model alone", judged(PROVIDER), **(INBOX | SPAM)))
    store.amend([judged_later(1, (ThreatType.PHISH,)), judged_later(2, ())])
    assert sorted(one.bad for one in lessons(store, NOW)) == [False, True]


def learning(store, database, path, school=None):
    return Learning(
        store=store,
        trail=Trail(database, FixedClock(NOW)),
        clock=FixedClock(NOW),
        path=path / "model" / "site.model",
        wanted=True,
        school=school or School(),
    )


@pytest.mark.slow
def test_a_model_is_learnt_kept_and_read_again(store, tmp_path):
    """It is there at once and after a restart, and says that it is still learning."""
    store.append(mail(1, "good", **INBOX))
    store.append(mail(2, "bad", judged("rspamd"), **SPAM))
    with closing(open_state(tmp_path / "state.sqlite")) as database:
        first = learning(store, database, tmp_path)
        assert (first.now(), first.standing().why_not.startswith("Nothing")) == (None, True)
        with closing(first):
            first.begin(SYSTEM)
            first.wait()
        for one in (first, learning(store, database, tmp_path)):
            standing = one.standing()
            assert standing.model is not None
            assert (standing.model.learnt.ham, standing.model.learnt.bad) == (1, 1)
            assert (standing.trouble, standing.acts, standing.learning) == ("", False, False)
            assert "still learning" in standing.why_not
            model, acts = one.now() or (None, True)
            assert (model, acts) == (standing.model, False)


@pytest.mark.slow
def test_learning_is_done_once_at_a_time_and_ends_with_the_server(store, tmp_path):
    """A second time is refused; closing ends the process, and no model is left."""
    with closing(open_state(tmp_path / "state.sqlite")) as database:
        one = learning(
            store,
            database,
            tmp_path,
            School((sys.executable, "-c", "import time; time.sleep(600)")),
        )
        one.begin(SYSTEM)
        with pytest.raises(AlreadyLearningError):
            one.begin(SYSTEM)
        one.close()
        assert one.now() is None
        assert one.standing().trouble


@pytest.mark.slow
@pytest.mark.parametrize("deed", ["import sys; sys.exit(1)", "print('no model')"])
def test_a_process_that_fails_leaves_the_old_model(store, tmp_path, deed):
    """Whatever it says instead of a model; the sentence says that it failed."""
    school = School((sys.executable, "-c", deed))
    with closing(open_state(tmp_path / "state.sqlite")) as database:
        one = learning(store, database, tmp_path, school)
        one.begin(SYSTEM)
        one.wait()
    assert one.standing().trouble == str(LearningFailedError())
    assert not (tmp_path / "model").exists()


@pytest.mark.slow
def test_a_missing_program_is_a_failure():
    """Nothing could be started."""
    with pytest.raises(LearningFailedError):
        School(("/nonexistent/python",)).learn([Example(numbers=(1,), bad=True)], "x")
