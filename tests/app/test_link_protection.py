"""Links at the gate, as docs/guides/links.md sets them up."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from tests.links.sealing import rsa_key, sealed
from tests.making.mails import mail
from tests.servers.basis import basis_in

from clawback.analysis.message import analyse
from clawback.app.link_protection import links_of_mail
from clawback.ingest.gate.header import HeaderChange, changed
from clawback.ingest.gate.rewriting import Original, Rewriting
from clawback.links.arc import SealKeyError
from clawback.links.keys import KEY_FILE
from clawback.model.first_name import FIELD
from clawback.model.location import Directionality
from clawback.model.tags import Tags
from clawback.settings import Settings

GUIDE = (Path(__file__).parents[2] / "docs/guides/links.md").read_text("utf-8")
FIRST, SEAL, RULES = re.findall(r"^```toml\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
PAGE = '<a href="https://shop.example/a?b=c">x</a>'
RAW = mail(html=PAGE)
TAGS = Tags.read({"board": ["chair@example.org"]})


def links(data: Path, text: str = FIRST + RULES):
    made = links_of_mail(basis_in(data, Settings(**tomllib.loads(text)), TAGS))
    return made.organisation, made.rewriter


def original(raw: bytes = RAW, to: str = "anna@example.org", **more) -> Original:
    message = replace(analyse(raw), **more)
    way = {to: Directionality.INBOUND}
    return Original(raw=raw, message=message, mail_from="paul@sender.example", to=way)


def mailbox_copy(raw: bytes, done: Rewriting) -> bytes:
    """The mail as the mail server then has it."""
    head, _, body = raw.partition(b"\r\n\r\n")
    return changed(head + b"\r\n", done.header) + b"\r\n" + (done.body or body)


def test_the_guides_settings_protect(tmp_path):
    """The body has another link, the header tells the mail's first name, which is known again."""
    organisation, rewriter = links(tmp_path)
    assert rewriter is not None
    done = rewriter.rewrite(original())
    assert done is not None
    copy = mailbox_copy(RAW, done)
    assert b"https://links.example.org/s/" in copy
    assert b'href="https://shop.example' not in copy
    assert organisation.first_name(copy) == analyse(RAW).network_message_id
    assert organisation.first_name(RAW) is None


@pytest.mark.parametrize(
    ("to", "protected"),
    [
        ("anna@example.org", True),
        ("chair@example.org", True),
        ("carl@lab.example.org", False),
        ("office@lab.example.org", True),
    ],
)
def test_the_guides_rules(tmp_path, to, protected):
    """Each is for whom the guide says."""
    _, rewriter = links(tmp_path)
    assert rewriter is not None
    done = rewriter.rewrite(original(to=to))
    assert done is not None
    assert (done.body is not None) is protected


@pytest.mark.parametrize("parse", ["limited:time", "limited:memory", "failed:crash"])
def test_what_a_reader_was_lost_on_is_not_read_here(tmp_path, parse):
    """The server's own process takes no mail that killed another."""
    _, rewriter = links(tmp_path)
    assert rewriter is not None
    assert rewriter.rewrite(original(parse=parse)) is None


def test_a_signed_mail_is_told_and_left(tmp_path):
    """One field of the header, and no other body."""
    signed = (
        b"Content-Type: multipart/signed; boundary=b\r\n\r\n--b\r\n"
        b"Content-Type: text/html\r\n\r\n" + PAGE.encode() + b"\r\n--b--\r\n"
    )
    _, rewriter = links(tmp_path)
    assert rewriter is not None
    done = rewriter.rewrite(original(signed))
    field = HeaderChange(name=FIELD, place=0, value=b"not rewritten; signed")
    assert done == Rewriting(header=(field,))


@pytest.mark.parametrize("to", ["anna@example.org", "carl@lab.example.org"])
def test_a_signed_mail_gets_the_words_that_are_set(tmp_path, to):
    """In front, for whom a rule protects; what was signed stays, and the mail is known again."""
    signed = (
        b"From: a@b.example\r\nContent-Type: multipart/signed; boundary=b\r\n"
        b"MIME-Version: 1.0\r\nContent-Transfer-Encoding: 8bit\r\n\r\n--b\r\n"
        b"Content-Type: text/html\r\n\r\n" + PAGE.encode() + b"\r\n--b--\r\n"
    )
    banner = 'banner_for_signed = "Not checked."\n'
    organisation, rewriter = links(tmp_path, FIRST + banner + RULES)
    assert rewriter is not None
    done = rewriter.rewrite(original(signed, to=to))
    assert done is not None
    if "lab" in to:
        assert done == Rewriting()
        return
    copy = mailbox_copy(signed, done)
    head, _, body = copy.partition(b"\r\n\r\n")
    assert re.findall(rb"(?im)^(content-[\w-]+: [\w/]+)", head) == [
        b"Content-Type: multipart/mixed",
        b"Content-Transfer-Encoding: 8bit",
    ]
    assert signed.partition(b"MIME-Version: 1.0\r\n")[2] in body
    assert organisation.first_name(copy) == analyse(signed).network_message_id


def test_without_a_click_service_nothing_is_rewritten(tmp_path):
    """No key is made, and what was rewritten before is known all the same."""
    _, rewriter = links(tmp_path)
    assert rewriter is not None
    done = rewriter.rewrite(original())
    assert done is not None
    organisation, none = links(tmp_path, "")
    assert none is None
    assert organisation.first_name(mailbox_copy(RAW, done)) is not None
    empty = tmp_path / "empty"
    empty.mkdir()
    assert links(empty, "")[0].first_name(mailbox_copy(RAW, done)) is None
    assert not (empty / KEY_FILE).exists()


def test_rewritten_mail_is_sealed_where_there_is_a_key(tmp_path):
    """As the guide has it; a mail without links gets no seal, and a wrong key stops the start."""
    key = tmp_path / "arc.pem"
    pem = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    key.write_bytes(rsa_key().private_bytes(*pem))
    text = FIRST + SEAL.replace("/etc/clawback/arc.pem", str(key))
    _, rewriter = links(tmp_path, text)
    assert rewriter is not None
    done = rewriter.rewrite(original())
    assert done is not None
    assert sealed(mailbox_copy(RAW, done), rsa_key())[0] == b"pass"
    plain = rewriter.rewrite(original(mail()))
    assert plain == Rewriting()
    key.write_bytes(b"x")
    with pytest.raises(SealKeyError):
        links(tmp_path, text)


def test_broken_keys_keep_no_mail_from_being_stored(tmp_path):
    """A mail is known again or is not; both times it is taken."""
    organisation, rewriter = links(tmp_path)
    assert rewriter is not None
    done = rewriter.rewrite(original())
    assert done is not None
    (tmp_path / KEY_FILE).write_text("x")
    assert organisation.first_name(mailbox_copy(RAW, done)) is None
