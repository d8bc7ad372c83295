"""`clawback links serve`: the click service alone, such as on a machine of its own."""

from __future__ import annotations

import logging
import os
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from clawback.cli.failure import UsageError
from clawback.cli.folder import Folder
from clawback.cli.terminal import say

if TYPE_CHECKING:
    from clawback.workshop.click_service import ClickOrders

_TOKEN_FILE = "clicks.token"  # noqa: S105 - a file's name
_CLICKS = "clicks"


def serve(
    folder: Folder,
    *,
    url: Annotated[str, Parameter(env_var="CLAWBACK_URL")],
    listen: str | None = None,
) -> None:
    """Runs the click service alone until it is told to stop (SIGTERM or Ctrl-C).

    The folder has `links.key` of the server, and `clawback.toml` with the table `[links.clicks]`.
    The token is CLAWBACK_TOKEN, or stands in `clicks.token` there; it needs the role click_service.
    Clicks that the server has not taken yet are kept in the folder.

    Args:
        folder: The folder of this click service.
        url: The address of the server.
        listen: HOST:PORT to listen at, instead of the setting `links.clicks.listen`.
    """
    orders = _orders(folder, url)
    where = listen or orders.settings.listen
    if not where:
        raise UsageError("Where? Say --listen HOST:PORT, or set links.clicks.listen.")
    _serve(orders, where)


def _orders(folder: Folder, url: str) -> ClickOrders:
    from pydantic import SecretStr  # noqa: PLC0415 - slow to load, as what follows

    from clawback.workshop.click_service import ClickOrders  # noqa: PLC0415 - as above

    settings = folder.settings()
    return ClickOrders(
        keys=folder.data,
        folder=folder.data / _CLICKS,
        url=url,
        token=SecretStr(_token(folder.data)),
        settings=settings.links.clicks,
        overlap=settings.links.key_overlap,
        log_level=logging.getLevelNamesMapping()[settings.log.level.upper()],
    )


def _serve(orders: ClickOrders, where: str) -> None:
    from clawback.worker.server import Listen, address, bind  # noqa: PLC0415 - slow to load
    from clawback.workshop.click_service import click_service, prepare_process  # noqa: PLC0415

    prepare_process(orders)
    with (
        closing(bind(Listen.read(where), "--listen")) as bound,
        click_service(orders, bound) as server,
    ):
        say(f"The click service answers at {address(bound)}. Stop it with Ctrl-C.")
        server.run()


def _token(data: Path) -> str:
    token = os.environ.get("CLAWBACK_TOKEN")
    if token:
        return token
    try:
        return (data / _TOKEN_FILE).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise UsageError(
            f"Set CLAWBACK_TOKEN to a token with the role click_service, or put it into "
            f"{data / _TOKEN_FILE}."
        ) from error
