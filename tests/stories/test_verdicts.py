"""Engines judge mail while it comes in: a story with real ones, and with one that fails."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from time import monotonic

import pytest
from tests.making.judged import EICAR, PHISH, SPAM, judged
from tests.servers import faulty
from tests.servers.clamd import Clamd
from tests.servers.clamd import why_not as why_no_clamd
from tests.servers.clawback import Server
from tests.servers.lmtp import LmtpClient
from tests.servers.verdicts_guide import table_of

pytestmark = [pytest.mark.server, pytest.mark.slow]
_INGEST = '[ingest]\nown_domains = ["example.org"]\nlmtp = "127.0.0.1:LMTP_PORT"\n'
_TRUST = '[analysis]\nfilters = ["rspamd"]\n'


def table(kind: str, address: str, **more: object) -> str:
    """The guide's table for an engine; a JSON scalar is a TOML one."""
    told = table_of(kind, address) | more
    return "[[verdicts]]\n" + "".join(f"{key} = {json.dumps(told[key])}\n" for key in told)


def deliver(server: Server, number: int, text: bytes, *, more: bytes = b"") -> None:
    raw = judged(text, more=more).replace(b"8f3a41", b"%06d" % number)
    with LmtpClient("127.0.0.1", server.lmtp_port) as client:
        (reply,) = client.send("paul@sender.example", ["anna@example.org"], raw)
    assert reply.startswith(b"250")


def page_of(server: Server, number: int) -> dict[str, dict[str, object]]:
    """What each judge said of a mail, by its name."""
    (row,) = server.json("search", f'internet_message_id~"{number:06d}"')
    page = server.json("message", "show", row["network_message_id"])
    return {one["provider"]: one for one in page["judgements"]}


@pytest.fixture
def own_clamd() -> Iterator[Clamd]:
    if reason := why_no_clamd():
        pytest.skip(reason)
    with Clamd.start() as server:
        yield server


def test_all_three_engines_judge_what_comes_in(clamd, spamd, rspamd, tmp_path):
    """LMTP in, and it is found by threat, family and technology; the page names who and why.

    What rspamd says of the last mail stands in a header of its own, too, and counts once.
    """
    tables = [
        table("clamav", clamd.address),
        table("spamassassin", spamd.address),
        table("rspamd", rspamd.address),
    ]
    with Server(tmp_path / "data", settings=_INGEST + _TRUST + "".join(tables)) as server:
        report = "default: True [12.00 / 15.00]; LAB_WATCHES(9.00)[]"
        header = f"X-Spamd-Result: {report}\r\nX-Rspamd-Action: add header\r\n".encode()
        for number, text in enumerate((b"an honest letter", EICAR, PHISH, SPAM)):
            deliver(server, number, text, more=header if text == SPAM else b"")
        server.await_count(4)
        found = "threat_type:malware malware_family:*eicar*"  # as the guide has it
        server.await_count(1, f"{found} detection_technology:antimalware_protection")
        server.await_count(1, "threat_type:phish phish_confidence_level:high")
        assert page_of(server, 0).keys() == {"clamav", "spamassassin", "rspamd"}
        malware = page_of(server, 1)
        assert malware["clamav"]["sentence"] == (
            "clamav found malware (Lab.Eicar-Test) by Antimalware protection."
        )
        assert malware["clamav"]["evidence"] == ["Lab.Eicar-Test.UNOFFICIAL"]
        assert "LAB_VIRUS 3.00" in str(malware["rspamd"]["evidence"])
        assert malware["spamassassin"]["malware_family"] == ""
        assert "LAB_VIRUS 3.00 [BODY: Eicar]" in str(malware["spamassassin"]["evidence"])
        (row,) = server.json("search", "threat_type:spam -threat_type:phish -threat_type:malware")
        spam = server.json("message", "show", row["network_message_id"])["judgements"]
        assert sorted(one["provider"] for one in spam) == ["clamav", "rspamd", "spamassassin"]
        doctor = server.json("doctor", codes=(0, 1))
        marks = {one["subject"]: one["mark"] for one in doctor}
        assert {marks[name] for name in ("clamav", "spamassassin", "rspamd")} == {"good"}


def test_an_engine_that_dies_costs_verdicts_and_no_mail(own_clamd, tmp_path):
    """Down, hung and back again: each mail is stored, and says what became of its question."""
    settings = _INGEST + table("clamav", own_clamd.address, seconds=1)
    with Server(tmp_path / "data", settings=settings) as server:
        deliver(server, 1, EICAR)
        server.await_count(1, "threat_type:malware")
        own_clamd.engine.pause()
        deliver(server, 2, EICAR)
        server.await_count(2)
        assert page_of(server, 2)["clamav"]["no_verdict"] == "It did not answer within 1 s."
        own_clamd.engine.kill()
        deliver(server, 3, EICAR)
        server.await_count(3)
        assert "cannot be reached" in str(page_of(server, 3)["clamav"]["no_verdict"])
        (clamav,) = [one for one in server.json("doctor", codes=(1,)) if one["subject"] == "clamav"]
        assert clamav["mark"] == "bad"
        own_clamd.engine.start()
        deliver(server, 4, EICAR)
        server.await_count(2, "threat_type:malware")


@pytest.mark.parametrize("deed", [faulty.silent, faulty.trickling, faulty.endless, faulty.closing])
def test_a_bad_engine_holds_no_mail_up(deed, tmp_path):
    """Forty mails are searchable within seconds, and all tell why they have no verdict."""
    with ExitStack() as stack:
        address = stack.enter_context(faulty.engine(deed))
        settings = _INGEST + table("rspamd", address, seconds=1)
        server = stack.enter_context(Server(tmp_path / "data", settings=settings))
        for number in range(40):
            deliver(server, number, b"an honest letter")
        began = monotonic()
        server.await_count(40)
        assert monotonic() - began < 25
        assert page_of(server, 0)["rspamd"]["no_verdict"]
        assert "left alone" in str(page_of(server, 39)["rspamd"]["no_verdict"])
        (rspamd,) = server.json("sources")["engines"]
        assert (rspamd["answered"], rspamd["missing"]) == (0, 40)
