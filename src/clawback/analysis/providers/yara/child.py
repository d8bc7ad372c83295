"""The program that holds compiled rules and tries them on mails, under limits the kernel keeps.

Run as `python -m clawback.analysis.providers.yara.child FOLDER SECONDS`, by `engine` only. Mails
come in blocks of one, an empty one asks only how the rules are; rules that have changed are
compiled anew before the next mail.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
from pathlib import Path

from clawback.analysis.frames import answer, read_block
from clawback.analysis.providers.yara.answers import Answer
from clawback.analysis.providers.yara.rules import compile_folder, stamp_of
from clawback.analysis.providers.yara.scan import scan
from clawback.model.codec import to_json

_MEMORY_BYTES = 2 << 30  # of address space; rules are made into machine code
_ANSWERS = 3  # what a library prints goes to another handle


def main() -> None:
    """Answers until its input ends."""
    folder, seconds = Path(sys.argv[1]), float(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server to decide
    os.dup2(1, _ANSWERS)
    os.dup2(2, 1)
    with open(_ANSWERS, "wb", buffering=0) as answers:
        stamp, compiled = stamp_of(folder), compile_folder(folder)
        while mails := read_block(sys.stdin.buffer):
            if (now := stamp_of(folder)) != stamp:
                stamp, compiled = now, compile_folder(folder)
            matches, late = scan(compiled.rules, mails[0], seconds) if mails[0] else ((), False)
            told = Answer(
                matches=matches, late=late, rules=compiled.count, troubles=compiled.troubles
            )
            answers.write(answer(to_json(told).encode("ascii")))


if __name__ == "__main__":
    main()
