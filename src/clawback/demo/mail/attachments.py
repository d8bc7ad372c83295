"""Files as phrase books describe them: a kind, a name, and lines with slots."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NotRequired, TypedDict

from clawback.demo.mail.draft import File
from clawback.demo.mail.files.office import DOCX_TYPE, XLSX_TYPE, docx, xlsx
from clawback.demo.mail.files.pdf import pdf
from clawback.demo.mail.files.png import photo
from clawback.demo.mail.grammar import Speaker
from clawback.demo.seed import chance

_PHOTOS = 24


class FileRecipe(TypedDict):
    """The `file` table of a phrase book's entry."""

    kind: str
    name: str
    title: NotRequired[str]
    lines: NotRequired[Sequence[str]]


def attached(recipe: FileRecipe, speaker: Speaker) -> File:
    """The file that a recipe makes in this conversation."""
    name = speaker.say(recipe["name"])
    lines = [speaker.say(line) for line in recipe.get("lines", ())]
    match recipe["kind"]:
        case "pdf":
            title = speaker.say(recipe.get("title", name))
            return File(name=name, type="application/pdf", data=pdf(title, lines))
        case "docx":
            return File(name=name, type=DOCX_TYPE, data=docx(lines))
        case "xlsx":
            return File(name=name, type=XLSX_TYPE, data=xlsx([line.split(";") for line in lines]))
        case _:
            number = speaker.random.randrange(_PHOTOS)
            return File(name=name, type="image/png", data=_photo(number))


@cache
def _photo(number: int) -> bytes:
    return photo(chance("photo", number))
