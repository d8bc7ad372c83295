"""Yes and no, as a filter writes them."""

from __future__ import annotations

from clawback.model.labelled import Labelled


class Truth(Labelled):
    """The values of fields that hold or do not."""

    TRUE = "true", "True"
    FALSE = "false", "False"

    @classmethod
    def of(cls, holds: bool) -> Truth:
        return cls.TRUE if holds else cls.FALSE
