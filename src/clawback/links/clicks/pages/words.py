"""What the pages say, in the languages that they speak."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from clawback.links.clicks.deciding import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One language: a title and a text for each page, and what stands on buttons."""

    code: str
    titles: Mapping[Page, str]
    texts: Mapping[Page, str]
    leads_to: str
    go_on: str
    go_on_from_scan: str
    go_back: str
    contact: str
    done_title: str
    done_text: str
    altered: str
    unknown: str
    expired: str
    not_kept: str
    nothing_here: str


ENGLISH = Words(
    code="en",
    titles=MappingProxyType(
        {
            Page.SCANNING: "This link is being checked",
            Page.SUSPICIOUS: "This message looks suspicious",
            Page.PHISHING: "This message is a phishing attempt",
            Page.MALICIOUS: "This website is harmful",
            Page.ERROR: "This link cannot be opened",
        }
    ),
    texts=MappingProxyType(
        {
            Page.SCANNING: "That takes a few seconds. This page goes on by itself.",
            Page.SUSPICIOUS: "It resembles messages that turned out to be unwanted. Be careful "
            "with what it asks of you.",
            Page.PHISHING: "It was sent to get at passwords, money or data. None of its links is "
            "opened. Do not answer it.",
            Page.MALICIOUS: "It is known to steal passwords or to spread harmful software, or your "
            "organisation does not allow it. It was not opened.",
            Page.ERROR: "Something went wrong on our side.",
        }
    ),
    leads_to="The link leads to",
    go_on="Continue anyway (not recommended)",
    go_on_from_scan="Continue without waiting (not recommended)",
    go_back="Go back",
    contact="Questions",
    done_title="Nothing was opened",
    done_text="You can close this tab.",
    altered="The link was altered on its way, or it is not one of ours. Ask whoever sent it to you "
    "for the address, and type it in yourself.",
    unknown="We cannot tell whether the link is one of ours. Below stands where it says it leads; "
    "we do not vouch for it.",
    expired="The link is too old to be opened here. Below stands where it leads; we did not check "
    "it today.",
    not_kept="The click could not be recorded just now. Try again in a minute. Below stands where "
    "the link leads.",
    nothing_here="There is nothing at this address.",
)
GERMAN = Words(
    code="de",
    titles=MappingProxyType(
        {
            Page.SCANNING: "Dieser Link wird geprüft",
            Page.SUSPICIOUS: "Diese Nachricht wirkt verdächtig",
            Page.PHISHING: "Diese Nachricht ist ein Phishing-Versuch",
            Page.MALICIOUS: "Diese Website ist schädlich",
            Page.ERROR: "Dieser Link lässt sich nicht öffnen",
        }
    ),
    texts=MappingProxyType(
        {
            Page.SCANNING: "Das dauert einige Sekunden. Diese Seite geht von selbst weiter.",
            Page.SUSPICIOUS: "Sie ähnelt Nachrichten, die sich als unerwünscht erwiesen haben. "
            "Seien Sie vorsichtig mit dem, was sie von Ihnen will.",
            Page.PHISHING: "Sie soll Kennwörter, Geld oder Daten erbeuten. Keiner ihrer Links wird "
            "geöffnet. Antworten Sie nicht darauf.",
            Page.MALICIOUS: "Sie stiehlt bekanntermaßen Kennwörter oder verbreitet schädliche "
            "Software, oder Ihre Organisation lässt sie nicht zu. Sie wurde nicht geöffnet.",
            Page.ERROR: "Bei uns ist etwas schiefgegangen.",
        }
    ),
    leads_to="Der Link führt zu",
    go_on="Trotzdem fortfahren (nicht empfohlen)",
    go_on_from_scan="Ohne zu warten fortfahren (nicht empfohlen)",
    go_back="Zurück",
    contact="Fragen",
    done_title="Es wurde nichts geöffnet",
    done_text="Sie können diesen Tab schließen.",
    altered="Der Link wurde unterwegs verändert, oder er ist keiner von uns. Fragen Sie den "
    "Absender nach der Adresse und geben Sie sie selbst ein.",
    unknown="Wir können nicht sagen, ob der Link von uns ist. Unten steht, wohin er nach eigener "
    "Angabe führt; dafür stehen wir nicht ein.",
    expired="Der Link ist zu alt, um hier geöffnet zu werden. Unten steht, wohin er führt; heute "
    "haben wir das nicht geprüft.",
    not_kept="Der Klick ließ sich gerade nicht festhalten. Versuchen Sie es in einer Minute noch "
    "einmal. Unten steht, wohin der Link führt.",
    nothing_here="Unter dieser Adresse gibt es nichts.",
)
_LANGUAGES = {words.code: words for words in (ENGLISH, GERMAN)}
_LONGEST = 500  # characters of the header that are read


def words_for(accept_language: str) -> Words:
    """The language that somebody likes best (RFC 9110 §12.5.4) of those that we speak."""
    liked: list[tuple[float, int, str]] = []
    for place, part in enumerate(accept_language[:_LONGEST].split(",")):
        name, _, rest = part.strip().partition(";")
        liked.append((-_quality(rest), place, name.partition("-")[0].strip().lower()))
    known = [code for quality, _, code in sorted(liked) if code in _LANGUAGES and quality < 0]
    return _LANGUAGES[known[0]] if known else ENGLISH


def _quality(rest: str) -> float:
    text = rest.strip().removeprefix("q=")
    try:
        return min(float(text), 1.0) if rest.strip() else 1.0
    except ValueError:
        return 0.0
