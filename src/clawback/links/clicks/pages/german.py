"""The pages in German; a checker of English spelling passes it over."""

from __future__ import annotations

from types import MappingProxyType

from clawback.links.clicks.deciding import Page
from clawback.links.clicks.pages.language import Words

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
