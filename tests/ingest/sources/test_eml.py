from __future__ import annotations

from clawback.ingest.sources.eml import read_eml
from clawback.ingest.sources.port import Found, Hints


def test_what_is_called_eml_is_a_mail_whatever_it_holds(tmp_path):
    """A mail cannot escape an import by being so broken that it looks like something else."""
    path = tmp_path / "broken.eml"
    path.write_bytes(b"Subject: a\0b\n\nhttps://lure.example/")
    (item,) = read_eml(path, Hints(), asked_for=False)
    assert isinstance(item, Found)
    assert item.intake.raw == path.read_bytes()
