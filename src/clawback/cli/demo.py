"""`clawback demo`: a server on a made-up organisation."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter


def demo(
    *,
    data: Annotated[Path | None, Parameter(env_var="CLAWBACK_DEMO_DATA")] = None,
    http: str | None = None,
) -> None:
    """Makes an organisation with a month of mail, and runs a server on it until told to stop.

    Args:
        data: Where everything lies; else `clawback-demo` in your cache folder.
        http: HOST:PORT to listen at.
    """
    from clawback.demo.run import run  # noqa: PLC0415 - slow to load, and a wrong option should be told at once

    run(data, http)
