"""YARA-X with a folder of rules that changes, is wrong, or holds a program that misbehaves."""

from __future__ import annotations

import base64
import sys
from contextlib import closing
from time import monotonic

import pytest
from tests.making.judged import EICAR, PHISH, RULES, judged
from tests.making.mails import mail

from clawback.analysis.providers.panel import Panel
from clawback.analysis.providers.port import (
    UNKNOWN_TRANSPORT,
    GarbledError,
    NoVerdictError,
    SilentError,
    UnreachableError,
)
from clawback.analysis.providers.seat import Terms
from clawback.analysis.providers.settings import YaraSettings
from clawback.analysis.providers.yara.engine import Yara
from clawback.model.verdict import PhishConfidence, ThreatType

pytestmark = pytest.mark.slow

_TOLD = """
rule careful : tag {
  meta:
    verdict = "phish"
    confidence = "high"
    description = "The bank that is none"
  strings:
    $text = "pretended bank"
  condition:
    $text
}
rule remark { strings: $text = "pretended" condition: $text }
"""


def engine(folder, **told):
    return Yara(YaraSettings(kind="yara", rules=folder, **told))


def test_rules_are_read_anew_and_bad_ones_cost_no_other(tmp_path):
    """A file that cannot be used is named with its line, in what figures say too."""
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep/good.yara").write_bytes(RULES)
    with closing(engine(tmp_path)) as yara:
        assert yara.greet().endswith("with 3 rules")
        assert yara.trouble() == ""
        (tmp_path / "bad.yar").write_text("rule bad {\n condition: $none\n}")
        (tmp_path / "bytes.yar").write_bytes(b"\xff\xfe")
        (one,) = yara.judge(judged(EICAR), UNKNOWN_TRANSPORT)
        assert (one.threat, one.malware_family) == (ThreatType.MALWARE, "tests_malware")
        assert "bad.yar cannot be used, line 2: unknown pattern" in yara.trouble()
        assert "bytes.yar is not UTF-8." in yara.trouble()
        assert str(tmp_path) not in yara.trouble()
        (tmp_path / "bad.yar").write_text(_TOLD)
        (tmp_path / "bytes.yar").unlink()
        (tmp_path / "deep/good.yara").unlink()
        (one,) = yara.judge(judged(PHISH), UNKNOWN_TRANSPORT)
        assert (one.threat, one.confidence) == (ThreatType.PHISH, PhishConfidence.HIGH)
        assert one.evidence == ("careful [The bank that is none] in the mail",)
        assert yara.trouble() == ""


def test_an_attachment_is_decoded(tmp_path):
    """What no mail shows as it stands is found, and the evidence names the file."""
    (tmp_path / "rules.yar").write_bytes(RULES)
    raw = mail(attachments=[("bill.bin", "application/octet-stream", b"\0" * 50 + EICAR)])
    assert EICAR not in raw
    assert base64.b64encode(EICAR)[:20] not in raw
    with closing(engine(tmp_path)) as yara:
        (one,) = yara.judge(raw, UNKNOWN_TRANSPORT)
    assert one.evidence == ("tests_malware in “bill.bin”",)


def test_a_rule_without_a_verdict_is_evidence(tmp_path):
    """It is told where nothing else was found, and proves nothing."""
    (tmp_path / "rules.yar").write_text(_TOLD)
    with closing(engine(tmp_path)) as yara:
        (one,) = yara.judge(judged(b"a pretended letter"), UNKNOWN_TRANSPORT)
    assert (one.threat, one.evidence) == (None, ("remark in the mail",))


@pytest.mark.parametrize("made", [True, False])
def test_no_rules_are_no_verdict(tmp_path, made):
    """An empty folder, or none, judges nothing, and says so to whoever looks."""
    folder = tmp_path if made else tmp_path / "none"
    with closing(engine(folder)) as yara:
        with pytest.raises(UnreachableError, match="no rule that can be used"):
            yara.judge(judged(), UNKNOWN_TRANSPORT)
        with pytest.raises(UnreachableError):
            yara.greet()


_READ = (
    "import sys; from clawback.analysis.frames import *; from clawback.model.codec import to_json;"
    "from clawback.analysis.providers.yara.answers import Answer; o = sys.stdout.buffer;"
    "say = lambda b: (o.write(b), o.flush()); fine = answer(to_json(Answer(rules=1)).encode());"
    "read_block(sys.stdin.buffer); say(fine); read_block(sys.stdin.buffer);"
)


@pytest.mark.parametrize(
    ("deed", "error"),
    [
        ("sys.stdin.read()", SilentError),
        ("sys.exit(1)", GarbledError),
        ("say(b'nonsense'); sys.stdin.read()", GarbledError),
        ("say(answer(b'{}x'))", GarbledError),
        ('say(answer(b\'{"rules":"many"}\'))', GarbledError),
        ("say(b'\\0\\0\\1\\0half')", GarbledError),
    ],
    ids=["silent", "dead", "noise", "no JSON", "wrong type", "half"],
)
def test_a_process_that_misbehaves_is_ended(tmp_path, deed, error):
    """It hangs, dies or lies: the mail goes without a verdict in time, and no process is left."""
    settings = YaraSettings(kind="yara", rules=tmp_path, seconds=0.2)
    yara = Yara(settings, program=(sys.executable, "-c", _READ + deed))
    began = monotonic()
    with closing(yara), pytest.raises(NoVerdictError) as raised:
        yara.judge(judged(b"x" * (3 << 20)), UNKNOWN_TRANSPORT)
    assert isinstance(raised.value, error)
    assert monotonic() - began < 20


def test_what_is_wrong_stands_in_the_figures(tmp_path):
    """A panel tells the warning of an engine that judges all the same, and ends its processes."""
    (tmp_path / "good.yar").write_bytes(RULES)
    (tmp_path / "bad.yar").write_text("rule")
    yara = engine(tmp_path)
    with closing(Panel([(yara, Terms())])) as panel:
        yara.greet()
        (figures,) = panel.figures()
    assert "bad.yar" in figures.warning
