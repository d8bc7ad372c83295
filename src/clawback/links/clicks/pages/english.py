"""The pages in English."""

from __future__ import annotations

from types import MappingProxyType

from clawback.links.clicks.deciding import Page
from clawback.links.clicks.pages.language import Words

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
