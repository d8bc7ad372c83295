"""Questions to the person at the terminal.

Where standard input is no terminal its lines are the answers, so that a password manager can give
them. Nothing that is asked for here can be given on the command line, where others could read it.
"""

from __future__ import annotations

import getpass
import sys

from clawback.cli.failure import UsageError


class NobodyToAskError(UsageError):
    """Nobody can be asked here. Run this on a terminal, or give the answers on standard input."""

    code = "nobody_to_ask"

    def __init__(self, question: str) -> None:
        super().__init__(
            f"Standard input ended where this was asked for: {question}. Run this on a terminal, "
            "or give all answers on standard input."
        )


def secret(question: str) -> str:
    """The answer, which is not shown while it is typed.

    Raises:
        NobodyToAskError: standard input is at its end.
    """
    if sys.stdin.isatty():
        return getpass.getpass(f"{question}: ")
    return _line(question)


def answer(question: str) -> str:
    """The answer; raises as `secret` does."""
    if sys.stdin.isatty():
        print(f"{question}: ", end="", file=sys.stderr, flush=True)
    return _line(question)


def _line(question: str) -> str:
    line = sys.stdin.readline()
    if not line:
        raise NobodyToAskError(question)
    return line.rstrip("\r\n")
