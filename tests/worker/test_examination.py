"""What the doctor looks at."""

from __future__ import annotations

from clawback.analysis.providers.memory import MemoryProvider
from clawback.analysis.providers.port import UnreachableError
from clawback.demo.mmdb import geolite, mmdb
from clawback.mailboxes.memory import MemoryServer
from clawback.mailboxes.port import LoginRefusedError
from clawback.worker.data_folder import DataFolder
from clawback.worker.examination import (
    Mark,
    look_at_countries,
    look_at_engines,
    look_at_folder,
    look_at_mail_servers,
    look_at_spool,
    versions,
)


def test_others_must_not_read_the_folder(tmp_path):
    """A folder or a token that others can read is bad, with the command that mends it."""
    (tmp_path / "admin.token").write_text("x")
    (tmp_path / "admin.token").chmod(0o644)
    tmp_path.chmod(0o755)
    bad = [one for one in look_at_folder(DataFolder(tmp_path)) if one.mark is Mark.BAD]
    assert [one.subject for one in bad] == ["data folder", "admin.token"]
    assert all("chmod go=" in one.sentence for one in bad)


def test_a_folder_that_cannot_be_made(tmp_path):
    """The sentence names it."""
    (tmp_path / "file").touch()
    (found,) = look_at_folder(DataFolder(tmp_path / "file" / "data"))
    assert found.mark is Mark.BAD
    assert "data" in found.sentence


def test_parked_mail_is_told(tmp_path):
    """What could not be stored is counted."""
    assert look_at_spool(DataFolder(tmp_path)).mark is Mark.GOOD
    corrupt = tmp_path / "spool" / "corrupt"
    corrupt.mkdir(parents=True)
    (corrupt / "1.eml").touch()
    assert look_at_spool(DataFolder(tmp_path)).mark is Mark.DOUBTFUL


def test_mail_servers_are_asked():
    """One that answers is good, one that refuses is bad, and none at all is worth a note."""
    server = MemoryServer("office")
    assert [one.mark for one in look_at_mail_servers([server])] == [Mark.GOOD]
    (none,) = look_at_mail_servers([])
    assert none.mark is Mark.DOUBTFUL


def test_a_refusal_is_in_words():
    """The server's own sentence is passed on."""

    class Refusing(MemoryServer):
        def capabilities(self):
            raise LoginRefusedError

    (found,) = look_at_mail_servers([Refusing("office")])
    assert (found.mark, found.subject) == (Mark.BAD, "office")
    assert "master user" in found.sentence


def test_versions_are_for_a_report():
    """The engines are named."""
    assert "SQLite" in versions().sentence


def test_a_country_database_is_looked_at(tmp_path):
    """Its kind and date where it is whole; a sentence where it is not; nothing where none is."""
    assert list(look_at_countries(None)) == []
    path = tmp_path / "countries.mmdb"
    (missing,) = look_at_countries(path)
    assert (missing.mark, "cannot be read" in missing.sentence) == (Mark.BAD, True)
    path.write_bytes(mmdb({"192.0.2.0/24": geolite("DE", "Germany")}))
    (found,) = look_at_countries(path)
    assert (found.mark, found.sentence) == (Mark.GOOD, "Test-Country of 2026-09-21.")


def test_engines_are_asked():
    """One that answers says its version; one that does not is bad, in its own sentence."""

    class Down(MemoryProvider):
        def greet(self):
            raise UnreachableError("It cannot be reached.")

    well, down = look_at_engines([MemoryProvider({}), Down({}, name="clamav")])
    assert (well.mark, well.sentence) == (Mark.GOOD, "It answers: memory.")
    assert (down.mark, down.subject, down.sentence) == (
        Mark.BAD,
        "clamav",
        "It cannot be reached.",
    )
