"""What rspamd's answers say."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ingest.milter.mail_server import MailServer, one_mail
from tests.making.judged import PHISH, judged
from tests.servers.verdicts_guide import table_of

from clawback.analysis.header import Header
from clawback.analysis.providers.port import DeclinedError, GarbledError, NoVerdictError, Transport
from clawback.analysis.providers.rspamd import Rspamd, read_answer
from clawback.analysis.providers.settings import RspamdSettings
from clawback.analysis.trace import Border, Trust
from clawback.analysis.verdicts.rspamd import rspamd_findings
from clawback.model.verdict import ThreatType

_ANY = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


def answer(said, *, status=200):
    text = said if isinstance(said, bytes) else json.dumps(said).encode()
    return b"HTTP/1.1 %d Said\r\nContent-Length: %d\r\n\r\n" % (status, len(text)) + text


def test_an_answer_means_what_the_same_header_means():
    """One mapping serves both."""
    said = {
        "action": "reject",
        "score": 21.5,
        "required_score": 15,
        "symbols": {
            "CLAM_VIRUS": {"score": 10.0, "options": ["Eicar"]},
            "PHISHED_A": {"score": 7.0, "options": ["x"]},
            "OK": {"score": -0.1, "options": []},
        },
    }
    fields = (
        ("X-Rspamd-Action", "reject"),
        (
            "X-Spamd-Result",
            "d: True [21.50 / 15.00]; CLAM_VIRUS(10.00)[Eicar]; PHISHED_A(7.00)[x]; OK(-0.10)[]",
        ),
    )
    header = Header(fields)
    trusted = Trust(filters=("rspamd",))
    assert read_answer(answer(said)) == rspamd_findings(header, Border(index=-1), trusted)


def test_numbers_that_are_none():
    """A score that is no finite number, or a word, is no score."""
    raw = (
        b'{"action":"no action","score":NaN,"required_score":"high","symbols":{"A":{"score":1e99}}}'
    )
    (found,) = read_answer(answer(raw))
    assert (found.score, found.threshold) == (None, None)


def test_bytes_of_a_mail_in_an_answer_can_be_kept():
    """What is no UTF-8, a lone surrogate and a control are replaced or shown; all else stands."""
    raw = (
        b'{"action":"reject","symbols":{"LAB_VIRUS":{"score":9,'
        b'"options":["\\ud800\\u0000\\r\\n \xff \xc3\xa4' + b"x" * 999 + b'"]}}}'
    )
    found = read_answer(answer(raw))[0]
    assert found.malware_family.encode()
    assert found.malware_family.startswith("?␀␍␊ � ä")
    assert len(found.malware_family) <= 256


@pytest.mark.parametrize(("status", "kind"), [(400, DeclinedError), (503, GarbledError)])
def test_a_status_tells_whose_trouble_it_is(status, kind):
    """What is wrong with one mail says nothing of the engine; a gateway that fails does."""
    with pytest.raises(kind, match=str(status)):
        read_answer(answer(b"no", status=status))


def test_a_mail_that_it_skips_has_no_verdict():
    """It was not judged, so it was not found clean."""
    with pytest.raises(DeclinedError, match="set up not to"):
        read_answer(answer({"action": "no action", "is_skipped": True}))


@given(
    st.binary(max_size=200)
    | st.binary(max_size=200).map(answer)
    | st.builds(lambda told: answer({"action": "reject", "symbols": told}), _ANY)
    | st.builds(lambda told: answer({"action": "reject", "symbols": {"A": told}}), _ANY)
)
def test_no_answer_is_too_strange(text):
    """It is understood, or it is no verdict."""
    with suppress(NoVerdictError):
        assert read_answer(text)


@pytest.mark.server
def test_how_the_mail_came_is_weighed(rspamd):
    """Client, greeting and sender of the envelope reach rspamd's own rules."""
    engine = Rspamd(RspamdSettings.model_validate(table_of("rspamd", rspamd.address)))
    came = Transport(
        client_ip="198.51.100.7", helo="liar.example", mail_from="other@elsewhere.example"
    )
    (found, *_) = engine.judge(judged(PHISH), came)
    rules = {line.partition(" ")[0]: line for line in found.evidence}
    assert "liar.example" in rules["HFILTER_HELO_NORES_A_OR_MX"]
    assert "elsewhere.example" in rules["HFILTER_FROMHOST_NORES_A_OR_MX"]
    assert {"RDNS_NONE", "LAB_PHISHING_BANK"} <= set(rules)


@pytest.mark.server
async def test_what_it_writes_as_a_milter_means_what_it_answers(rspamd):
    """The guide's headers, with the queue id that Postfix gave; what was forged is taken away."""
    forged = b"X-Rspamd-Action: no action\r\nX-Spamd-Result: default: False [-9.00 / 15.00];\r\n"
    raw = judged(PHISH, more=forged)
    server = await MailServer.open(rspamd.milter)
    server.say(*one_mail(raw, queue_id="4jdQueueId"))
    written, removed = await headers_written(server)
    await server.close()
    assert {"X-Rspamd-Action", "X-Spamd-Result"} <= removed
    border = Border(index=-1, queue_ids=frozenset({"4jdQueueId"}))
    told = rspamd_findings(Header(tuple(written)), border, Trust())
    engine = Rspamd(RspamdSettings.model_validate(table_of("rspamd", rspamd.address)))
    answered = engine.judge(raw, Transport(client_ip="203.0.113.9"))
    (said, wanted) = (
        {line for one in found for line in one.evidence if line.startswith("LAB_PHISHING_BANK")}
        for found in (told, answered)
    )
    assert said == wanted
    assert len(said) == 1
    assert any(one.threat is ThreatType.PHISH for one in told)


async def headers_written(server):
    """Fields that a milter adds, and the names of those it takes away, until it has decided."""
    written, removed = [], set()
    while (said := await server.answer()).kind not in b"artd":
        match said.kind:
            case b"h":
                name, value = said.data.rstrip(b"\0").split(b"\0")
            case b"i" | b"m":
                name, value = (said.data[4:] + b"\0").split(b"\0")[:2]
            case _:
                continue
        if value:
            written.append((name.decode(), value.decode().strip()))
        else:
            removed.add(name.decode())
    return written, removed
