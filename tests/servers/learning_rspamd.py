"""A real rspamd that only learns: no rules and few domains, so that it starts within seconds.

It has the controller, the fuzzy storage and the statistics of Debian's `rspamd`, on files.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers.clawback import free_port
from tests.servers.engine import Engine

from clawback.analysis.providers.line import Address
from clawback.analysis.providers.port import NoVerdictError
from clawback.analysis.providers.rspamd import Rspamd
from clawback.analysis.providers.settings import RspamdSettings

FLAG = 11
_CONFIGURATION = """
options {{
  url_tld = "{folder}/tld.dat"; disable_hyperscan = true; tempdir = "{folder}";
  dns {{ nameserver = ["127.0.0.1:9"]; timeout = 0.1s; }}
  filters = "fuzzy_check"; pidfile = "{folder}/pid";
}}
logging {{ type = "file"; filename = "{folder}/rspamd.log"; }}
lua = "{folder}/nothing.lua"
actions {{ reject = 15; add_header = 6; }}
worker "normal" {{ bind_socket = "127.0.0.1:{port}"; count = 1; }}
worker "controller" {{ bind_socket = "{folder}/controller"; count = 1; }}
worker "fuzzy" {{
  bind_socket = "127.0.0.1:{fuzzy}"; count = 1; backend = "sqlite"; sync = 0.2s;
  hashfile = "{folder}/fuzzy.db"; allow_update = ["127.0.0.1"];
}}
fuzzy_check {{
  timeout = 2s; retransmits = 1;
  rule "local" {{
    algorithm = "mumhash"; servers = "127.0.0.1:{fuzzy}"; symbol = "LOCAL_FUZZY_UNKNOWN";
    read_only = false; skip_unknown = true; max_score = 20.0;
    fuzzy_map = {{ LOCAL_FUZZY_DENIED {{ max_score = 20.0; flag = {flag}; }} }}
  }}
}}
group "fuzzy" {{ symbols {{ "LOCAL_FUZZY_DENIED" {{ weight = 12.0; }} }} }}
classifier "bayes" {{
  tokenizer {{ name = "osb"; }} backend = "sqlite3"; min_learns = 1;
  cache {{ path = "{folder}/learnt.sqlite"; }}
  statfile {{ symbol = "BAYES_HAM"; spam = false; path = "{folder}/ham.sqlite"; }}
  statfile {{ symbol = "BAYES_SPAM"; spam = true; path = "{folder}/spam.sqlite"; }}
}}
"""


class LearningRspamd:
    """A running one."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        (folder / "tld.dat").write_text("example\norg\ncom\n")
        (folder / "nothing.lua").write_text("\n")
        (folder / "rspamd.conf").write_text(
            _CONFIGURATION.format(folder=folder, port=self.port, fuzzy=free_port(), flag=FLAG)
        )
        self.engine = Engine(
            folder=folder,
            command=["rspamd", "-f", "-c", f"{folder}/rspamd.conf"],
            answers=self._answers,
        )

    @property
    def provider(self) -> Rspamd:
        """What asks it about mail."""
        where = f"127.0.0.1:{self.port}"
        return Rspamd(RspamdSettings(kind="rspamd", address=where, seconds=5))

    @property
    def controller(self) -> Address:
        return Address(path=f"{self.folder}/controller")

    @classmethod
    @contextmanager
    def start(cls) -> Iterator[LearningRspamd]:
        """Starts it in a folder of its own."""
        folder = Path(tempfile.mkdtemp(prefix="rl-", dir="/tmp"))
        server = cls(folder)
        try:
            server.engine.start()
            yield server
        finally:
            server.engine.kill()
            shutil.rmtree(folder, ignore_errors=True)

    def _answers(self) -> bool:
        try:
            return bool(self.provider.greet()) and Path(self.controller.path).exists()
        except NoVerdictError:
            return False
