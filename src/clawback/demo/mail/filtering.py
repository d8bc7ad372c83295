"""What the organisation's gateway found out about a mail: sender authentication and spam score."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum, auto
from random import Random

from clawback.demo.mail.envelope import GATEWAY

JUNK_AT = 6.0  # rspamd's "add header"
_ASSASSIN_JUNK_AT = 5.0


class Filter(StrEnum):
    """Which filter looked. The older gateway of the Leeds office still runs SpamAssassin."""

    RSPAMD = "rspamd"
    SPAM_ASSASSIN = "spamassassin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """SPF, DKIM and DMARC in the words of RFC 8601."""

    spf: str = "pass"
    dkim: str = "pass"
    dmarc: str = "pass"
    policy: str = "REJECT"


FULL = Results()
NO_DMARC = Results(dmarc="none", policy="")
SPF_ONLY = Results(dkim="none", dmarc="pass", policy="NONE")
NOTHING = Results(spf="none", dkim="none", dmarc="none", policy="")
SPOOFED = Results(spf="softfail", dkim="none", dmarc="fail", policy="NONE")
FORGED = Results(spf="fail", dkim="fail", dmarc="fail", policy="QUARANTINE")


def authentication_results(results: Results, *, mail_from: str, from_domain: str) -> str:
    """The header line (RFC 8601 §2.2)."""
    envelope = mail_from or "<>"
    lines = [f"Authentication-Results: {GATEWAY}"]
    dkim = f"\tdkim={results.dkim}"
    if results.dkim != "none":
        dkim += f" header.d={from_domain} header.s=s1"
    lines += [dkim, f"\tspf={results.spf} smtp.mailfrom={envelope}"]
    policy = f" (policy={results.policy.lower()})" if results.policy else ""
    lines.append(f"\tdmarc={results.dmarc}{policy} header.from={from_domain}")
    return ";\n".join(lines)


def submitted(local: str) -> str:
    """The header line for mail that one of our own people handed in after signing in."""
    return f"Authentication-Results: {GATEWAY};\n\tauth=pass smtp.auth={local}"


class Nature(Enum):
    """What a filter sees in a mail, and so which of its rules fire."""

    ORDINARY = auto()
    MAILING = auto()
    SPAM = auto()
    LURE = auto()  # nothing that the filter knows yet
    KNOWN_PHISH = auto()
    KNOWN_MALWARE = auto()


@dataclass(frozen=True, slots=True)
class _Rule:
    name: str
    weight: float
    detail: str = ""

    @property
    def line(self) -> str:
        return f"{self.name}({self.weight:.2f})[{self.detail}]"


_ALWAYS = {
    Nature.ORDINARY: (_Rule("MIME_GOOD", -0.1, "text/plain"), _Rule("RCVD_TLS_LAST", 0)),
    Nature.MAILING: (_Rule("MAILLIST", -0.2, "generic"), _Rule("HAS_LIST_UNSUB", -0.01)),
    Nature.SPAM: (_Rule("RCVD_COUNT_ONE", 0, "1"),),
    Nature.LURE: (_Rule("HAS_X_PRIO_ONE", 0, "1"), _Rule("RCVD_COUNT_ONE", 0, "1")),
    Nature.KNOWN_PHISH: (_Rule("PHISHED_OPENPHISH", 7, "account-verify.invalid"),),
    Nature.KNOWN_MALWARE: (_Rule("CLAM_VIRUS", 9, "Js.Downloader.Delnote-1"),),
}
_DOUBTS = (
    _Rule("FROM_NEQ_ENVFROM", 0.5),
    _Rule("RDNS_NONE", 1),
    _Rule("MANY_INVISIBLE_PARTS", 0.3),
)
_WORSE = (_Rule("HFILTER_HOSTNAME_UNKNOWN", 2.5), _Rule("R_SUSPICIOUS_URL", 1.5))
_SPAMMY = (
    _Rule("BAYES_SPAM", 5.1, "99.97%"),
    _Rule("LOCAL_FUZZY_DENIED", 6, "1:9f2c71d0aa:0.94"),
    _Rule("ABUSE_SURBL", 5, "multi"),
    _Rule("RBL_SENDERSCORE", 3, "127.0.4.12"),
    _Rule("SUBJ_ALL_CAPS", 1.2),
)
_SOMETIMES = {
    Nature.ORDINARY: _DOUBTS,
    Nature.MAILING: (_Rule("HTML_SHORT_LINK_IMG_3", 0.5), _Rule("BULK_TEXT", 1.5), *_DOUBTS),
    Nature.SPAM: (*_SPAMMY, *_WORSE, *_DOUBTS),
    Nature.LURE: (*_WORSE, *_DOUBTS),
    Nature.KNOWN_PHISH: (*_WORSE, *_DOUBTS),
    Nature.KNOWN_MALWARE: (*_WORSE, *_DOUBTS),
}
_OUTCOME = {"pass": "ALLOW(-0.20)", "fail": "FAIL(1.00)", "softfail": "SOFTFAIL(0.60)"}
_ASSASSIN_BAD = (
    ("BAYES_99", 3.5),
    ("RAZOR2_CHECK", 0.9),
    ("URIBL_BLACK", 1.7),
    ("RDNS_NONE", 0.8),
    ("MIME_HTML_ONLY", 0.7),
    ("FROM_LOCAL_NOVOWEL", 0.5),
    ("SUBJ_DOLLARS", 1.6),
    ("T_REMOTE_IMAGE", 0.1),
)


def score_headers(
    random: Random, results: Results, score: float, nature: Nature, *, by: Filter
) -> tuple[str, ...]:
    """Header lines of the filter that looked, with rules that make up about this score."""
    if by is Filter.SPAM_ASSASSIN:
        return _spam_assassin(random, score)
    return _rspamd(random, results, score, nature)


def _rspamd(random: Random, results: Results, score: float, nature: Nature) -> tuple[str, ...]:
    fired = [*_ALWAYS[nature]]
    left = score - sum(rule.weight for rule in fired)
    for rule in random.sample(_SOMETIMES[nature], len(_SOMETIMES[nature])):
        if rule.weight <= left:
            fired.append(rule)
            left -= rule.weight
    symbols = [
        f"R_SPF_{_OUTCOME.get(results.spf, 'NA(0.00)')}[]",
        f"R_DKIM_{_OUTCOME.get(results.dkim, 'NA(0.00)')}[]",
        *(rule.line for rule in fired),
    ]
    result = f"X-Spamd-Result: default: {score >= JUNK_AT} [{score:.2f} / 15.00];\n\t"
    lines = [result + ";\n\t".join(symbols), "X-Rspamd-Server: " + GATEWAY]
    if score >= JUNK_AT:
        lines.append("X-Spam: Yes")
    return tuple(lines)


def _spam_assassin(random: Random, score: float) -> tuple[str, ...]:
    junk = score >= _ASSASSIN_JUNK_AT
    bad = random.sample(_ASSASSIN_BAD, 4 if junk else 1)
    names = ",".join(f"{name}={weight}" for name, weight in sorted(bad))
    status = (
        f"X-Spam-Status: {'Yes' if junk else 'No'}, score={score:.1f} required=5.0\n"
        f"\ttests=[{names},SPF_PASS=-0.001]\n\tautolearn=no autolearn_force=no version=4.0.1"
    )
    level = f"X-Spam-Level: {'*' * max(0, int(score))}"
    return ("X-Spam-Flag: YES", status, level) if junk else (status,)
