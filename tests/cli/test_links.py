"""`clawback links`."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest
from sqlalchemy import select
from tests.explorer.test_trace import CLICKS, LINK, MESSAGES, ROWS, SAFE
from tests.links.wrapping import BEARER, protected
from tests.servers.state import open_state

from clawback.audit.records.tables import entry_table
from clawback.cli.exit_code import ExitCode
from clawback.store.port import Batch


@pytest.fixture
def carried(served):
    served.store.append(Batch(messages=MESSAGES, deliveries=ROWS))
    led_on = replace(CLICKS[0], url_chain=("https://then.evil.example/",))
    served.store.record_clicks([led_on, *CLICKS[1:]])


def test_a_link_is_decoded_without_a_server(clawback, monkeypatch):
    """Who wrapped it and where it leads, in text that is no link itself."""
    for name in ("CLAWBACK_URL", "CLAWBACK_DATA", "CLAWBACK_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    said = clawback("links", "decode", SAFE)
    assert said.code is ExitCode.DONE, said.err
    assert "Microsoft Safe Links" in said.out
    assert "hxxps://pay[.]evil[.]example/now?x=1" in said.out
    assert "https://" not in said.out
    decoded = json.loads(clawback("links", "decode", SAFE, "--format", "json").out)
    assert (decoded["url"], len(decoded["layers"])) == (LINK, 1)
    told = clawback("links", "decode", "https://protect-eu.mimecast.com/s/a").out
    assert "nobody but Mimecast knows" in told
    assert "a parameter says so" in clawback("links", "decode", f"a.example/?url={LINK}").out


def test_what_is_no_link_is_told(clawback):
    """In a sentence."""
    said = clawback("links", "decode", "hello")
    assert (said.code, "is no link" in said.err) == (ExitCode.ERROR, True)


@pytest.mark.usefixtures("carried")
def test_a_link_is_traced(clawback):
    """Mails, people, clicks, spellings, and what is meant more broadly."""
    said = clawback("links", "trace", SAFE)
    assert said.code is ExitCode.DONE, said.err
    for shown in (
        "Delivered 2, Blocked 1",
        "4 (Allowed 2, Blocked 2)",
        "3 clicked, 2 may have seen the page",
        "1 of those who got it",
        "cyd@example.org",
        "PAY[.]evil[.]example/now?x=1",
        "Any link to the host",
        "hxxps://pay[.]evil[.]example/now?x=1 → hxxps://then[.]evil[.]example/",
    ):
        assert shown in said.out, shown
    assert "https://" not in said.out


@pytest.mark.usefixtures("carried")
def test_programs_get_the_trace(clawback):
    """As the API says it."""
    said = clawback(
        "links", "trace", LINK, "--match", "url_domain", "--since", "-400d", "--format", "json"
    )
    found = json.loads(said.out)
    assert (found["breadth"], found["deliveries"]) == ("url_domain", 5)


def test_a_protected_link_is_decoded_without_keys(clawback):
    """Where it leads, for which mail it was made, and that this says nothing of who made it."""
    ours = protected("https://shop.example/a?b=c")
    said = clawback("links", "decode", ours.replace("https", "hxxps"))
    assert said.code is ExitCode.DONE, said.err
    assert "hxxps://shop[.]example/a?b=c" in said.out
    assert BEARER.network_message_id in said.out
    assert "only the click service can tell" in said.out
    decoded = json.loads(clawback("links", "decode", ours, "--format", "json").out)
    assert (decoded["url"], decoded["layers"][0]["certain"]) == (
        "https://shop.example/a?b=c",
        False,
    )
    assert decoded["protected"]["network_message_id"] == BEARER.network_message_id
    assert decoded["protected"]["recipient"] == ""
    assert (
        json.loads(clawback("links", "decode", SAFE, "--format", "json").out)["protected"] is None
    )


def test_keys_are_listed_and_followed(clawback, tmp_path):
    """Without a server: none at first, then one that signs, then another, and never a secret."""
    keys = ("links", "keys")
    where = ("--data", str(tmp_path))
    none = clawback(*keys, "list", *where)
    assert (none.code, "no key yet" in none.err) == (ExitCode.DONE, True)
    assert "Key 1 signs" in clawback(*keys, "rotate", *where).err
    fresh = json.loads(clawback(*keys, "rotate", *where, "--format", "json").out)
    assert (fresh["key"], fresh["signs"], fresh["opens_until"]) == (2, True, None)
    listed = clawback(*keys, "list", *where, "--format", "json").out
    assert [one["signs"] for one in json.loads(listed)] == [False, True]
    table = clawback(*keys, "list", *where).out
    assert "it signs" in table
    for line in (tmp_path / "links.key").read_text().splitlines():
        assert line.split()[2] not in listed + table


def test_a_key_that_follows_another_is_in_the_audit_trail(clawback, tmp_path):
    """With the account of this machine that wanted it; where there is no trail nothing is made."""
    where = ("--data", str(tmp_path))
    clawback("links", "keys", "rotate", *where)
    assert not (tmp_path / "state.sqlite").exists()
    with closing(open_state(tmp_path / "state.sqlite")) as database:
        assert clawback("links", "keys", "rotate", *where).code is ExitCode.DONE
        with database.read() as connection:
            (kept,) = connection.execute(select(entry_table)).all()
    assert (kept.action, kept.subject) == ("key.rotate", "link_key:2")
    assert kept.actor_id == f"account:{os.getuid()}"
    sqlite3.connect(tmp_path / "empty.sqlite").close()
    (tmp_path / "empty.sqlite").replace(tmp_path / "state.sqlite")
    refused = clawback("links", "keys", "rotate", *where)
    assert (refused.code, "another release" in refused.err) == (ExitCode.USAGE, True)
    assert len((tmp_path / "links.key").read_text().splitlines()) == 2


def test_keys_that_cannot_be_read_are_told(clawback, tmp_path):
    """In a sentence, and the file stays."""
    (tmp_path / "links.key").write_text("x")
    said = clawback("links", "keys", "rotate", "--data", str(tmp_path))
    assert (said.code, "Restore `links.key`" in said.err) == (ExitCode.ERROR, True)
    assert (tmp_path / "links.key").read_text() == "x"


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("", "Say --listen HOST:PORT, or set links.clicks.listen."),
        ('[links.clicks]\nlisten = "nowhere"\n', "is not HOST:PORT"),
        ('[links.clicks]\nlisten = "127.0.0.1:0"\nlogo = "none.png"\n', "cannot be read"),
        ('[links.clicks]\ncolour = "red"\n', "`links.clicks.colour`"),
    ],
)
def test_a_click_service_that_cannot_begin_says_why(
    clawback, monkeypatch, tmp_path, settings, said
):
    """In a sentence, before anybody could be led astray."""
    monkeypatch.setenv("CLAWBACK_TOKEN", "cb_nobody")
    monkeypatch.setattr("clawback.workshop.click_service.prepare_process", lambda _: None)
    (tmp_path / "clawback.toml").write_text(settings)
    told = clawback(*("links", "serve", "--data", str(tmp_path), "--url", "http://127.0.0.1:9"))
    assert told.code is not ExitCode.DONE
    assert said in told.err


def test_a_click_service_needs_a_token(clawback, monkeypatch, tmp_path):
    """From the environment, or a file in its folder."""
    monkeypatch.delenv("CLAWBACK_TOKEN", raising=False)
    told = clawback(
        *("links", "serve", "--data", str(tmp_path), "--url", "http://127.0.0.1:9"),
    )
    assert told.code is ExitCode.USAGE
    assert "a token with the role click_service" in told.err
