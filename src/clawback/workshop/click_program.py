"""The program of the click service: `python -m clawback.workshop.click_program LINE SOCKET`.

Run by the server only; LINE is the number of the inherited line to it, SOCKET that of the socket on
which people are waited for. It works until it is told to stop, or the server is gone.
"""

from __future__ import annotations

import pickle
import signal
import socket
import sys
from io import BufferedIOBase
from threading import Thread

from clawback.worker.server import WebServer
from clawback.workshop.click_service import ClickOrders, click_service, prepare_process

_ABANDONED = 3  # exit code: the server is gone


def main() -> None:
    """Reads the orders and serves."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server to decide
    line = socket.socket(fileno=int(sys.argv[1]))
    bound = socket.socket(fileno=int(sys.argv[2]))
    try:
        with line.makefile("rb") as said:
            orders: ClickOrders = pickle.load(said)  # noqa: S301 - from our own parent alone
            prepare_process(orders)
            with click_service(orders, bound) as server:
                Thread(target=_attend, args=(said, server), daemon=True).start()
                server.run()
    except EOFError:
        sys.exit(_ABANDONED)


def _attend(said: BufferedIOBase, server: WebServer) -> None:
    """The line says nothing more, and ends when it is time to, or with the server."""
    said.read(1)
    server.stop()


if __name__ == "__main__":
    main()
