"""The filter language over HTTP: its fields, what a filter says, and the lists it can name."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel

from clawback.filters.choices import choices_of
from clawback.filters.describe import brief, describe
from clawback.filters.entry_kind import EntryKind
from clawback.filters.fields import Field, Kind, group_of
from clawback.filters.list_file import read_list
from clawback.filters.lists import BadListError, Lists, checked_name, named, resolve
from clawback.filters.parse import Part, parse, parts_of
from clawback.filters.table import aliases_of
from clawback.filters.tagged import untagged
from clawback.filters.tree import Not
from clawback.filters.values import TAKES
from clawback.filters.views import view_named
from clawback.filters.vocabulary import Vocabulary
from clawback.filters.write import write
from clawback.http.part import part
from clawback.http.tags import KnownTags
from clawback.model.tags import Tags

LARGEST_UPLOAD = 128 * 1024 * 1024  # bytes

router = APIRouter(tags=["filters"])
"""Mounted by `api` under `/api/v1`."""

KeptLists = Annotated[Lists, Depends(part(Lists))]
ViewName = Annotated[
    str, Query(max_length=64, description="A view; in that of clicks a filter is about clicks.")
]


class ChoiceOut(BaseModel):
    """One value of a choice field: what is stored, and what people read."""

    code: str
    label: str


class FieldOut(BaseModel):
    """One field of the filter language. `takes` says its operators in words.

    `joined` fields are told by what lies beside the delivery; `shown` ones are columns of a row.
    `group` says with which others it is listed.
    """

    name: str
    aliases: tuple[str, ...]
    label: str
    group: str
    kind: Kind
    several: bool
    joined: bool
    shown: bool
    meaning: str
    example: str
    takes: str
    choices: tuple[ChoiceOut, ...]


class PartOut(BaseModel):
    """One of the conditions of a filter that must all hold.

    It stands in the text that was sent from `start` to before `end`, in characters (code points)
    from 0. `filter` is its canonical text, `contrary` that of its negation. `field` names the
    field it is about, `label` says that field and `says` the rest: `Subject`, `contains "bill"`.
    `field` and `label` are empty where it is about no single one.
    """

    start: int
    end: int
    filter: str
    contrary: str
    negated: bool
    field: str
    label: str
    says: str


class ExplanationOut(BaseModel):
    """What a filter says, its canonical text, the lists it names, and its conditions.

    `parts` are the conditions that must all hold, in the order of the text; alternatives are one.
    """

    sentence: str
    filter: str
    lists: tuple[str, ...]
    parts: tuple[PartOut, ...]


class KindOut(BaseModel):
    """How many entries of one kind a list has."""

    kind: EntryKind
    label: str
    entries: int


class FaultOut(BaseModel):
    """A line that is no entry: its number from 1, what stands there, and why not."""

    line: int
    text: str
    reason: str


class ListOut(BaseModel):
    """A list that was kept: its different entries by kind, and what of the file is not among them.

    Values that came again are `duplicates`, lines of a table with nothing in the column are
    `empty`. `not_understood` counts lines, of which the first 1,000 are in `faults`. `column` is
    the one that was read, empty where the file has none.
    """

    name: str
    entries: int
    kinds: list[KindOut]
    duplicates: int
    empty: int
    not_understood: int
    faults: list[FaultOut]
    column: str


@router.get("/fields", operation_id="field_list")
def field_list(tags: KnownTags, view: ViewName = "all_email") -> tuple[FieldOut, ...]:
    """Every field a filter of the view can name; the choices of `tags` are the tags there are."""
    words = view_named(view).about
    return tuple(_shown(field, words, tags) for field in words.fields.values())


@router.get("/filters/explain", operation_id="filter_explain")
def filter_explain(
    lists: KeptLists,
    tags: KnownTags,
    text: Annotated[str, Query(alias="filter")] = "",
    view: ViewName = "all_email",
) -> ExplanationOut:
    """Says a filter, in the words of a view, in a sentence and in its canonical text.

    A mistake is a problem whose detail says where it is and what to write instead.
    """
    words = view_named(view).about
    tree = parse(text, words)
    resolve(tree, lists)
    untagged(tree, tags)
    names = tuple(sorted(named(tree)))
    return ExplanationOut(
        sentence=describe(tree, words),
        filter=write(tree, words),
        lists=names,
        parts=tuple(_part(one, words) for one in parts_of(text, words)),
    )


@router.get("/lists", operation_id="list_names")
def list_names(lists: KeptLists) -> tuple[str, ...]:
    """The names of all lists."""
    return lists.names()


@router.get("/lists/{name}", operation_id="list_get", response_class=PlainTextResponse)
def list_get(name: str, lists: KeptLists) -> PlainTextResponse:
    """A list's entries, folded and in order, one a line."""
    return PlainTextResponse("".join(f"{entry}\n" for entry in sorted(lists.entries(name))))


@router.put(
    "/lists/{name}",
    operation_id="list_put",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "text/plain": {"schema": {"type": "string"}},
                "text/csv": {"schema": {"type": "string"}},
            },
        }
    },
)
async def list_put(
    name: str,
    lists: KeptLists,
    request: Request,
    column: Annotated[
        str,
        Query(max_length=200, description="Its name, or its number from 1; empty: it is found."),
    ] = "",
    *,
    add: Annotated[bool, Query(description="What was there stays too.")] = False,
) -> ListOut:
    """Keeps a list in place of what was there: one value a line, or a column of CSV.

    With `add` what was there stays too: then `entries` are those of the whole list, and the rest
    tells of what was sent. Values of all kinds may be mixed, also defanged. What is no value is
    told, line by line, and left out; a file without any value is refused.
    """
    checked_name(name)
    content = await _content(request.stream())
    return await run_in_threadpool(_keep, lists, name, content, column, add=add)


@router.delete("/lists/{name}", operation_id="list_delete", status_code=204)
def list_delete(name: str, lists: KeptLists) -> Response:
    """Forgets a list."""
    lists.delete(name)
    return Response(status_code=204)


def _part(part: Part, words: Vocabulary) -> PartOut:
    tree, said = part.tree, brief(part.tree, words)
    negated = isinstance(tree, Not)
    inner = tree.part if isinstance(tree, Not) else tree
    return PartOut(
        start=part.start,
        end=part.end,
        filter=write(tree, words),
        contrary=write(inner if negated else Not(tree), words),
        negated=negated,
        field=getattr(inner, "field", ""),
        label=said.label,
        says=said.says,
    )


def _shown(field: Field, words: Vocabulary, tags: Tags) -> FieldOut:
    return FieldOut(
        name=field.name,
        aliases=aliases_of(field, words),
        label=field.label,
        group=group_of(field),
        kind=field.kind,
        several=field.several,
        joined=field.joined,
        shown=field.shown,
        meaning=field.meaning,
        example=field.example,
        takes=TAKES[field.kind],
        choices=_tag_choices(tags) if field.name == "tags" else _choices(field),
    )


def _choices(field: Field) -> tuple[ChoiceOut, ...]:
    return tuple(ChoiceOut(code=each.value, label=each.label) for each in choices_of(field))


def _tag_choices(tags: Tags) -> tuple[ChoiceOut, ...]:
    return tuple(ChoiceOut(code=name, label=name) for name in tags.names)


def _keep(lists: Lists, name: str, content: bytes, column: str, *, add: bool) -> ListOut:
    found = read_list(content, column)
    kinds = found.kinds
    return ListOut(
        name=name,
        entries=lists.put(name, found.entries, add=add),
        kinds=[
            KindOut(kind=kind, label=kind.label, entries=kinds[kind])
            for kind in EntryKind
            if kind in kinds
        ],
        duplicates=found.duplicates,
        empty=found.empty,
        not_understood=found.not_understood,
        faults=[FaultOut(line=one.line, text=one.text, reason=one.reason) for one in found.faults],
        column=found.column,
    )


async def _content(chunks: AsyncIterator[bytes]) -> bytes:
    """The body, refused as soon as it is too large."""
    body = bytearray()
    async for chunk in chunks:
        body += chunk
        if len(body) > LARGEST_UPLOAD:
            raise BadListError(
                f"A list can have {LARGEST_UPLOAD // 1024**2} MB; this one is larger."
            )
    return bytes(body)
