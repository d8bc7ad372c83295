"""The data folder of commands that run a server."""

from __future__ import annotations

import pytest

from clawback.cli.folder import Folder
from clawback.settings import SettingsError


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch):
    for name in ("CLAWBACK_URL", "CLAWBACK_TOKEN", "CLAWBACK_DATA"):
        monkeypatch.delenv(name, raising=False)


def test_settings_come_from_the_folder_or_a_named_file(tmp_path):
    """`--config` takes the place of the folder's own file."""
    (tmp_path / "clawback.toml").write_text('[log]\nlevel = "error"')
    other = tmp_path / "other.toml"
    other.write_text('[log]\nlevel = "debug"')
    assert Folder(data=tmp_path).settings().log.level == "error"
    assert Folder(data=tmp_path, config=other).settings().log.level == "debug"


def test_a_mistake_in_them(tmp_path):
    """It is an error with the nearest name."""
    (tmp_path / "clawback.toml").write_text("[htp]")
    with pytest.raises(SettingsError, match="http"):
        Folder(data=tmp_path).settings()
