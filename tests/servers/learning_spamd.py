"""A real spamd that only learns: its statistics and no rules, so that it starts at once."""

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
from clawback.analysis.providers.settings import SpamassassinSettings
from clawback.analysis.providers.spamassassin import Spamassassin

_RULES = """
loadplugin Mail::SpamAssassin::Plugin::Check
loadplugin Mail::SpamAssassin::Plugin::Bayes
dns_available no
use_bayes 1
use_learner 1
bayes_auto_learn 0
bayes_path {folder}/bayes/bayes
bayes_file_mode 0777
bayes_min_ham_num 1
bayes_min_spam_num 1
body BAYES_HIGH eval:check_bayes('0.6', '1.00')
tflags BAYES_HIGH learn
score BAYES_HIGH 0 0 9 9
required_score 5
clear_report_template
report Content analysis details:
report
report  pts rule name              description
report ---- ---------------------- --------------------------------------------------
report _SUMMARY_
"""


class LearningSpamd:
    """A running one."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        for name in ("etc", "rules", "bayes"):
            (folder / name).mkdir()
        for place in ("rules/10.cf", "etc/local.cf"):
            (folder / place).write_text(_RULES.format(folder=folder))
        self.engine = Engine(
            folder=folder,
            command=[
                *("spamd", "--local", "--syslog", "stderr", "--allow-tell", "--nouser-config"),
                *(f"--configpath={folder}/rules", f"--siteconfigpath={folder}/etc"),
                *("--listen", "127.0.0.1", "--port", str(self.port), "--pidfile", f"{folder}/pid"),
                *("--max-children", "1"),
            ],
            answers=self._answers,
        )

    @property
    def provider(self) -> Spamassassin:
        """What asks it about mail."""
        where = str(self.address)
        return Spamassassin(SpamassassinSettings(kind="spamassassin", address=where, seconds=20))

    @property
    def address(self) -> Address:
        return Address(host="127.0.0.1", port=self.port)

    @classmethod
    @contextmanager
    def start(cls) -> Iterator[LearningSpamd]:
        """Starts it in a folder of its own."""
        folder = Path(tempfile.mkdtemp(prefix="sl-", dir="/tmp"))
        server = cls(folder)
        try:
            server.engine.start()
            yield server
        finally:
            server.engine.kill()
            shutil.rmtree(folder, ignore_errors=True)

    def _answers(self) -> bool:
        try:
            return bool(self.provider.greet())
        except NoVerdictError:
            return False
