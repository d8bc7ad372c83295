"""Settings of the explorer."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from clawback.explorer.settings import ExplorerSettings


def test_a_database_is_named_by_an_absolute_path():
    """Relative ones would mean another file from another folder."""
    assert ExplorerSettings().country_database is None
    kept = ExplorerSettings(country_database=Path("/srv/countries.mmdb"))
    assert kept.country_database == Path("/srv/countries.mmdb")
    with pytest.raises(ValidationError, match="absolute"):
        ExplorerSettings(country_database=Path("countries.mmdb"))
