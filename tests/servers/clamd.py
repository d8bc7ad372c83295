"""A real clamd for tests: own folder, own UNIX socket, a few signatures of its own.

Debian's package `clamav-daemon` is needed; `why_not` says in one sentence what is missing.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import AF_UNIX, socket
from time import monotonic, sleep

from tests.making.judged import EICAR, PHISH, SPAM
from tests.servers.engine import Engine, EngineError, missing
from tests.servers.verdicts_guide import engine_settings

from clawback.analysis.providers.clamav import Clamav
from clawback.analysis.providers.port import UNKNOWN_TRANSPORT, NoVerdictError
from clawback.analysis.providers.settings import ClamavSettings

SIGNATURES = {"Lab.Eicar-Test": EICAR, "Lab.Phishing.Bank": PHISH, "Lab.Spam.Watches": SPAM}
_SOCKET = "/run/clamav/clamd.ctl"


def why_not() -> str | None:
    return missing("clamav-daemon", ["clamd"])


class Clamd:
    """A running clamd."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.address = f"{folder}/clamd.ctl"
        (folder / "db").mkdir()
        (folder / "db" / "lab.ndb").write_text(
            "".join(f"{name}:0:*:{text.hex()}\n" for name, text in SIGNATURES.items())
        )
        (folder / "clamd.conf").write_text(
            f"DatabaseDirectory {folder}/db\nTemporaryDirectory {folder}\n"
            "Foreground yes\nSelfCheck 0\n"
            + engine_settings("clamd").replace(_SOCKET, self.address)
        )
        self.engine = Engine(
            folder=folder,
            command=["clamd", "-c", f"{folder}/clamd.conf"],
            answers=self._answers,
        )

    @classmethod
    @contextmanager
    def start(cls) -> Iterator[Clamd]:
        """As the guide sets it up, but for the place of its socket."""
        folder = Path(tempfile.mkdtemp(prefix="cv-", dir="/tmp"))
        try:
            server = cls(folder)
            try:
                server.engine.start()
                yield server
            finally:
                server.engine.kill()
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def knowing(self, name: str, text: bytes) -> Iterator[None]:
        """It has one signature more while the block runs."""
        path = self.folder / "db" / "more.ndb"
        path.write_text(f"{name}:0:*:{text.hex()}\n")
        path.chmod(0o644)
        try:
            self._reload(lambda: self._finds(text))
            yield
        finally:
            path.unlink()
            self._reload(lambda: not self._finds(text))

    def _reload(self, loaded: Callable[[], bool]) -> None:
        with socket(AF_UNIX) as line:
            line.connect(self.address)
            line.sendall(b"zRELOAD\0")
            line.recv(100)
        until = monotonic() + self.engine.patience
        while not loaded():
            if monotonic() > until:
                raise EngineError("clamd does not load its signatures anew.")
            sleep(0.02)

    def _finds(self, text: bytes) -> bool:
        (found,) = self._adapter.judge(text, UNKNOWN_TRANSPORT)
        return found.threat is not None

    @property
    def _adapter(self) -> Clamav:
        return Clamav(ClamavSettings(kind="clamav", address=self.address, seconds=2))

    def _answers(self) -> bool:
        try:
            return bool(self._adapter.greet())
        except NoVerdictError:
            return False
