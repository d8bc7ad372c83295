"""Authentication results: read from our own side only, and summed up by rule."""

from __future__ import annotations

import pytest

from clawback.analysis.authentication import read_authentication
from clawback.analysis.guard import guard
from clawback.analysis.header import Header
from clawback.analysis.limits import DEFAULT_LIMITS
from clawback.analysis.trace import Trust, find_border
from clawback.model.authentication import Authentication, Composite, Dkim, Dmarc, Spf

BORDER = "Received: from x (r.example [203.0.113.9]) by mx.corp.com with ESMTP id Q1aB2\n"
MICROSOFT = "Received: from x (203.0.113.9) by a.mail.protection.outlook.com (10.0.0.1) id 1\n"
NOBODY = Authentication()


def read(text: str, sender: str = "news.com", trust: Trust | None = None) -> Authentication:
    header = Header(guard(text.encode() + b"\n", DEFAULT_LIMITS).fields)
    trust = trust or Trust()
    return read_authentication(header, find_border(header, trust), sender, trust)


def above(results: str) -> Authentication:
    return read(f"Authentication-Results: mx.corp.com; {results}\n{BORDER}")


@pytest.mark.parametrize(
    ("results", "spf", "dkim", "dmarc"),
    [
        ("spf=pass; dkim=pass; dmarc=pass", Spf.PASS, Dkim.PASS, Dmarc.PASS),
        ("spf=softfail; dkim=neutral; dmarc=fail", Spf.SOFT_FAIL, Dkim.UNKNOWN, Dmarc.FAIL),
        (
            "spf=hardfail; dkim=temperror; dmarc=bestguesspass",
            Spf.FAIL,
            Dkim.TIMEOUT,
            Dmarc.BEST_GUESS_PASS,
        ),
        (
            "spf=permerror; dkim=policy; dmarc=permerror",
            Spf.PERMANENT_ERROR,
            Dkim.IGNORE,
            Dmarc.PERMANENT_ERROR,
        ),
        ("spf=none smtp.mailfrom=a@b; dkim=none", Spf.NONE, Dkim.NONE, None),
        ("dkim=fail header.d=a; dkim=pass header.d=b", None, Dkim.PASS, None),
        ("spf=pass (a; dkim=fail) smtp.mailfrom=x; iprev=pass", Spf.PASS, None, None),
        ("SPF/1 = Pass", Spf.PASS, None, None),
        ("spf=invented", None, None, None),
        ("none", None, None, None),
    ],
)
def test_results_are_mapped(results: str, spf: Spf | None, dkim: Dkim | None, dmarc: Dmarc | None):
    """Each word of RFC 8601 has its value; comments are passed over."""
    found = above(results)
    assert (found.spf, found.dkim, found.dmarc) == (spf, dkim, dmarc)


@pytest.mark.parametrize(
    ("results", "composite"),
    [
        ("dmarc=pass; spf=fail", Composite.PASS),
        ("dmarc=fail; spf=pass smtp.mailfrom=a@news.com", Composite.FAIL),
        ("dkim=pass header.d=mail.news.com", Composite.PASS),
        ("spf=pass smtp.mailfrom=bounce@news.com; dmarc=none", Composite.PASS),
        ("spf=pass smtp.mailfrom=bounce@other.com", Composite.SOFT_PASS),
        ("spf=softfail; dkim=none", Composite.FAIL),
        ("spf=none; dkim=none; dmarc=none", Composite.NONE),
        ("compauth=softpass reason=201; dmarc=fail", Composite.SOFT_PASS),
    ],
)
def test_the_summary_follows_its_rule(results: str, composite: Composite):
    """DMARC decides, then an aligned pass, then any pass, then a failure; a given one wins."""
    assert above(results).composite is composite


def test_a_forged_header_below_the_border_is_not_believed():
    """What came with the mail under another name says nothing."""
    forged = "Authentication-Results: trust.me; spf=pass; dkim=pass; dmarc=pass\n"
    assert read(BORDER + forged) == NOBODY
    assert read(forged) == NOBODY


def test_the_border_server_is_believed_below_its_own_line():
    """A milter writes below Received; the border strips forgeries of its own name."""
    assert read(BORDER + "Authentication-Results: mx.corp.com 1; spf=pass\n").spf is Spf.PASS
    assert read(BORDER + "Authentication-Results: auth.corp.com; spf=pass\n").spf is Spf.PASS


def test_a_site_can_name_more_servers():
    """An authserv-id that the site names is believed."""
    text = BORDER + "Authentication-Results: gate.partner.com; spf=pass\n"
    assert read(text) == NOBODY
    trust = Trust(authserv_ids=("gate.partner.com",))
    assert read(text, trust=trust).spf is Spf.PASS


def test_the_topmost_authserv_id_counts():
    """Several headers of one server complete each other; another server's do not."""
    text = (
        "Authentication-Results: mx.corp.com; dmarc=pass\n"
        "Authentication-Results: gate.corp.com; spf=fail; dkim=fail\n"
        "Authentication-Results: mx.corp.com; dkim=pass; dmarc=fail\n"
    )
    found = read(text + BORDER)
    assert (found.spf, found.dkim, found.dmarc) == (None, Dkim.PASS, Dmarc.PASS)


def test_microsoft_leaves_its_name_out():
    """Exchange Online's results are read though they begin with a result."""
    results = (
        "Authentication-Results: spf=pass (sender IP is 203.0.113.9) smtp.mailfrom=a.com;"
        " dkim=timeout (key query timeout) header.d=a.com;dmarc=none action=none"
        " header.from=a.com;compauth=fail reason=001\n"
    )
    assert read(MICROSOFT + results) == Authentication(
        spf=Spf.PASS, dkim=Dkim.TIMEOUT, dmarc=Dmarc.NONE, composite=Composite.FAIL
    )
    assert read(BORDER + results) == NOBODY


def test_received_spf_fills_in():
    """Without an SPF result the older header speaks, if it is ours."""
    assert read("Received-SPF: Fail (x)\n" + BORDER).spf is Spf.FAIL
    ours = "Received-SPF: pass (mx.corp.com: domain of a designates b)\n"
    assert read(BORDER + ours).spf is Spf.PASS
    assert read(BORDER + "Received-SPF: pass receiver=mx.corp.com\n").spf is Spf.PASS
    assert read(BORDER + "Received-SPF: pass (evil.com: domain of a)\n").spf is None


def test_arc_is_a_fallback():
    """ARC counts only where there is no other result."""
    arc = "ARC-Authentication-Results: i=1; mx.corp.com; spf=pass\n"
    assert read(arc + BORDER).spf is Spf.PASS
    assert read(arc + "Authentication-Results: mx.corp.com; spf=fail\n" + BORDER).spf is Spf.FAIL
