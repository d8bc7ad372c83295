"""Lists against the mail somebody may see, over the API."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.making.deliveries import make_delivery, make_message
from tests.making.visitors import API

from clawback.identity.role import Permission, Role
from clawback.identity.tokens import Limits
from clawback.model.scope import Scope
from clawback.store.port import Batch

_LIST = f"{API}/lists/wave"


@pytest.fixture
def mail(parts):
    built, clock = parts
    for number, (recipient, days) in enumerate(
        (("a@north.example", 1), ("b@south.example", 1), ("c@north.example", 40))
    ):
        at = clock.now() - timedelta(days=days)
        delivery = make_delivery(
            number, recipient=recipient, time_received=at, sender_address=f"s{number}@x.example"
        )
        built.store.append(Batch(messages=(make_message(number),), deliveries=(delivery,)))
    return built


def _lost(web, **asked):
    found = web.get(f"{_LIST}/unmatched", params=asked).json()
    assert found["matched"] + len(found["unmatched"]) == found["entries"] == 4
    return [one["value"] for one in found["unmatched"]]


@pytest.mark.usefixtures("mail")
def test_entries_that_find_nothing_in_ones_own_scope(people):
    """Within a range, within a filter, within what the caller may see."""
    ann = people.settled("ann", Role.ANALYST)
    content = "s0@x.example\ns1@x.example\ns2@x.example\nhxxp://none[.]example/x\n"
    assert ann.put(_LIST, content=content, headers={"Content-Type": "text/plain"}).is_success
    none = "http://none.example/x"
    assert _lost(ann) == [none]
    assert _lost(ann, since="-7d") == [none, "s2@x.example"]
    assert _lost(ann, until="-7d") == [none, "s0@x.example", "s1@x.example"]
    assert _lost(ann, filter="recipient:b@south.example")[1:] == [
        "s0@x.example",
        "s2@x.example",
    ]
    north = Scope(domains=frozenset({"north.example"}))
    assert _lost(people.settled("bob", Role.READER, scope=north)) == [none, "s1@x.example"]
    kinds = [one["kind"] for one in ann.get(f"{_LIST}/unmatched").json()["unmatched"]]
    assert kinds == ["url"]


@pytest.mark.usefixtures("mail")
def test_they_can_be_taken_to_a_spreadsheet(people):
    """Where nothing of them is run."""
    ann = people.settled("ann", Role.ANALYST)
    content = "=1@x.example\nfoo.example\n" + "".join(f"n{n}.example\n" for n in range(1500))
    ann.put(_LIST, content=content, headers={"Content-Type": "text/plain"})
    answer = ann.get(f"{_LIST}/unmatched", params={"format": "csv"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="wave-unmatched.csv"'
    lines = answer.text.split("\r\n")
    assert lines[:3] == ["entry,kind", "'=1@x.example,Address", "foo.example,Domain"]
    assert len(lines) == 1 + 1502 + 1


def test_mistakes_are_problems(people):
    """A list that is not there, a filter and a time that cannot be read."""
    ann = people.settled("ann", Role.ANALYST)
    assert ann.get(f"{_LIST}/unmatched").status_code == 404
    assert ann.get(f"{API}/lists/Wave/unmatched").json()["code"] == "bad_list"
    ann.put(_LIST, content="x.example\n", headers={"Content-Type": "text/plain"})
    for asked, code in (
        ({"filter": "sendr:x"}, "bad_filter"),
        ({"filter": "list:none"}, "bad_filter"),
        ({"since": "soon"}, "bad_query"),
        ({"since": "-1d", "until": "-2d"}, "bad_query"),
    ):
        assert ann.get(f"{_LIST}/unmatched", params=asked).json()["code"] == code


def test_who_may_not_read_lists_is_told_nothing_of_them(people, parts):
    """A token narrowed to searching can name a list in a filter, and not have its entries."""
    ann = people.settled("ann", Role.ANALYST)
    ann.put(_LIST, content="x.example\n", headers={"Content-Type": "text/plain"})
    issued = parts[0].tokens.create(
        name="narrow",
        role=Role.READER,
        by="a test",
        limits=Limits(only=frozenset({Permission.DELIVERIES_READ})),
    )
    narrow = people.browser(Authorization=f"Bearer {issued.secret.text}")
    assert narrow.get(f"{API}/deliveries", params={"filter": "list:wave"}).is_success
    answer = narrow.get(f"{_LIST}/unmatched")
    assert (answer.status_code, answer.json()["code"]) == (403, "lists_forbidden")


def test_what_a_list_held_before_kinds_were_told(people, tmp_path):
    """Its entries are looked for like any other."""
    (tmp_path / "lists").mkdir(exist_ok=True)
    (tmp_path / "lists" / "wave.txt").write_text("odd one\n")
    ann = people.settled("ann", Role.ANALYST)
    assert ann.get(f"{_LIST}/unmatched").json()["unmatched"] == [{"value": "odd one", "kind": None}]
