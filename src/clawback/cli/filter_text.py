"""A filter as it stands on a command line."""

from __future__ import annotations

from collections.abc import Sequence

from clawback.cli.failure import UsageError


def filter_text(words: Sequence[str]) -> str:
    """One filter from one or several words of the command line.

    Raises:
        UsageError: a word looks like an option that the command does not have.
    """
    for word in words:
        if word.startswith("--"):
            raise UsageError(
                f"There is no option {word.partition('=')[0]}. Run the command with --help to see "
                "its options."
            )
    return " ".join(words)
