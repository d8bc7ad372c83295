"""Links that protection services and redirectors put around others, taken off by rule.

Nothing is asked on the network. Services whose links do not hold their target (Mimecast, Mailgun,
HubSpot) are known by name, and their links stay as they are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

from clawback.analysis.urls import rules
from clawback.analysis.urls.rules import Rule, at, first_of, in_base64, parameter
from clawback.analysis.urls.target import Target
from clawback.model.protected_link import PATH, NotProtectedLinkError, read_path

_SCHEME = re.compile(r"https?:/", re.IGNORECASE)
_GENERIC_NAMES = (
    *("url", "u", "target", "redirect", "redirect_url", "redirecturl"),
    *("dest", "destination", "goto", "link"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unwrapped:
    """What was inside; `known` when the host is that of a wrapper and of nothing else."""

    inner: str
    known: bool


@dataclass(frozen=True, slots=True)
class _Service:
    """Who wraps links under these hosts, and how; without a rule only asking would tell."""

    hosts: re.Pattern[str]
    name: str
    rule: Rule | None = None
    protects: bool = False


def unwrap(outer: Target) -> Unwrapped | None:
    """Take one wrapper off `outer`, if it is one."""
    if protected := protected_target(outer):
        return Unwrapped(inner=protected, known=False)  # anybody can write one
    service = _service_of(outer.domain)
    if service and service.rule:
        inner = service.rule(outer)
        return Unwrapped(inner=inner, known=True) if _SCHEME.match(inner) else None
    inner = _generic(outer) if "http" in outer.query.lower() else ""
    return Unwrapped(inner=inner, known=False) if inner else None


def vendor_of(domain: str) -> str:
    """Who wraps links under this host; empty for hosts of no wrapper that we know."""
    service = _service_of(domain)
    return service.name if service else ""


def is_opaque(domain: str) -> bool:
    """Whether links of this host hide where they lead, so that only asking would tell."""
    service = _service_of(domain)
    return service is not None and service.rule is None


def protected_target(outer: Target) -> str:
    """Where one of our own protected links leads, genuine or not; empty for all other links."""
    if not outer.path.startswith(PATH):
        return ""
    try:
        return read_path(outer.path).link.url
    except NotProtectedLinkError:
        return ""


def unprotected(outer: Target) -> str:
    """What a protection service's link leads to; empty for all other links."""
    service = _service_of(outer.domain)
    inner = service.rule(outer) if service and service.protects and service.rule else ""
    return inner if _SCHEME.match(inner) else ""


@lru_cache(maxsize=8192)
def _service_of(domain: str) -> _Service | None:
    return next((one for one in _SERVICES if one.hosts.fullmatch(domain)), None)


def _generic(outer: Target) -> str:
    values = rules.query_of(outer)
    decoded = (unquote(values[name]) for name in _GENERIC_NAMES if name in values)
    return next((value for value in decoded if _SCHEME.match(value)), "")


_PROTECTION: tuple[tuple[str, str, Rule | None], ...] = (
    (
        r".+\.safelinks\.protection\.(?:outlook\.com|office365\.us|partner\.outlook\.cn)",
        "Microsoft Safe Links",
        parameter("url"),
    ),
    (
        r"statics\.teams\.(?:cdn\.office\.net|microsoft\.com)",
        "Microsoft Teams Safe Links",
        parameter("url"),
    ),
    (r"urldefense(?:\.proofpoint)?\.(?:com|us)", "Proofpoint URL Defense", rules.proofpoint),
    (r"linkprotect\.cudasvc\.com", "Barracuda Link Protection", parameter("a")),
    (r"secure-web\.cisco\.com", "Cisco Secure Email", rules.after_one_step),
    (r".+\.trendmicro\.(?:com|eu)", "Trend Micro", parameter("url")),
    (r"(?:.+\.)?protection\.sophos\.com", "Sophos", in_base64("u")),
    (r"url\.avanan\.click|protect\.checkpoint\.com", "Check Point", rules.avanan),
    (r"protect\d?\.fireeye\.com", "FireEye", parameter("u")),
    (r"clicktime\.(?:symantec\.com|cloud\.postoffice\.net)", "Symantec", parameter("u")),
    (r"(?:.+\.)?fortimail(?:cloud)?\.com", "Fortinet", parameter("url")),
    (r"(?:urlsand\.esvalabs|(?:.+\.)?urlsand)\.com", "Libraesva", parameter("u")),
    (r"linklock\.titanhq\.com", "TitanHQ", parameter("url")),
    (r"(?:.+\.)?linkscan\.io", "Bitdefender", at(r"/scan/ux/.+", rules.path_in_base64(2))),
    (r".+\.defend\.egress\.com", "Egress", rules.packed("base64url")),
    (r"(?:.+\.)?menlosecurity\.com", "Menlo Security", rules.rest_of_path),
    (
        r"deref-(?:gmx|web|mail)(?:-\d+)?\.(?:com|net|de)",
        "GMX and web.de",
        parameter("redirecturl"),
    ),
    (r"(?:.+\.)?mimecast(?:protect)?\.com", "Mimecast", None),
    (r"url\.mailcontrol\.com", "Forcepoint", None),
    (r"url\.emailprotection\.link", "Intermedia", None),
    (r"(?:.+\.)?greathorn\.com", "GreatHorn", None),
    (r"(?:.+\.)?inky\.com", "INKY", None),
    (r"(?:.+\.)?(?:cloud-security\.net|hornetsecurity\.com)", "Hornetsecurity", None),
)
_REDIRECTS: tuple[tuple[str, str, Rule | None], ...] = (
    (
        r"(?:[a-z-]+\.){0,3}google(?:\.[a-z]{2,3}){1,2}",
        "Google redirect",
        first_of(
            at("/url", parameter("q", "url")),
            at("/linkredirect", parameter("dest")),
            at("/(?:pagead/)?aclk", parameter("adurl")),
            rules.amp,
        ),
    ),
    (
        r"(?:.+\.)?(?:doubleclick\.net|googleadservices\.com)",
        "Google advertising",
        parameter("adurl"),
    ),
    (r".+\.translate\.goog", "Google Translate", rules.translated),
    (r"(?:www\.)?bing\.com", "Bing redirect", rules.bing),
    (r"(?:.+\.)?search\.yahoo\.com", "Yahoo redirect", rules.yahoo),
    (r"(?:www\.)?duckduckgo\.com", "DuckDuckGo redirect", at("/l/?", parameter("uddg"))),
    (r"(?:www\.)?linkedin\.com", "LinkedIn redirect", parameter("url")),
    (
        r"(?:lm?\.(?:facebook|instagram|messenger|threads)\.(?:com|net)|l\.wl\.co)",
        "Facebook redirect",
        parameter("u"),
    ),
    (r"(?:www\.)?youtube\.com", "YouTube redirect", parameter("q")),
    (r"out\.reddit\.com", "Reddit redirect", parameter("url")),
    (r"slack-redir\.net", "Slack redirect", parameter("url")),
    (
        r"(?:www\.)?steamcommunity\.com",
        "Steam redirect",
        at("/linkfilter/?", parameter("u", "url")),
    ),
    (r"(?:m\.|www\.)?vk\.(?:com|ru)", "VK redirect", at(r"/away(?:\.php)?", parameter("to"))),
)
_TRACKING: tuple[tuple[str, str, Rule | None], ...] = (
    (r".+\.awstrack\.me", "Amazon SES tracking", rules.ses),
    (r"mandrillapp\.com", "Mandrill tracking", rules.mandrill),
    (r".+\.mjt\.lu", "Mailjet tracking", at(r"/lnk/.+", rules.path_in_base64(-1))),
    (r"(?:.+\.)?(?:hubspotlinks|hs-sales-engage)\.com", "HubSpot tracking", None),
    (r".+\.ct\.sendgrid\.net", "SendGrid tracking", None),
    (r".+\.list-manage\.com", "Mailchimp tracking", None),
    (r".+\.mailgun\.org", "Mailgun tracking", None),
    (r".+\.rs6\.net", "Constant Contact tracking", None),
)
_SERVICES = tuple(
    _Service(re.compile(hosts), name, rule, protects)
    for services, protects in ((_PROTECTION, True), (_REDIRECTS, False), (_TRACKING, False))
    for hosts, name, rule in services
)
