"""Enumerations that carry the reference product's wording beside their code."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Labelled(StrEnum):
    """A code (`delivered_to_junk`) with the label people read (`Delivered to junk`).

    Members are written `NAME = "code", "Label"`.
    """

    label: str

    def __new__(cls, code: str, label: str = "") -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        return member
