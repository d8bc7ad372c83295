"""How a command tells another program how it went."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """The codes are part of the interface (`docs/reference/cli.md`)."""

    DONE = 0
    ERROR = 1
    USAGE = 2
    FINISHED_WITH_FAILURES = 3
    WAITING_FOR_APPROVAL = 4
    INTERRUPTED = 130  # 128 + SIGINT, as shells have it
