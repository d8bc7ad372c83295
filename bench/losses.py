"""kill -9 and a full disk while mail comes in: is anything lost that was acknowledged?

A server as it is installed, on a disk of its own that is filled and emptied; sessions send one mail
after another through the receiver of journal copies (`lmtp`) and through the milter.
`python -m bench.losses [lmtp|milter] [--mails N] [--kills N] [--full N] [--seed N]`
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import io
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import astuple, dataclass
from pathlib import Path

from tests.ingest.sending import OPENINGS, SESSIONS, Sending, queue_id_of, recipient
from tests.servers.clawback import PRELOADED, Server
from tests.servers.hatchery import Hatchery
from tests.servers.small_disk import NoDiskError, SmallDisk, small_disk

from clawback.ingest.unrecorded import Unrecorded

_DISK = "600m"
_WAYS = ("lmtp", "milter")
_HELD = 40  # mails that are refused, or pass unrecorded, before a full disk is emptied
_EVERY = 3  # of so many full disks one is still full when the server is killed
_HEAD = (
    "| by | seed | mails sent | kills | full disks | refused for now | acknowledged | noted as "
    "unrecorded | stored | stored in part | lost | doubled |"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """`mails` are those to be acknowledged, over all troubles."""

    way: str
    mails: int
    kills: int
    full: int
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Mails. Those that passed the milter unrecorded are `noted`, and were promised to nobody."""

    sent: int
    refused: int
    acknowledged: int
    noted: int
    stored: int
    partly: int
    lost: int
    doubled: int


def main(arguments: Sequence[str] = ()) -> int:
    """Prints a line for each way; 1 when something was lost or doubled."""
    told = _told(arguments)
    outcomes = []
    try:
        for way in [told.way] if told.way else _WAYS:
            plan = Plan(way=way, mails=told.mails, kills=told.kills, full=told.full, seed=told.seed)
            outcomes.append((plan, Losing(plan).run()))
    except NoDiskError as error:
        print(f"Left out: {error}")
        return 0
    print(_HEAD)
    print("| --- " + "| ---: " * (_HEAD.count("|") - 2) + "|")
    for plan, found in outcomes:
        print(_row(plan, found), flush=True)
    return int(any(found.lost or found.doubled for _, found in outcomes))


def _told(arguments: Sequence[str]) -> argparse.Namespace:
    reader = argparse.ArgumentParser(prog="bench.losses")
    reader.add_argument("way", nargs="?", choices=_WAYS)
    reader.add_argument("--mails", type=int, default=50_000)
    reader.add_argument("--kills", type=int, default=20)
    reader.add_argument("--full", type=int, default=10)
    reader.add_argument("--seed", type=int, default=1)
    return reader.parse_args(arguments)


def _row(plan: Plan, found: Outcome) -> str:
    counts = (plan.seed, found.sent, plan.kills, plan.full, *astuple(found)[1:])
    return f"| {plan.way} | " + " | ".join(f"{one:,}" for one in counts) + " |"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Site:
    """A server, its disk, and where it takes mail."""

    server: Server
    disk: SmallDisk
    address: str


class Losing:
    """One plan, carried out."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._chance = random.Random(plan.seed)
        self._sending = Sending()
        self._began = time.monotonic()

    def run(self) -> Outcome:
        """Mounts, sends, troubles, and counts what is there in the end.

        Raises:
            NoDiskError: no disk may be mounted.
        """
        with ExitStack() as stack:
            place = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cl-", dir="/tmp")))
            disk = stack.enter_context(small_disk(place / "disk", _DISK))
            hatchery = stack.enter_context(Hatchery(*PRELOADED))
            server = Server(disk.folder / "data", hatchery=hatchery)
            server.settings = _settings(place / "milter")
            stack.enter_context(server)
            address = (
                str(place / "milter")
                if self._plan.way == "milter"
                else f"127.0.0.1:{server.lmtp_port}"
            )
            asyncio.run(self._rounds(_Site(server=server, disk=disk, address=address)))
            return self._counted(server)

    async def _rounds(self, site: _Site) -> None:
        for number, (quota, trouble) in enumerate(self._troubles(), 1):
            await self._round(quota, trouble, site)
            self._tell(number, trouble)
            if site.server.process is not None and site.server.process.poll() is not None:
                site.disk.empty()
                site.server.start()

    def _troubles(self) -> list[tuple[int, str]]:
        """After how many acknowledged mails, and what then."""
        plan = self._plan
        troubles = ["kill"] * plan.kills + ["full"] * plan.full
        self._chance.shuffle(troubles)
        cuts = sorted(self._chance.sample(range(1, plan.mails), len(troubles) - 1))
        return list(zip([*cuts, plan.mails], troubles, strict=True))

    async def _round(self, quota: int, trouble: str, site: _Site) -> None:
        sending = self._sending
        async with sending.under_way(lambda: OPENINGS[self._plan.way](site.address)):
            await sending.until(lambda: len(sending.taken) >= quota)
            if trouble == "full":
                await self._without_room(site.disk, site.server)
            else:
                site.server.kill()

    async def _without_room(self, disk: SmallDisk, server: Server) -> None:
        """Until some mails were not taken; then there is room again, or the server is killed."""
        sending = self._sending
        disk.fill()
        refused, passed = sending.refused + _HELD, len(sending.taken) + _HELD
        refuses = self._plan.way == "lmtp"
        await sending.until(
            lambda: sending.refused >= refused if refuses else len(sending.taken) >= passed
        )
        if not self._chance.randrange(_EVERY):
            server.kill()
            return
        disk.empty()
        after = len(sending.taken) + SESSIONS
        await sending.until(lambda: len(sending.taken) >= after)

    def _tell(self, number: int, trouble: str) -> None:
        took = time.monotonic() - self._began
        print(
            f"  {self._plan.way} {number} of {self._plan.kills + self._plan.full}: {trouble} "
            f"after {len(self._sending.taken):,} acknowledged, {took:.0f} s",
            file=sys.stderr,
            flush=True,
        )

    def _counted(self, server: Server) -> Outcome:
        """What is there when nothing waits any more."""
        waiting = threading.Event()
        while server.json("sources")["backlog"]["mails"]:
            waiting.wait(0.5)
        text = server.cli("search", "--format", "csv", "--columns", "recipient,parse")
        found = list(csv.DictReader(io.StringIO(text)))
        rows = Counter(row["recipient"] for row in found)
        partly = Counter(row["parse"] for row in found if row["parse"] != "complete")
        print(f"  stored in part: {dict(partly)}", file=sys.stderr, flush=True)
        server.stop()
        notes = Unrecorded(server.data / "unrecorded.log")
        noted = {one.queue_id for one in notes.waiting()}
        notes.close()
        taken = self._sending.taken
        missing = [one for one in taken if recipient(one) not in rows]
        lost = [one for one in missing if queue_id_of(one) not in noted]
        return Outcome(
            sent=self._sending.sent,
            refused=self._sending.refused,
            acknowledged=len(taken) - (len(missing) - len(lost)),
            noted=len(missing) - len(lost),
            stored=len(rows),
            partly=partly.total(),
            lost=len(lost),
            doubled=sum(count > 1 for count in rows.values()),
        )


def _settings(socket: Path) -> str:
    """Nothing is left free on the disk on purpose, so that it is the disk that refuses."""
    return f"""
[ingest]
own_domains = ["example.org"]
lmtp = "127.0.0.1:LMTP_PORT"
spool_reserve = 0

[ingest.milter]
listen = "{socket}"
"""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
