"""A real spamd for tests: own folder, loopback port, Debian's rules without the network.

Debian's packages `spamd` and `spamassassin` are needed; `why_not` says what is missing.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers.clawback import free_port
from tests.servers.engine import Engine, missing
from tests.servers.verdicts_guide import engine_settings

from clawback.analysis.providers.port import NoVerdictError
from clawback.analysis.providers.settings import SpamassassinSettings
from clawback.analysis.providers.spamassassin import Spamassassin

_SHIPPED = Path("/etc/spamassassin")
_NETWORK = ("SPF", "URIDNSBL", "Pyzor", "Razor2", "SpamCop", "ASN", "DKIM", "DMARC", "DecodeShort")
RULES = """
dns_available no
use_bayes 0
body LAB_VIRUS /EICAR-STANDARD-ANTIVIRUS-TEST-FILE/
describe LAB_VIRUS Eicar
score LAB_VIRUS 3.0
body LAB_PHISH_BANK /our pretended bank/
describe LAB_PHISH_BANK Asks for a password of a pretended bank
score LAB_PHISH_BANK 2.5
body LAB_WATCHES /our pretended watches/
describe LAB_WATCHES Sells pretended watches
score LAB_WATCHES 9.0
"""


def why_not() -> str | None:
    return missing("spamd and spamassassin", ["spamd", "spamassassin"])


class Spamd:
    """A running spamd."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        configuration = folder / "etc"
        configuration.mkdir()
        for shipped in _SHIPPED.glob("*.pre"):
            lines = shipped.read_text().splitlines(keepends=True)
            kept = [one for one in lines if not any(name in one for name in _NETWORK)]
            (configuration / shipped.name).write_text("".join(kept))
        (configuration / "local.cf").write_text(RULES)
        options = engine_settings("spamd").removeprefix('OPTIONS="').strip().removesuffix('"')
        self.engine = Engine(
            folder=folder,
            command=[
                "spamd",
                *("--local", "--syslog", "stderr"),
                *("--configpath=/usr/share/spamassassin", f"--siteconfigpath={configuration}"),
                *(
                    "--pidfile",
                    f"{folder}/pid",
                    *options.replace("--port 783", f"--port {self.port}").split(),
                ),
            ],
            answers=self._answers,
        )

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    @classmethod
    @contextmanager
    def start(cls) -> Iterator[Spamd]:
        """As the guide sets it up, but for its port."""
        folder = Path(tempfile.mkdtemp(prefix="sa-", dir="/tmp"))
        server = cls(folder)
        try:
            server.engine.start()
            yield server
        finally:
            server.engine.kill()
            shutil.rmtree(folder, ignore_errors=True)

    def _answers(self) -> bool:
        try:
            told = SpamassassinSettings(kind="spamassassin", address=self.address, seconds=2)
            return bool(Spamassassin(told).greet())
        except NoVerdictError:
            return False
