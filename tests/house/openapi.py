"""web/openapi.json: what the console's client is made from; `./run client` writes it anew."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from tests.making.house import TurnedClock
from tests.servers.parts import parts_in

FILE = Path(__file__).parents[2] / "web" / "openapi.json"


def rendered() -> str:
    """The OpenAPI document of the application, in one order."""
    with tempfile.TemporaryDirectory() as folder, parts_in(Path(folder), clock=TurnedClock()) as it:
        return json.dumps(it.app.openapi(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def main() -> None:
    """Writes the file, or says whether it is as it should be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    if parser.parse_args().write:
        FILE.write_text(rendered(), encoding="utf-8")
    elif FILE.read_text(encoding="utf-8") != rendered():
        sys.exit("web/openapi.json is not what the API offers now: run ./run client.")


if __name__ == "__main__":
    main()
