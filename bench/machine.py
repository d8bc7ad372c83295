"""What machine the figures come from, and how CPU and memory of a process tree are counted."""

from __future__ import annotations

import os
import platform
import resource
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_ADDITIONS = 3_000_000
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(slots=True)
class Spent:
    """Seconds of wall time and of CPU (user and system), filled when the block ends."""

    wall: float = 0.0
    cpu: float = 0.0


def facts() -> str:
    """One line: processor, cores, memory, load, versions."""
    model = next(
        (line.split(":")[1].strip() for line in _read("/proc/cpuinfo") if "model name" in line),
        platform.machine(),
    )
    memory = int(_read("/proc/meminfo")[0].split()[1]) / 2**20
    load = os.getloadavg()[0]
    return (
        f"{model}, {os.cpu_count()} cores, {memory:.0f} GiB, load {load:.1f}, "
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    )


def pace() -> str:
    """How quick one core is at this moment, by a loop that does nothing but add.

    Figures of two runs can be compared where this is alike in both.
    """
    began, total = time.perf_counter(), 0
    for number in range(_ADDITIONS):
        total += number
    took = time.perf_counter() - began
    return f"{1e9 * took / _ADDITIONS:.0f} ns an addition in a loop, load {os.getloadavg()[0]:.1f}"


def version(*command: str) -> str:
    """The first line a program says of its version."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return (done.stdout or done.stderr).splitlines()[0]


@contextmanager
def spent(pids: Sequence[int] = ()) -> Iterator[Spent]:
    """Measures a block: this process, the children it reaps, and the trees of `pids`."""
    result = Spent()
    own, others, began = _own_cpu(), _trees(pids), time.perf_counter()
    yield result
    result.wall = time.perf_counter() - began
    result.cpu = _own_cpu() - own + _trees(pids) - others


def resident(pid: int) -> int:
    """Bytes of resident memory of a process and its descendants."""
    pages = sum(int(_read(f"/proc/{member}/statm")[0].split()[1]) for member in tree(pid))
    return pages * os.sysconf("SC_PAGE_SIZE")


def tree(pid: int) -> list[int]:
    """A process and its descendants that live now."""
    members = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            members += tree(int(child))
    return members


def _own_cpu() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def _trees(pids: Sequence[int]) -> float:
    return sum(_cpu(member) for pid in pids for member in tree(pid))


def _cpu(pid: int) -> float:
    """CPU seconds of a process and of the children it has reaped (proc(5), fields 14 to 17)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0
    return sum(int(value) for value in fields[11:15]) / _TICKS


def _read(path: str) -> list[str]:
    try:
        return Path(path).read_text().splitlines()
    except OSError:
        return []
