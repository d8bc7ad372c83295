"""Reads the values of enumerations: code or label, however it is spelled."""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import cache

from clawback.filters.fields import Field
from clawback.filters.scan import Piece
from clawback.filters.tree import AnyOf
from clawback.model.labelled import Labelled

_MANY = 8
_NONE = "none"


def choice(field: Field, piece: Piece) -> AnyOf:
    """The test that the field is the choice of this code or label. Raises `FilterError`."""
    spellings = choice_spellings(field)
    code = spellings.get(_squeezed(piece.text))
    if code is None:
        problem = f"{piece.shown} is not a value of {field.name}."
        near = _near(field, piece.text)
        raise piece.error(problem, _choice_hint(field, piece.text, near), near)
    return AnyOf(field.name, (code,))


def means_none(field: Field, piece: Piece) -> bool:
    """Whether `none` says that the field has no value, because it is not one of its values."""
    none = _squeezed(piece.text) == _NONE
    return none and not piece.expression and _NONE not in choice_spellings(field)


def choices_of(field: Field) -> tuple[Labelled, ...]:
    """The members of a CHOICE field's enumeration."""
    return tuple(field.choices or ())


def label_of(field: Field, code: str) -> str:
    """The word for people of a CHOICE field's code; any other value stands for itself."""
    return next((member.label for member in choices_of(field) if member.value == code), code)


@cache
def choice_spellings(field: Field) -> dict[str, str]:
    """Code by every squeezed spelling: code and label, without case, blanks and punctuation."""
    members = choices_of(field)
    labels = {_squeezed(member.label): member.value for member in members}
    return labels | {_squeezed(member.value): member.value for member in members}


@cache
def choice_phrase(field: Field) -> re.Pattern[str]:
    """Finds a label at the start of text even when it holds blanks; the longest wins."""
    labels = sorted((m.label for m in choices_of(field)), key=len, reverse=True)
    phrases = ("[ _/-]".join(map(re.escape, re.split(r"[ /-]", label))) for label in labels)
    return re.compile(rf"(?:{'|'.join(phrases)})(?=[\s),]|$)", re.IGNORECASE)


def _near(field: Field, text: str) -> str:
    """The code that is spelled most like the text, if one is."""
    spellings = choice_spellings(field)
    near = get_close_matches(_squeezed(text), spellings, n=1, cutoff=0.6)
    return spellings[near[0]] if near else ""


def _choice_hint(field: Field, text: str, near: str) -> str:
    members = choices_of(field)
    if near:
        return f'Did you mean "{label_of(field, near)}"?'
    if _squeezed(text) in {"none", "null", "empty", "clean"}:
        return f"To find those without one, write -{field.name}:*."
    some = ", ".join(f'"{member.label}"' for member in members[:_MANY])
    return f"It can be {some}{' and others' if len(members) > _MANY else ''}."


def _squeezed(text: str) -> str:
    return "".join(sign for sign in text.lower() if sign.isalnum())
