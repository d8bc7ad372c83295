"""A process to be killed: a content filter. It prints a line when it listens.

Its arguments: a folder for keys, the port to listen at, the port of the next hop.
"""

import asyncio
import os
import sys
from pathlib import Path

from tests.ingest.content_filter.house import House


async def serve(folder, port, next_hop):
    with House(folder).content_filter(next_hop, listen=f"127.0.0.1:{port}") as made:
        await made.start()
        os.write(1, b"listens\n")
        await asyncio.Event().wait()


def main():
    asyncio.run(serve(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
