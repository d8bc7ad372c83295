"""Wrappers are taken off by rule."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from urllib.parse import quote

import pytest

from clawback.analysis.urls.target import target
from clawback.analysis.urls.wrappers import unwrap

INNER = "https://evil.com/a?b=c&d=e"
QUOTED = quote(INNER, safe="")
BASE64 = urlsafe_b64encode(INNER.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "outer",
    [
        f"https://eur01.safelinks.protection.outlook.com/?url={QUOTED}&data=05%7C02&reserved=0",
        f"https://urldefense.proofpoint.com/v1/url?u={QUOTED}&k=x",
        "https://urldefense.proofpoint.com/v2/url?u=https-3A__evil.com_a-3Fb-3Dc-26d-3De&d=x",
        "https://urldefense.com/v3/__https://evil.com/a?b=c&d=e__;!!abc!xyz$",
        "https://urldefense.com/v3/__https:/evil.com/a*b=c**A=e__;PyZk!!abc!xyz$",
        f"https://linkprotect.cudasvc.com/url?a={QUOTED}&c=E,1,x",
        f"https://secure-web.cisco.com/1abcDEF/{QUOTED}",
        f"https://ca-1.ctp.trendmicro.com/wis/clicktime/v1/query?url={QUOTED}&umid=1",
        f"https://eu-west-1.protection.sophos.com/?d=evil.com&u={BASE64}&i=x",
        f"https://www.google.com/url?q={QUOTED}&sa=D",
        f"https://www.google.co.uk/url?sa=t&url={QUOTED}",
        f"https://www.bing.com/ck/a?!&&p=1&u=a1{BASE64}&ntb=1",
        f"https://www.linkedin.com/redir/redirect?url={QUOTED}&urlhash=x",
        f"https://l.facebook.com/l.php?u={QUOTED}&h=x",
    ],
)
def test_known_wrappers_come_off(outer: str):
    """Each service's link gives what it was put around."""
    found = unwrap(target(outer))
    assert found is not None
    assert (found.inner, found.known) == (INNER, True)


def test_any_redirect_parameter_comes_off_and_is_told():
    """Everybody can write `?url=`, so it is not taken for a known wrapper."""
    found = unwrap(target(f"https://shop.com/out?x=1&redirect={QUOTED}"))
    assert found is not None
    assert (found.inner, found.known) == (INNER, False)


@pytest.mark.parametrize(
    "plain",
    [
        INNER,
        "https://www.google.com/search?q=http",
        "https://www.bing.com/ck/a?u=a1!!!",
        "https://eu.protection.sophos.com/?u=%FF",
        "https://urldefense.com/v3/nothing",
        "https://secure-web.cisco.com/only",
        "https://x.safelinks.protection.outlook.com/?url=mailto%3Aa",
        "https://evil-google.com/url?q=ftp://x",
        "https://protect-eu.mimecast.com/s/abc?domain=evil.com",
    ],
)
def test_what_is_no_wrapper_stays(plain: str):
    """Plain links, opaque wrappers and broken ones are left as they are."""
    assert unwrap(target(plain)) is None
