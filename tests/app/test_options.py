"""What an administrator sets, and what a person asks for, reaches the mailboxes."""

from __future__ import annotations

from ipaddress import ip_network

import pytest
from tests.app.conftest import SETTINGS
from tests.making.mails import mail
from tests.servers.clawback import Server

from clawback.analysis.pool import AnalysisPool
from clawback.analysis.settings import AnalysisSettings
from clawback.app import open_application
from clawback.ingest.gate.readings import ReadBefore
from clawback.mailboxes.settings import MemorySettings
from clawback.settings import Settings
from clawback.worker.data_folder import DataFolder

pytestmark = pytest.mark.slow

INBOX = "anna/Maildir/cur"
ESCROW = "\n[escrow]\ndays = 7\n[approval]\nrequired = false\n"


@pytest.fixture
def keeping(tmp_path, maildirs):
    """A server that seals what it deletes for good, and needs no approval."""
    settings = SETTINGS.format(root=maildirs) + ESCROW
    with Server(tmp_path / "kept", settings=settings) as running:
        yield running


def test_what_was_deleted_for_good_comes_back_from_escrow(keeping, maildirs):
    """With escrow a hard delete can be undone, byte for byte; the plan said so before."""
    keeping.cli("import", str(maildirs / "anna" / "Maildir"), "--recipient", "anna@example.org")
    before = sorted(path.read_bytes() for path in (maildirs / INBOX).iterdir())
    done = keeping.json(
        "remediate", "hard_delete", "subject~mail", "--name", "wave", "--yes", "--wait"
    )
    assert done["escrow_days"] == 7
    assert done["counts"]["outcomes"] == {"success": 3}
    assert not list((maildirs / INBOX).iterdir())
    back = keeping.json("remediation", "undo", done["id"], "--wait")
    assert back["counts"]["outcomes"] == {"success": 3}
    assert sorted(path.read_bytes() for path in (maildirs / INBOX).iterdir()) == before


def test_a_sweep_finds_what_its_owner_copied_elsewhere(keeping, maildirs):
    """`--sweep` takes a copy in a folder that nobody told Clawback of."""
    keeping.cli("import", str(maildirs / "anna" / "Maildir"), "--recipient", "anna@example.org")
    for part in ("cur", "new", "tmp"):
        (maildirs / "anna" / "Maildir" / ".Mine" / part).mkdir(parents=True)
    copied = maildirs / "anna" / "Maildir" / ".Mine" / "cur" / "1700000099.M9P9.host:2,S"
    copied.write_bytes(mail(1))
    done = keeping.json(
        "remediate", "soft_delete", "subject~mail", "--name", "w", "--sweep", "--yes", "--wait"
    )
    assert done["sweep"] is True
    assert done["counts"]["outcomes"] == {"success": 3}
    assert not copied.exists()


def test_the_senders_copy_goes_with_a_soft_delete_only(keeping, maildirs):
    """Another action with `--senders-copy` is a sentence, and nothing is done."""
    keeping.cli("import", str(maildirs / "anna" / "Maildir"), "--recipient", "anna@example.org")
    words = ("remediate", "move_to_junk", "subject~mail", "--name", "w", "--senders-copy", "--yes")
    with pytest.raises(RuntimeError, match=r"ended with 1:\n.*Only a soft delete"):
        keeping.cli(*words)
    assert len(list((maildirs / INBOX).iterdir())) == 3


def test_the_settings_reach_the_parts(tmp_path):
    """Whose headers are believed, and how many sessions and mails a server may be given."""
    folder = DataFolder(tmp_path)
    folder.prepare()
    table = MemorySettings(kind="memory", name="m", domains=("example.org",), concurrency=3, rate=9)
    settings = Settings(
        mailboxes=(table,),
        analysis=AnalysisSettings(relays=(ip_network("198.51.100.0/24"),)),
        tags={"vip": ("a@example.org",)},
    )
    with open_application(settings, folder) as parts:
        before = parts.pipeline._analyser
        assert isinstance(before, ReadBefore)
        reader = before._analyser
        assert isinstance(reader, AnalysisPool)
        assert reader._settings.trust == settings.analysis.trust
        assert reader._settings.trust.relays == ("198.51.100.0/24",)
        assert parts.ledger.sessions_of("m") == 3
        assert parts.tags.of("a@example.org") == {"vip"}
