"""What is known of a message's authentication, in the reference product's values."""

from __future__ import annotations

from dataclasses import dataclass

from clawback.model.labelled import Labelled


class Spf(Labelled):
    """SPF results (RFC 7208 §2.6)."""

    FAIL = "fail", "Fail"
    NEUTRAL = "neutral", "Neutral"
    NONE = "none", "None"
    PASS = "pass", "Pass"
    PERMANENT_ERROR = "permanent_error", "Permanent error"
    SOFT_FAIL = "soft_fail", "Soft fail"
    TEMPORARY_ERROR = "temporary_error", "Temporary error"


class Dkim(Labelled):
    """DKIM results (RFC 8601 §2.7.1), by the reference product's names."""

    ERROR = "error", "Error"
    FAIL = "fail", "Fail"
    IGNORE = "ignore", "Ignore"
    NONE = "none", "None"
    PASS = "pass", "Pass"
    TEST = "test", "Test"
    TIMEOUT = "timeout", "Timeout"
    UNKNOWN = "unknown", "Unknown"


class Dmarc(Labelled):
    """DMARC results (RFC 7489 §11.2), by the reference product's names."""

    BEST_GUESS_PASS = "best_guess_pass", "Best guess pass"
    FAIL = "fail", "Fail"
    NONE = "none", "None"
    PASS = "pass", "Pass"
    PERMANENT_ERROR = "permanent_error", "Permanent error"
    SELECTOR_PASS = "selector_pass", "Selector pass"
    TEMPORARY_ERROR = "temporary_error", "Temporary error"
    UNKNOWN = "unknown", "Unknown"


class Composite(Labelled):
    """The one-word summary over SPF, DKIM and DMARC."""

    FAIL = "fail", "Fail"
    NONE = "none", "None"
    PASS = "pass", "Pass"
    SOFT_PASS = "soft_pass", "Soft pass"


@dataclass(frozen=True, slots=True, kw_only=True)
class Authentication:
    """The four results; `None` means that nobody said anything."""

    spf: Spf | None = None
    dkim: Dkim | None = None
    dmarc: Dmarc | None = None
    composite: Composite | None = None
