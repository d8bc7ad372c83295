"""Wrappers are taken off by rule."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from urllib.parse import quote
from zlib import compress

import pytest

from clawback.analysis.urls.target import target
from clawback.analysis.urls.wrappers import is_opaque, unwrap, vendor_of

INNER = "https://evil.com/a?b=c&d=e"
QUOTED = quote(INNER, safe="")
BASE64 = urlsafe_b64encode(INNER.encode()).decode().rstrip("=")
PACKED = quote(urlsafe_b64encode(compress(INNER.encode())).decode(), safe="")
_SLASHED = INNER.replace("/", "\\/")  # as PHP writes JSON
MANDRILL = urlsafe_b64encode(
    json.dumps(
        {"s": "x", "p": json.dumps({"u": 1}) + json.dumps({"url": "?"}).replace("?", _SLASHED)}
    ).encode()
).decode()


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
        f"https://x.safelinks.protection.partner.outlook.cn/?url={QUOTED}",
        f"https://statics.teams.cdn.office.net/evergreen-assets/safelinks/1/a.html?url={QUOTED}",
        f"https://url.avanan.click/v2/___{INNER}___.YXAzOmE6bzpi",
        f"https://protect.checkpoint.com/v2/___{INNER}___.YzJlOmE6bzpi",
        f"https://protect2.fireeye.com/v1/url?k=1-2-3&q=1&e=4&u={QUOTED}",
        f"https://clicktime.symantec.com/3AbCdE?u={QUOTED}",
        f"https://url12.fortimailcloud.com/fmlurlsvc/?fewReq=:B:x&url={QUOTED}",
        f"https://urlsand.esvalabs.com/?u={QUOTED}&e=x&h=y",
        f"https://linklock.titanhq.com/analyse?url={QUOTED}&data=x",
        f"https://linkscan.io/scan/ux/{BASE64}/0123ABCD?c=1",
        f"https://eu1.defend.egress.com/Warning?Lang=en&Base64Url={PACKED}",
        f"https://safe.menlosecurity.com/{INNER}",
        f"https://deref-gmx.net/mail/client/abc/dereferrer/?redirectUrl={QUOTED}",
        f"https://meet.google.com/linkredirect?authuser=0&dest={QUOTED}",
        f"https://www.google.com/aclk?sa=L&adurl={QUOTED}",
        f"https://googleads.g.doubleclick.net/pcs/click?xai=x&adurl={QUOTED}",
        f"https://www.google.com/amp/s/{INNER.removeprefix('https://')}",
        "https://evil-com.translate.goog/a?b=c&d=e&_x_tr_sl=de&_x_tr_tl=en",
        f"https://r.search.yahoo.com/_ylt=x/RV=2/RE=1/RO=10/RU={QUOTED}/RK=2/RS=x",
        f"https://duckduckgo.com/l/?uddg={QUOTED}&rut=x",
        f"https://l.wl.co/l?u={QUOTED}",
        f"https://out.reddit.com/t3_x?url={QUOTED}&token=x",
        f"https://slack-redir.net/link?url={QUOTED}",
        f"https://steamcommunity.com/linkfilter/?u={QUOTED}",
        f"https://vk.com/away.php?to={QUOTED}",
        f"https://a1b2c.mjt.lu/lnk/AVsAA/1/abc-DEF/{BASE64}",
        f"https://mandrillapp.com/track/click/3/evil.com?p={MANDRILL}",
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
        "https://url.avanan.click/v2/r01/___mxxux://jcfruqj.htr___.YXAz",
        "https://eu1.defend.egress.com/Warning?Base64Url=eNo",
        "https://eu1.defend.egress.com/Warning?Base64Url=!!",
        "https://linkscan.io/scan/ux/",
        "https://www.google.com/amp/s/page",
        "https://.translate.goog/",
        "https://mandrillapp.com/track/click/3/evil.com?p=abc",
        "https://vk.com/evil?to=https://evil.com",
    ],
)
def test_what_is_no_wrapper_stays(plain: str):
    """Plain links, opaque wrappers and broken ones are left as they are."""
    assert unwrap(target(plain)) is None


def test_a_packed_target_is_a_link_and_no_bomb():
    """What is deflated inside a link is unpacked as far as a link may be long."""
    bomb = quote(urlsafe_b64encode(compress(b"https://evil.com/" + b"a" * 50_000_000)).decode())
    found = unwrap(target(f"https://eu1.defend.egress.com/Warning?Base64Url={bomb}"))
    assert found is not None
    assert len(found.inner) <= 16 * 1024


@pytest.mark.parametrize(
    ("domain", "vendor", "opaque"),
    [
        ("eur01.safelinks.protection.outlook.com", "Microsoft Safe Links", False),
        ("url.us.m.mimecastprotect.com", "Mimecast", True),
        ("u1.ct.sendgrid.net", "SendGrid tracking", True),
        ("evil.example", "", False),
    ],
)
def test_who_wraps_is_known_by_the_host(domain: str, vendor: str, *, opaque: bool):
    """A service has a name, and it is known whether its links tell where they lead."""
    assert (vendor_of(domain), is_opaque(domain)) == (vendor, opaque)
