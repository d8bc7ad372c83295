"""What a list of values may be called."""

from __future__ import annotations

import re

LIST_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
LIST_NAME_RULE = (
    "A list's name has 1 to 64 small letters, digits, _ and -, and starts with a letter or digit."
)
