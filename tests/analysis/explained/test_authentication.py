"""Who vouched, in sentences."""

from __future__ import annotations

import pytest

from clawback.analysis.explained.authentication import Vouching, vouching_of
from clawback.analysis.heading import read_heading
from clawback.analysis.trace import NO_TRUST, find_border
from clawback.model.authentication import Composite, Dkim, Spf

BORDER = "Received: from x (r.example [203.0.113.9]) by mx.corp.com with ESMTP id Q1aB2\n"


def vouch(text: str, sender: str = "news.com") -> Vouching:
    header = read_heading(text.encode() + b"\n").header
    return vouching_of(header, find_border(header), sender, NO_TRUST)


def test_each_result_is_explained():
    """Name, sentence, section, domain, and whether it speaks for the sender that is shown."""
    found = vouch(
        "Authentication-Results: mx.corp.com; spf=pass smtp.mailfrom=a@bounce.other.net;"
        f" dkim=pass header.d=mail.news.com; dmarc=pass header.from=news.com\n{BORDER}"
    )
    spf, dkim, dmarc = found.checks
    assert (spf.name, spf.reference, spf.domain) == ("SPF", "RFC 7208 §2.6.3", "bounce.other.net")
    assert spf.aligned is False
    assert spf.alignment.startswith("bounce.other.net is not news.com in From")
    assert dkim.aligned is True
    assert "DMARC counts it" in dkim.alignment
    assert (dmarc.aligned, dmarc.reference) == (None, "RFC 7489 §6.6.2")
    assert {one.said_by for one in found.checks} == {"mx.corp.com"}
    assert all(one.believed for one in found.checks)
    assert found.sentence == "SPF pass, DKIM pass, DMARC pass; all in all pass for news.com."
    assert found.results.composite is Composite.PASS


def test_what_an_outsider_may_have_written_is_shown_and_not_believed():
    """A forged line is told as one, and changes nothing."""
    found = vouch(f"{BORDER}Authentication-Results: mx.evil.example; spf=pass; dkim=pass\n")
    assert [one.believed for one in found.checks] == [False, False]
    assert found.results.spf is None
    assert found.sentence == "Nobody on our side checked who sent this mail."


def test_the_borders_own_results_below_it_are_believed():
    """Results under the border server's own name, and its Received-SPF."""
    found = vouch(
        f"{BORDER}Authentication-Results: mx.corp.com; dkim=fail header.d=news.com\n"
        "Received-SPF: softfail (mx.corp.com: domain of transitioning a@news.com does not"
        " designate 203.0.113.9) receiver=mx.corp.com\n"
    )
    dkim, spf = found.checks
    assert dkim.believed
    assert spf.believed
    assert (spf.said_by, spf.domain, spf.aligned) == ("mx.corp.com", "news.com", True)
    assert (found.results.dkim, found.results.spf) == (Dkim.FAIL, Spf.SOFT_FAIL)
    assert spf.alignment == ""


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("000", "it failed DMARC, whose policy is to reject or quarantine"),
        ("601", "it failed by Microsoft's own rules, and the sender's domain is one of your own"),
        ("888", ""),
    ],
)
def test_microsofts_reasons_are_decoded(code, said):
    """Whole codes first, then by their first digit; an unknown one is left out."""
    (check,) = vouch(
        f"Authentication-Results: mx.corp.com; compauth=fail reason={code}\n{BORDER}"
    ).checks
    assert check.meaning.endswith(f"Reason {code}: {said}." if said else "all results together.")


def test_an_unknown_result_is_said_to_be_one():
    """Nothing is guessed."""
    (check,) = vouch(f"Authentication-Results: mx.corp.com; vbr=maybe\n{BORDER}").checks
    assert (check.name, check.reference) == ("vbr", "RFC 8601 §2.7")


def test_signatures_show_their_weak_points():
    """A length, an old hash and a From that is not covered."""
    weak, good = vouch(
        "DKIM-Signature: v=1; a=rsa-sha1; d=other.net; s=k1; l=10; h=subject : date; b=x\n"
        "DKIM-Signature: v=1; a=rsa-sha256; d=news.com; s=k2; h=From:Subject; b=y\n"
    ).signatures
    assert (weak.domain, weak.selector, weak.aligned, len(weak.remarks)) == (
        "other.net",
        "k1",
        False,
        3,
    )
    assert (good.aligned, good.remarks) == (True, ())


def test_the_arc_chain_is_told_in_its_order():
    """Who sealed, what they had found, and how the chain stood."""
    first, second = vouch(
        "ARC-Seal: i=2; cv=pass; d=list.example; s=a; b=x\n"
        "ARC-Seal: i=1; cv=none; d=origin.example; s=a; b=x\n"
        "ARC-Authentication-Results: i=1; mx.origin.example; spf=pass; dkim=fail\n"
    ).seals
    assert (first.instance, first.domain, first.chain) == (1, "origin.example", "none")
    assert first.results == ("spf=pass", "dkim=fail")
    assert (second.instance, second.chain, second.results) == (2, "pass", ())
