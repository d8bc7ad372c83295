"""A running server with a real clamd that learns a signature after the mail came."""

from __future__ import annotations

import pytest
from tests.making.judged import judged
from tests.servers.clawback import Server

pytestmark = [pytest.mark.server, pytest.mark.slow]

TRICK = b"a trick that nobody knew when this mail came"
SETTINGS = """
[purge]
mode = "act"

[approval]
required = false

[[verdicts]]
kind = "clamav"
address = "{engine}"

[[mailboxes]]
kind = "maildir"
name = "maildirs"
domains = ["example.org"]
path = "{mail}/{{local}}/Maildir"
recoverable_root = "{mail}/recoverable/{{local}}"
"""


@pytest.fixture
def inbox(tmp_path):
    """Anna's Maildir with one mail."""
    maildir = tmp_path / "mail" / "anna" / "Maildir"
    (tmp_path / "mail" / "recoverable").mkdir(parents=True)
    for part in ("cur", "new", "tmp"):
        (maildir / part).mkdir(parents=True)
    (maildir / "cur" / "1.M1P1.host:2,").write_bytes(judged(TRICK))
    return maildir


def test_a_new_signature_turns_old_mail_and_moves_it(clamd, inbox, tmp_path):
    """What was imported unjudged is read from its mailbox, found for malware, and taken away."""
    settings = SETTINGS.format(engine=clamd.address, mail=inbox.parents[1])
    start = ("inquiry", "start", "--since", "-3650d", "--wait")
    with Server(tmp_path / "data", settings=settings) as server:
        server.cli("import", str(inbox), "--recipient", "anna@example.org")
        server.await_count(1)
        first = server.json(*start)
        with clamd.knowing("Lab.New-Trick", TRICK):
            second = server.json(*start)
        server.await_count(1, "latest_threat_type:malware latest_delivery_location:soft_deleted")
        made = server.json("judgement", "list")
    assert [(one["asked"], one["turned"]) for one in (first, second)] == [(1, 0), (1, 1)]
    assert [(one["cause"], one["verdict"]) for one in made] == [("engine", "malware")]
    assert "Lab.New-Trick" in made[0]["reason"]
    assert not list((inbox / "cur").iterdir())
