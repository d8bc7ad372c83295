"""The settings that an evaluation follows: those of campaigns and investigations, no others."""

from __future__ import annotations

import os
from pathlib import Path

from clawback.settings import Settings, load_settings

_FOLLOWED = frozenset({"campaigns", "investigations"})


def settings_of(file: Path | None) -> Settings:
    """Of a settings file, and the environment. Raises what `load_settings` does.

    Everything else is as it is shipped, so that no server or database of the file's is touched.
    """
    told = (
        Settings()
        if file is None
        else load_settings(file.parent, file=file, environment=os.environ)
    )
    shipped = {
        name: field.get_default(call_default_factory=True)
        for name, field in Settings.model_fields.items()
        if name not in _FOLLOWED
    }
    return told.model_copy(update=shipped)
