"""What an attacker puts where a value, a name or a key is asked for never becomes SQL."""

from __future__ import annotations

import functools

import pytest
from fastapi.responses import JSONResponse
from tests.making.clicks import assorted_clicks
from tests.making.deliveries import NOW
from tests.making.varied import varied_deliveries, varied_events
from tests.servers.calling import Calling
from tests.servers.routed import routed
from tests.servers.trail import open_trail
from tests.servers.web_client import WebClient

from clawback.audit.trail import Trail
from clawback.explorer.routes import routers as explorer_routers
from clawback.filters.click_fields import CLICKS
from clawback.filters.fields import FIELDS, Kind
from clawback.filters.lists import FolderOfLists, Lists
from clawback.filters.parse import parse
from clawback.filters.vocabulary import DELIVERIES, Vocabulary
from clawback.filters.write import quote
from clawback.model.clock import Clock, FixedClock
from clawback.model.errors import ClawbackError
from clawback.model.tags import Tags
from clawback.store.duckdb import DuckdbStore
from clawback.store.memory import MemoryStore
from clawback.store.port import Batch, ClickQuery, EventStore, Query
from clawback.store.routes import routers

pytestmark = pytest.mark.slow

ROWS = varied_deliveries(20)
CLICKED = assorted_clicks(ROWS, 40)
PAYLOADS = (
    "'; DROP TABLE delivery; --",
    "' OR '1'='1",
    "') OR true --",
    '"; DELETE FROM delivery; --',
    "1; INSTALL httpfs; LOAD httpfs",
    "x' UNION SELECT content FROM message --",
    "$v0) OR (true",
    "x'); COPY delivery TO 'stolen.csv'; --",
    "read_text('/etc/passwd')",
    "); ATTACH 'other.duckdb' AS other; --",
    "[1] || (SELECT 1)",
    "%' OR subject LIKE '%",
    "\\'; PRAGMA database_list; --",
    "${jndi:ldap://x}",
    "{{7*7}}",
)
_TEXTUAL = {Kind.TEXT, Kind.URL}
_MAIL, _CLICKS = "/deliveries/count", "/explorer/clicks/count"


def _by_value(words: Vocabulary) -> list[str]:
    """Fields that take any text; tags are looked up first."""
    fields = words.fields.items()
    return [name for name, field in fields if field.kind in _TEXTUAL and name != "tags"]


def _others(words: Vocabulary) -> list[str]:
    return [name for name in words.fields if name not in _by_value(words)]


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    kept = DuckdbStore.open(tmp_path_factory.mktemp("injected") / "events.duckdb")
    kept.append(Batch(messages=(), deliveries=tuple(ROWS)))
    kept.amend(varied_events(ROWS, 20))
    kept.record_clicks(CLICKED)
    yield kept
    kept.close()


@pytest.fixture(scope="module")
def lists(tmp_path_factory):
    folder = FolderOfLists(tmp_path_factory.mktemp("lists"))
    folder.put("payloads", list(PAYLOADS))
    return folder


@pytest.fixture(scope="module")
def client(store, lists):
    application = routed(*routers, *explorer_routers)
    application.state.parts = {
        EventStore: store,
        Lists: lists,
        Tags: Tags.read({}),
        Clock: FixedClock(NOW),
    }

    @application.exception_handler(ClawbackError)
    def explain(_, error):
        return JSONResponse({"code": error.code, "detail": str(error)}, 400)

    with open_trail(FixedClock(NOW)) as trail, WebClient(Calling(application)) as made:
        application.state.parts[Trail] = trail
        yield made


@pytest.fixture(autouse=True)
def _unharmed(store):
    """Whatever a test did, every row and every table is as it was."""
    before = _tables(store)
    yield
    assert _tables(store) == before


def _tables(store):
    with store._reading() as reading:
        names = [name for (name,) in reading._ask("SELECT table_name FROM duckdb_tables()", {})]
        return {
            name: reading._ask(f"SELECT count(*), sum(hash({name})) FROM {name}", {})  # noqa: S608 - its own names
            for name in names
        }


@functools.cache
def _oracle():
    kept = MemoryStore()
    kept.append(Batch(messages=(), deliveries=tuple(ROWS)))
    kept.amend(varied_events(ROWS, 20))
    kept.record_clicks(CLICKED)
    return kept


def _expected(text, path=_MAIL):
    """What the filter means, asked of the rows without any SQL."""
    if path == _CLICKS:
        return _oracle().count(ClickQuery(filter=parse(text, CLICKS), now=NOW))
    return _oracle().count(Query(filter=parse(text), now=NOW))


def _count(client, text, path=_MAIL):
    answer = client.get(path, params={"filter": text})
    assert answer.status_code == 200, answer.text
    return answer.json()["count"]


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize(("words", "path"), [(DELIVERIES, _MAIL), (CLICKS, _CLICKS)])
def test_values_of_every_field_are_values(client, payload, words, path):
    """Equal, contained, by pattern or in bare words: it finds what holds that text, no more."""
    quoted, every = quote(payload), _by_value(words)
    for form in (f":{quoted}", f"~{quoted}", f":*{quote(payload.replace('*', ''))}*"):
        for start in range(0, len(every), 30):
            text = " OR ".join(f"{name}{form}" for name in every[start : start + 30])
            assert _count(client, text, path) == _expected(text, path)
    assert _count(client, quoted, path) == _expected(quoted, path)


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize(("words", "path"), [(DELIVERIES, _MAIL), (CLICKS, _CLICKS)])
def test_fields_that_are_no_text_refuse_it(client, payload, words, path):
    """A number, time, address or choice is read before the store is asked."""
    for name in _others(words):
        answer = client.get(path, params={"filter": f"{name}:{quote(payload)}"})
        assert answer.status_code == 400, f"{name} took it"


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        ("/deliveries", "sort"),
        ("/deliveries", "fields"),
        ("/deliveries", "cursor"),
        ("/deliveries", "since"),
        ("/deliveries/top", "field"),
        ("/deliveries/export", "format"),
        ("/explorer/chart", "pivot"),
        ("/explorer/chart", "zone"),
        ("/explorer/chart", "bucket"),
        ("/explorer/chart", "view"),
        ("/explorer/clicks", "cursor"),
        ("/explorer/clicks", "view"),
        ("/explorer/clicks", "since"),
        ("/explorer/top", "tab"),
    ],
)
def test_names_and_keys_come_from_closed_lists(client, payload, path, parameter):
    """A column, a sort key, a pivot, a zone or a cursor that is none of ours is refused."""
    answer = client.get(path, params={parameter: payload})
    assert answer.status_code in {400, 422}, answer.text


def test_lists_are_bound_too(client, lists):
    """A list's entries are values; what is no name of a list is refused."""
    assert _count(client, "list:payloads") <= len(ROWS)
    assert _count(client, "list:payloads", _CLICKS) <= len(CLICKED)
    for payload in PAYLOADS:
        for path in (_MAIL, _CLICKS):
            answer = client.get(path, params={"filter": f"list:{quote(payload)}"})
            assert answer.status_code == 400
    assert lists.names() == ("payloads",)


def test_every_field_is_tried():
    """New fields are tried by themselves."""
    assert {*_by_value(DELIVERIES), *_others(DELIVERIES)} == set(FIELDS)
    assert {*_by_value(CLICKS), *_others(CLICKS)} == set(CLICKS.fields)
