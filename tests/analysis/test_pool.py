"""Mails are read in children: in order, in parallel, and none harms another."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.analysis.processes import children_of, runs, wait_until
from tests.making import hostile

from clawback.analysis import nursery
from clawback.analysis.leash import ChildStartError
from clawback.analysis.limits import AnalysisLimits
from clawback.analysis.message import analyse
from clawback.analysis.pool import AnalysisPool, PoolClosedError
from clawback.analysis.trace import Trust

pytestmark = pytest.mark.slow


MAILS = [f"Subject: {n}\n\nsee https://h{n}.example/\n".encode() for n in range(200)]
# A child in whose parser there are faults: what the mail says happens.
FAULTY = """
import os, sys, time
from clawback.analysis import child
real = child.analyse
def analyse(raw, limits, trust):
    if b"CRASH" in raw: os.abort()
    if b"POISON" in raw and limits.attachments.opened: os.abort()
    if b"HANG" in raw: time.sleep(60)
    if b"MEMORY" in raw: raise MemoryError
    if b"NOISE" in raw: print("noise")
    if b"NONSENSE" in raw: os.write(3, b"\\0\\0\\0\\4null")
    if b"ENDLESS" in raw: os.write(3, b"\\xff\\xff\\xff\\xff")
    return real(raw, limits, trust)
child.analyse = analyse
child.main()
"""


@pytest.fixture(scope="module")
def pool() -> Iterator[AnalysisPool]:
    with AnalysisPool(2) as pool:
        yield pool


@pytest.fixture
def faulty(monkeypatch: pytest.MonkeyPatch) -> Iterator[AnalysisPool]:
    monkeypatch.setattr(nursery, "_PROGRAM", (sys.executable, "-P", "-c", FAULTY))
    with AnalysisPool(1, wall_seconds=0.5) as pool:
        yield pool


def test_one_mail_is_read_as_in_process(pool: AnalysisPool):
    """The way through a child changes nothing."""
    assert pool.analyse(MAILS[0]) == analyse(MAILS[0])


def test_many_mails_come_back_in_order(pool: AnalysisPool):
    """Spread over the children, the answers stand where the mails stood."""
    assert pool.analyse_many(MAILS) == [analyse(raw) for raw in MAILS]
    assert pool.analyse_many([]) == []


def test_threads_share_the_pool(pool: AnalysisPool):
    """More callers than children wait for each other and get their own answers."""
    found: dict[int, str] = {}

    def read(number: int) -> None:
        found[number] = pool.analyse(MAILS[number]).subject

    threads = [threading.Thread(target=read, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {number: str(number) for number in range(20)}


@pytest.mark.parametrize(
    ("word", "parse"),
    [
        (b"CRASH", "failed:crash"),
        (b"NONSENSE", "failed:crash"),
        (b"ENDLESS", "failed:crash"),
        (b"HANG", "limited:time"),
        (b"MEMORY", "limited:memory"),
    ],
)
def test_a_loss_is_traced_to_its_mail(faulty: AnalysisPool, word: bytes, parse: str):
    """The mail that kills its child keeps its header; those around it are read in full."""
    mails = [*MAILS[:5], b"Subject: bad\nFrom: a@b.example\n\n" + word, *MAILS[5:9]]
    messages = faulty.analyse_many(mails)
    assert messages[:5] + messages[6:] == [analyse(raw) for raw in MAILS[:9]]
    assert (messages[5].parse, messages[5].subject) == (parse, "bad")
    assert messages[5].sender.address == "a@b.example"
    assert messages[5].text == ""


def test_a_file_that_kills_its_reader_hides_no_link(faulty: AnalysisPool):
    """The mail is read once more without its files, and says so."""
    message = faulty.analyse(b"Subject: bad\n\nPOISON https://a.example/")
    assert (message.parse, [url.url for url in message.urls]) == (
        "limited:attachments",
        ["https://a.example/"],
    )
    assert faulty.analyse(MAILS[0]).parse == "complete"


def test_what_a_library_prints_disturbs_nothing(faulty: AnalysisPool):
    """Only answers go through the pipe."""
    assert faulty.analyse(b"Subject: x\n\nNOISE").parse == "complete"


def test_a_child_that_died_while_it_waited_is_replaced(pool: AnalysisPool):
    """A child killed from outside costs no mail."""
    pool.analyse(MAILS[0])
    for pid in pool.pids:
        os.kill(pid, signal.SIGKILL)
    assert pool.analyse_many(MAILS[:50]) == [analyse(raw) for raw in MAILS[:50]]


def test_memory_is_bounded_by_the_kernel():
    """A mail that needs more address space than allowed is limited, the next one is not."""
    with AnalysisPool(1, memory_bytes=80 * 1024 * 1024) as small:
        message = small.analyse(hostile.shape("base64_20mb"))
        assert message.parse == "limited:memory"
        assert message.subject == "hello"
        assert small.analyse(MAILS[0]) == analyse(MAILS[0])


def test_a_mail_that_is_too_large_never_reaches_a_child():
    """Over the size limit the header is read here; the mails beside it go their way."""
    limits = AnalysisLimits(message_bytes=1_000)
    with AnalysisPool(1, limits=limits) as small:
        large = MAILS[0] + b"x" * 2_000
        assert small.analyse(large).parse == "limited:size"
        assert small.pids == ()
        assert [one.parse for one in small.analyse_many([MAILS[1], large, MAILS[2]])] == [
            "complete",
            "limited:size",
            "complete",
        ]


def test_limits_and_trust_reach_the_child():
    """What the site sets is what the child keeps to."""
    raw = b"X-Spam-Status: Yes, score=9 required=5\n\nhttps://a.example/ https://b.example/"
    trust = Trust(filters=("spamassassin",))
    with AnalysisPool(1, limits=AnalysisLimits(urls=1), trust=trust) as strict:
        message = strict.analyse(raw)
    assert (message.parse, len(message.urls), len(message.findings)) == ("limited:urls", 1, 1)


def test_children_start_late_and_end_when_idle():
    """A pool that does nothing has no processes."""
    before = set(children_of(os.getpid()))
    with AnalysisPool(1, idle_seconds=0.05) as idle:
        assert idle.pids == ()
        assert idle.analyse(MAILS[0]).subject == "0"
        wait_until(lambda: not idle.pids)
        wait_until(lambda: set(children_of(os.getpid())) == before)
        assert idle.analyse(MAILS[1]).subject == "1"


def test_children_give_way_where_they_are_told_to():
    """Mail that is stored later is read when nothing else wants to work; other mail is not."""
    ours = os.getpriority(os.PRIO_PROCESS, 0)
    for yields in (True, False):
        with AnalysisPool(1, yields=yields) as giving_way:
            giving_way.analyse(MAILS[0])
            (child,) = giving_way.pids
            lowered = os.getpriority(os.PRIO_PROCESS, child) > ours
            assert lowered is (yields and ours < 19)


def test_a_closed_pool_leaves_no_process_behind():
    """Closing ends the children, and says so to who comes later."""
    pool = AnalysisPool(2)
    pool.analyse_many(MAILS)
    pids = pool.pids
    assert pids
    pool.close()
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids)
    with pytest.raises(PoolClosedError):
        pool.analyse(MAILS[0])
    with pytest.raises(PoolClosedError):
        pool.analyse_many(MAILS)


def test_a_child_ends_with_its_parent():
    """When the parent is gone without a word, so is the child."""
    code = (
        "import os\n"
        "from clawback.analysis.pool import AnalysisPool\n"
        "pool = AnalysisPool(1)\n"
        "pool.analyse(b'a: b')\n"
        "print(pool.pids[0], flush=True)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    read, write = os.pipe()
    parent = os.posix_spawn(
        sys.executable,
        [sys.executable, "-c", code],
        {**os.environ},
        file_actions=[(os.POSIX_SPAWN_DUP2, write, 1)],
    )
    os.close(write)
    os.waitpid(parent, 0)
    with os.fdopen(read) as output:
        pid = int(output.readline())
    wait_until(lambda: not runs(pid))


def test_a_child_that_cannot_start_is_an_error_in_words(monkeypatch: pytest.MonkeyPatch):
    """Analysis that cannot work at all says so, and blames no mail."""
    monkeypatch.setattr(nursery, "_PROGRAM", (sys.executable, "-c", "print('hello')"))
    with AnalysisPool(1) as broken, pytest.raises(ChildStartError):
        broken.analyse(MAILS[0])
