"""The program that reads one mail for a person, under limits that the kernel keeps.

Run as `python -m clawback.preview.child shown|NUMBER`, by `reading` only: the mail comes in on
standard input; what comes out is a line with the JSON of a `Shown` for each of its `looks`, or an
attachment's name, a line end, and its bytes.
"""

from __future__ import annotations

import json
import resource
import sys

from clawback.model.codec import to_json
from clawback.preview.shown import attachment_bytes, looks

MISSING = 3
_MEMORY_BYTES = 768 * 1024 * 1024  # a mail of 50 MB in several copies
_CPU_SECONDS = 8  # for a child whose parent is gone


def main() -> int:
    """Answers once; 0, or `MISSING` when there is no such attachment."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    wanted, raw = sys.argv[1], sys.stdin.buffer.read()
    answer = sys.stdout.buffer
    if wanted == "shown":
        for seen in looks(raw):
            answer.write(to_json(seen).encode("ascii") + b"\n")
            answer.flush()
        return 0
    found = attachment_bytes(raw, int(wanted))
    if found is None:
        return MISSING
    name, content = found
    answer.write(json.dumps(name).encode("ascii") + b"\n" + content)
    return 0


if __name__ == "__main__":
    sys.exit(main())
