"""An approver at a real terminal: `clawback setup`, a password nobody sees, an approval."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

import pytest
from tests.making.mails import mail
from tests.servers.clawback import Server
from tests.stories.browser import PASSWORD, Phone

pytestmark = [pytest.mark.server, pytest.mark.slow]
_PATIENCE = 60.0


class Terminal:
    """One command on a terminal of its own; `with` waits for its end."""

    def __init__(self, home: Path, *arguments: str) -> None:
        self.seen = ""
        self._screen, keyboard = pty.openpty()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "clawback", *arguments],
            env={"PATH": os.environ["PATH"], "XDG_STATE_HOME": str(home)},
            stdin=keyboard,
            stdout=keyboard,
            stderr=keyboard,
            start_new_session=True,
        )
        os.close(keyboard)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._read_until(lambda: False)
        self._process.wait(timeout=_PATIENCE)
        os.close(self._screen)

    @property
    def code(self) -> int | None:
        """The exit code, after the end."""
        return self._process.returncode

    def asked(self, question: str) -> str:
        """Waits for a question; what stood on the screen up to it."""
        self._read_until(lambda: question in self.seen)
        assert question in self.seen, self.seen
        before, _, self.seen = self.seen.partition(question)
        return before

    def types(self, text: str) -> None:
        """As a person does, with the key at the end."""
        os.write(self._screen, f"{text}\r".encode())

    def _read_until(self, enough) -> None:
        deadline = time.monotonic() + _PATIENCE
        while not enough():
            assert time.monotonic() < deadline, self.seen
            ready, _, _ = select.select([self._screen], [], [], 1.0)
            if not ready:
                continue
            try:
                block = os.read(self._screen, 4096)
            except OSError:  # the command has closed its end (Linux says EIO)
                return
            if not block:
                return
            self.seen += block.decode("utf-8", "replace")


@pytest.fixture
def server(tmp_path):
    folder = tmp_path / "mails"
    folder.mkdir()
    (folder / "1.eml").write_bytes(mail(1))
    with Server(tmp_path / "data") as running:
        running.cli("import", str(folder), "--recipient", "bob@example.org")
        running.await_count(1)
        yield running


def _enter(server, home, login, role):
    """Somebody's first sign-in, at a terminal; their phone."""
    made = server.json("user", "create", login, "--role", role)
    phone, shown = Phone(), ""
    with Terminal(home, "setup", "--data", str(server.data)) as terminal:
        for question, answer in (
            ("Setup link: ", made["link"]),
            ("New password: ", PASSWORD),
            ("The same again: ", PASSWORD),
        ):
            shown += terminal.asked(question)
            terminal.types(answer)
        shown += terminal.asked("Code from your app: ")
        found = re.search(r"secret   (\w+)", shown)
        assert found is not None, shown
        phone.secret = found.group(1)
        terminal.types(phone.code())
    assert terminal.code == 0, terminal.seen
    assert PASSWORD not in shown + terminal.seen
    assert made["link"] not in shown + terminal.seen
    return phone


def _ran(server, home, *arguments):
    """A command without a terminal."""
    done = subprocess.run(
        [sys.executable, "-m", "clawback", *arguments, "--data", str(server.data)],
        env={"PATH": os.environ["PATH"], "XDG_STATE_HOME": str(home)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_an_approval_from_end_to_end(server, tmp_path):
    """Two people, two homes, one server: proposed, refused to its maker and a token, agreed."""
    ann, bea, token = (tmp_path / name for name in ("ann", "bea", "token"))
    _enter(server, ann, "ann", "responder")
    phone = _enter(server, bea, "bea", "approver")
    wish = ("remediate", "hard_delete", "subject:*", "--name", "Wave", "--propose")
    code, said = _ran(server, ann, *wish, "--format", "json")
    assert code == 4, said
    plan = json.loads(said)["id"]
    code, said = _ran(server, token, "remediation", "approve", plan)
    assert (code, "clawback login" in said or "permission" in said) == (1, True), said
    assert _ran(server, ann, "remediation", "approve", plan)[0] == 1
    code, said = _ran(server, bea, "remediation", "approve", plan, "--reason", "Seen it.")
    assert (code, "bea approved. Seen it." in said) == (0, True), said
    code, said = _ran(server, bea, "remediation", "start", plan, "--wait")
    assert "1 not actionable" in said, said  # nobody here holds bob's mailbox
    assert _ran(server, bea, "logout")[0] == 0
    with Terminal(bea, "login", "bea", "--data", str(server.data)) as terminal:
        terminal.asked("Password of bea: ")
        terminal.types(PASSWORD)
        terminal.asked("recovery code: ")
        terminal.types(phone.code())
    assert (terminal.code, PASSWORD in terminal.seen) == (0, False), terminal.seen
    for home in (ann, bea):
        (file,) = (home / "clawback" / "sessions").iterdir()
        assert file.stat().st_mode & 0o777 == 0o600
        assert PASSWORD not in file.read_text()
