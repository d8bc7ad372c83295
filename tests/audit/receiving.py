"""A slow syslog receiver: `python receiving.py PORT FOLDER`.

Keeps what it reads from each connection in a file of its own at once, so that it can be killed at
any moment; says how many bytes it has read in all.
"""

from __future__ import annotations

import itertools
import os
import socket
import sys
import time
from pathlib import Path

_PIECE = 2048


def main(port: int, folder: Path) -> None:
    with socket.create_server(("127.0.0.1", port)) as listening:
        sys.stdout.write("0\n")
        sys.stdout.flush()
        read = 0
        for number in itertools.count():
            connection, _ = listening.accept()
            with connection, (folder / f"{os.getpid()}-{number}").open("wb", buffering=0) as file:
                while piece := connection.recv(_PIECE):
                    file.write(piece)
                    read += len(piece)
                    sys.stdout.write(f"{read}\n")
                    sys.stdout.flush()
                    time.sleep(0.0002)  # the receiver is slow, so bytes pile up before it


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
