"""A real rspamd for tests: own folder, loopback port, a name server that knows nothing.

Debian's package `rspamd` is needed; `why_not` says in one sentence what is missing. Its first start
takes up to 20 s, for it compiles its patterns: start one for many tests.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.servers.clawback import free_port
from tests.servers.dns import knowing_nothing
from tests.servers.engine import Engine, missing
from tests.servers.verdicts_guide import engine_settings

from clawback.analysis.providers.port import NoVerdictError
from clawback.analysis.providers.rspamd import Rspamd
from clawback.analysis.providers.settings import RspamdSettings

_SHIPPED = "/etc/rspamd/rspamd.conf"
_NEEDS_THE_WORLD = (
    *("rbl", "asn", "neural", "greylist", "ratelimit", "arc", "dkim_signing", "mx_check"),
    *("url_redirector", "p0f", "bimi", "fuzzy_check", "history_redis", "dmarc", "replies"),
)
_RULES = """
local rules = {
  LAB_VIRUS = {"/EICAR-STANDARD-ANTIVIRUS-TEST-FILE/{mime}", 3.0},
  LAB_PHISHING_BANK = {"/our pretended bank/{mime}", 2.5},
  LAB_WATCHES = {"/our pretended watches/{mime}", 9.0},
}
for name, rule in pairs(rules) do
  config['regexp'][name] = {re = rule[1], score = rule[2]}
end
"""


def why_not() -> str | None:
    return missing("rspamd", ["rspamd"])


class RspamdServer:
    """A running rspamd."""

    def __init__(self, folder: Path, dns: int) -> None:
        self.folder = folder
        self.port = free_port()
        local = folder / "local.d"
        for name in ("local.d", "db", "run", "log"):
            (folder / name).mkdir()
        normal = engine_settings("rspamd").replace("11333", str(self.port)) + "count = 1;\n"
        files = {
            "options.inc": f'dns {{ nameserver = ["127.0.0.1:{dns}"]; timeout = 0.2s; }}\n',
            "logging.inc": f'type = "file"; filename = "{folder}/log/rspamd.log";\n',
            "worker-normal.inc": normal,
            "worker-controller.inc": f'bind_socket = "{folder}/run/controller"; count = 1;\n',
            "worker-proxy.inc": self._proxy(),
            "milter_headers.conf": engine_settings("rspamd-headers"),
            "worker-fuzzy.inc": "enabled = false;\n",
            **{f"{name}.conf": "enabled = false;\n" for name in _NEEDS_THE_WORLD},
        }
        for name, text in files.items():
            (local / name).write_text(text)
        (folder / "rspamd.local.lua").write_text(_RULES)
        places = {
            "LOCAL_CONFDIR": folder,
            "DBDIR": folder / "db",
            "RUNDIR": folder / "run",
            "LOGDIR": folder / "log",
        }
        variables = [f"--var={name}={place}" for name, place in places.items()]
        self.engine = Engine(
            folder=folder,
            command=["rspamd", "-f", "-c", _SHIPPED, *variables],
            answers=self._answers,
            patience=120,
        )

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def milter(self) -> Path:
        """The socket at which it is a milter."""
        return self.folder / "run" / "proxy"

    def _proxy(self) -> str:
        """The guide's, on a socket of its own."""
        text = engine_settings("rspamd-proxy").replace("11333", str(self.port))
        return text.replace("127.0.0.1:11332", str(self.milter)) + "count = 1;\n"

    @classmethod
    @contextmanager
    def start(cls) -> Iterator[RspamdServer]:
        """As the guide sets it up, but for its port."""
        folder = Path(tempfile.mkdtemp(prefix="rs-", dir="/tmp"))
        with ExitStack() as stack:
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
            server = cls(folder, stack.enter_context(knowing_nothing()))
            stack.callback(server.engine.kill)
            server.engine.start()
            yield server

    def _answers(self) -> bool:
        try:
            told = RspamdSettings(kind="rspamd", address=self.address, seconds=2)
            return bool(Rspamd(told).greet())
        except NoVerdictError:
            return False
