from __future__ import annotations

import pytest

from clawback.analysis.imprint.taking import imprint, subject_template
from clawback.analysis.message import analyse
from clawback.model.imprint import resemblance

PAGE = "<html><body>" + "<p><b>x</b> y" * 8 + "</body></html>"
TEXT = " ".join(f"word{chr(97 + at)}" for at in range(26))


def test_two_mails_of_a_mailing_have_like_imprints():
    """Other numbers, links and names in the same page leave shape and subject the same."""
    first = analyse(mail("Invoice 4711 for anna@example.org", TEXT + " anna", "7"))
    second = analyse(mail("RE: Invoice 0815 for zoe@example.org", TEXT + " zoe", "8"))
    other = analyse(mail("Lunch", " ".join(reversed(TEXT.split())), "9", page="<p>short"))
    assert first.imprint.structure == second.imprint.structure != ""
    assert first.imprint.subject == second.imprint.subject == "invoice * for *"
    assert resemblance(first.imprint, second.imprint) > 0.8
    assert resemblance(first.imprint, other.imprint) < 0.1
    assert other.imprint.structure == ""


def mail(subject: str, text: str, link: str, page: str = PAGE) -> bytes:
    return (
        f"Subject: {subject}\nContent-Type: multipart/alternative; boundary=b\n\n"
        f"--b\nContent-Type: text/plain\n\n{text} https://x.example/{link}\n"
        f"--b\nContent-Type: text/html\n\n{page}\n--b--\n"
    ).encode()


@pytest.mark.parametrize(
    ("subject", "template"),
    [
        ("", ""),
        ("Re: AW: Fwd[2]: Hello", "hello"),
        ("Your parcel JJD000390007882", "your parcel *"),
        ("12/11/2026: 3 new messages", "*/*/*: * new messages"),
    ],
)
def test_a_subject_keeps_what_all_copies_share(subject: str, template: str):
    """Reply marks go, numbers and tokens become a star."""
    assert subject_template(subject) == template


def test_nothing_has_an_empty_imprint():
    """A mail without text, page and subject is like no other."""
    nothing = imprint("", (), "")
    assert resemblance(nothing, nothing) == 0
    assert (nothing.words, nothing.structure, nothing.subject) == ("", "", "")
