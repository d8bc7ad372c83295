"""What clamd's answers say."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clawback.analysis.providers.clamav import read_answer
from clawback.analysis.providers.port import DeclinedError, NoVerdictError
from clawback.model.verdict import DetectionTechnology, ThreatType


def test_malware_has_a_family_without_clamavs_mark():
    """The evidence has the signature as it stands."""
    found = read_answer(b"stream: Win.Ransomware.Locky-7.UNOFFICIAL FOUND\0")
    assert found.malware_family == "Win.Ransomware.Locky-7"
    assert found.evidence == ("Win.Ransomware.Locky-7.UNOFFICIAL",)
    assert found.technology is DetectionTechnology.ANTIMALWARE_PROTECTION


def test_a_phishing_signature_is_no_malware():
    """It has no family."""
    found = read_answer(b"stream: Heuristics.Phishing.Email.SpoofedDomain FOUND\0")
    assert (found.threat, found.malware_family) == (ThreatType.PHISH, "")


def test_the_extended_form_is_read():
    """`ExtendedDetectionInfo` puts hash and size behind the name."""
    found = read_answer(b"stream: Eicar(44d88612fea8a8f36de82e1278abb02f:68) FOUND\0")
    assert found.malware_family == "Eicar"


def test_a_refusal_is_of_this_mail():
    """The sentence has clamd's own words."""
    with pytest.raises(DeclinedError, match="size limit exceeded"):
        read_answer(b"INSTREAM size limit exceeded. ERROR\0")


@given(st.binary(max_size=200) | st.text(max_size=60).map(lambda text: text.encode() + b"\0"))
def test_no_answer_is_too_strange(answer):
    """It is understood, or it is no verdict."""
    with suppress(NoVerdictError):
        assert read_answer(answer)
