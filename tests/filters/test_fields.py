from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest
from tests.making.deliveries import NOW, make_delivery

from clawback.filters.fields import ALIASES, FIELDS, Kind, Origin
from clawback.filters.match import match
from clawback.filters.parse import parse
from clawback.model.delivery import Delivery, Latest, Row

_INTERNAL = {"header_fingerprint", "mailbox", "delivery", "latest", "beside"}
_CLOCK = {"time_of_day", "weekday"}
_TOLD = {"url_count", "attachment_count"} | _CLOCK  # by other attributes
_BESIDE = {"body", "header", "first_contact"}


def test_every_attribute_is_a_field():
    """Nothing that is stored of a delivery is out of a filter's reach, but what is internal."""
    attributes = {each.name for kind in (Delivery, Latest, Row) for each in fields(kind)}
    assert attributes - _INTERNAL | _TOLD | _BESIDE == set(FIELDS)


def test_joined_fields_are_those_of_the_overlay():
    """A store knows from the registry what each field needs to be joined."""
    overlay = {each.name for each in fields(Latest)} - _INTERNAL
    told = {
        name for name, field in FIELDS.items() if field.origin in {Origin.EVENTS, Origin.CLICKS}
    }
    assert told == overlay
    joined = {name for name, field in FIELDS.items() if field.joined}
    corrected = {name for name, field in FIELDS.items() if field.origin is Origin.CORRECTED}
    assert corrected == {
        *("delivery_action", "original_delivery_location", "connector", "transport_rule")
    }
    assert joined == overlay | corrected | _BESIDE
    assert {name for name, field in FIELDS.items() if not field.shown} == _BESIDE | _CLOCK


@pytest.mark.parametrize("field", FIELDS.values(), ids=FIELDS.keys())
def test_a_field_reads_what_it_says(field):
    """`several` and `choices` tell the truth, and the value of a plain row is of the kind."""
    value = field.read(Row(delivery=make_delivery(), latest=Latest()))
    assert isinstance(value, tuple) == field.several
    assert (field.choices is not None) == (field.kind is Kind.CHOICE)


@pytest.mark.parametrize("field", FIELDS.values(), ids=FIELDS.keys())
def test_an_example_is_a_filter(field):
    """What the docs show can be typed, and can be asked about a row."""
    row = Row(delivery=make_delivery(), latest=Latest())
    assert match(parse(field.example), row, now=NOW) in {True, False}
    assert field.example.startswith(field.name)


def test_aliases_name_fields_and_hide_none():
    """A short name stands for a field and is not itself one."""
    assert set(ALIASES.values()) <= set(FIELDS)
    assert not set(ALIASES) & set(FIELDS)


def test_a_wrapped_link_is_a_url_too():
    """The field `url` holds the wrappers that were taken off."""
    delivery = make_delivery(url=("https://a.example/",), url_wrapper=("https://w.example/?u=a",))
    read = FIELDS["url"].read(Row(delivery=delivery, latest=Latest()))
    assert read == ("https://a.example/", "https://w.example/?u=a")


def test_the_readme_counts_them():
    """What it claims is true."""
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    assert f"by any of {len(FIELDS)} fields" in readme
