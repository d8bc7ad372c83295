"""kill -9 of the click service under load: is every redirect that somebody saw in its log?

Eight clients open one protected link after the other, each to a place of its own, while the service
is ended at random moments and started again, until they have seen 100,000 redirects.
`python -m bench.clicks_kill [--redirects N] [--seed N]`
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.servers.click_service import seen_under_kills

_REDIRECTS = 100_000
_SHORTEST, _LONGEST = 0.2, 4.0  # seconds between two kills
_HEAD = "| seed | seconds | kills | redirects seen by clients | of them not in the log |"


def main(arguments: Sequence[str] = ()) -> None:
    """Prints one line of a table; the last column must be 0."""
    said = _said(arguments)
    chance = random.Random(said.seed)
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        run = seen_under_kills(
            Path(folder),
            seconds=0,
            pause=lambda: chance.uniform(_SHORTEST, _LONGEST),
            redirects=said.redirects,
        )
    print(_HEAD)
    print("| ---: | ---: | ---: | ---: | ---: |")
    seconds = time.monotonic() - began
    print(f"| {said.seed} | {seconds:,.0f} | {run.kills} | {run.seen:,} | {run.lost} |")


def _said(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.clicks_kill")
    parser.add_argument("--redirects", type=int, default=_REDIRECTS)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args(list(arguments))


if __name__ == "__main__":
    import sys

    main(sys.argv[1:])
