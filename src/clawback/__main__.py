"""`python -m clawback` and the `clawback` command."""

from __future__ import annotations

import sys


def main() -> None:
    """Runs the command line and ends the process with its exit code."""
    from clawback.cli.main import run  # noqa: PLC0415 - importing this file must cost nothing

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
