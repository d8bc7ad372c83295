"""A running server notices that a block list has grown."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic, sleep

import pytest
from tests.making.mails import mail
from tests.servers.clawback import Server

pytestmark = [pytest.mark.server, pytest.mark.slow]

_PATIENCE = 30.0  # seconds; lists are looked at every five


def await_that(holds: Callable[[], object]) -> None:
    """Returns as soon as it does."""
    until = monotonic() + _PATIENCE
    while not holds():
        assert monotonic() < until, "the list was not looked at"
        sleep(0.1)


def test_a_list_that_grows_has_mail_judged(tmp_path):
    """Within seconds of its upload the mail that it names is held for phish, by the house."""
    (tmp_path / "mail.eml").write_bytes(mail(1))
    settings = '[judges]\nblock_lists = ["blocked"]\n[purge]\nmode = "off"\n'
    with Server(tmp_path / "data", settings=f"{settings}look_back_hours = 8000\n") as server:
        server.cli("import", str(tmp_path / "mail.eml"), "--recipient", "ann@example.org")
        server.await_count(1)
        found = server.json("search", "")[0]["sender_domain"]
        (tmp_path / "entries.txt").write_text(f"{found}\n", encoding="utf-8")
        seen = tmp_path / "data" / "lists-seen" / "blocked.txt"
        await_that(seen.exists)  # the first look, at which the list is not there
        server.cli("list", "put", "blocked", str(tmp_path / "entries.txt"))
        await_that(lambda: server.json("judgement", "list"))
        server.await_count(1, "latest_threat_type:phish -threat_type:phish")
        (made,) = server.json("judgement", "list")
    assert (made["cause"], made["by_name"]) == ("list", "Clawback")
