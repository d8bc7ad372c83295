"""Real mail in, found, pulled back, proved, undone: on a real Dovecot, by commands alone."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
from tests.making.corpus import CorpusMissingError, Labelled, corpus
from tests.servers.clawback import Server, settings
from tests.servers.dovecot import Dovecot, why_not
from tests.servers.lmtp import LmtpClient
from tests.stories.owner import Owner, Seen
from tests.stories.teller import Teller

from clawback.model.fingerprint import header_fingerprint, network_message_id, split

ACCOUNTS = [f"user{number:02}" for number in range(20)]
DOMAIN = "example.org"
SESSIONS = 4  # divides the number of accounts
SPAMMER = "insurancemail.net"
FLAGS = (("\\Seen",), ("\\Seen", "\\Answered"), ("\\Flagged", "$Work"), ())

pytestmark = [pytest.mark.server, pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def mails() -> list[Labelled]:
    try:
        return corpus()
    except CorpusMissingError as error:
        pytest.skip(f"needs the SpamAssassin corpus from npm ({error})")


@pytest.fixture(scope="module", params=["maildir", "mdbox"])
def dovecot(request) -> Iterator[Dovecot]:
    if reason := why_not():
        pytest.skip(reason)
    with Dovecot.start(accounts=ACCOUNTS, mail_format=request.param) as server:
        yield server


@pytest.fixture
def clawback(tmp_path, dovecot) -> Iterator[Server]:
    with Server(tmp_path / "data", settings=settings(dovecot, DOMAIN)) as server:
        yield server


def test_spam_of_one_domain_is_pulled_back_from_every_mailbox_and_put_back(
    mails, dovecot, clawback, capsys
):
    """What the command line says happened is what the owners' own IMAP connections see."""
    say = Teller(capsys)
    deliver(mails, dovecot, clawback)
    counted = distinct(mails)
    clawback.await_count(counted)
    say(f"delivered over LMTP with a journal copy: {len(mails)}; searchable: {counted} deliveries")
    wanted = fingerprints(mails)
    mark(dovecot, wanted)
    before = seen_by_owners(dovecot)
    mine = [mail for mail in before if mail.fingerprint in wanted]

    text = f"sender_domain:{SPAMMER}"
    say(f"$ clawback search '{text}' --count\n{clawback.cli('search', text, '--count')}")
    report = clawback.cli(
        "remediate", "soft_delete", text, "--name", "insurance spam", "--yes", "--wait"
    )
    say(f"$ clawback remediate soft_delete '{text}' --name 'insurance spam' --yes --wait\n{report}")

    after = seen_by_owners(dovecot)
    assert not [mail for mail in after if mail.fingerprint in wanted]
    assert others(after, wanted) == others(before, wanted)
    assert not [name for name in ACCOUNTS if may_open(dovecot, name, "Recoverable")]
    say(f"owners saw {len(mine)} of these mails before and see none now; all others are untouched")

    (done,) = [one for one in clawback.json("remediation", "list") if one["name"]]
    undone = clawback.cli("remediation", "undo", done["id"], "--wait")
    say(f"$ clawback remediation undo {done['id']} --wait\n{undone}")
    back = [mail for mail in seen_by_owners(dovecot) if mail.fingerprint in wanted]
    assert [as_it_was(mail) for mail in back] == [as_it_was(mail) for mail in mine]
    assert len(back) == int(clawback.cli("search", text, "--count"))
    say(f"owners see {len(back)} of them again, each with its folder, flags and date")


def deliver(mails: list[Labelled], dovecot: Dovecot, clawback: Server) -> None:
    """Each mail to one account in turn, and its journal copy to Clawback.

    Over several sessions at once, as mail servers do; those of one account over the same.
    """

    def session(first: int) -> None:
        with ExitStack() as stack:
            mailbox = stack.enter_context(LmtpClient(dovecot.host, dovecot.lmtp_port))
            journal = stack.enter_context(LmtpClient("127.0.0.1", clawback.lmtp_port))
            for number in range(first, len(mails), SESSIONS):
                for client in (mailbox, journal):
                    (reply,) = client.send("", [recipient(number)], mails[number].raw)
                    assert reply.startswith(b"250"), reply

    with ThreadPoolExecutor(SESSIONS) as threads:
        list(threads.map(session, range(SESSIONS)))


def distinct(mails: list[Labelled]) -> int:
    """How many deliveries these are; the corpus holds a few mails twice."""
    return len({(network_message_id(mail.raw), recipient(n)) for n, mail in enumerate(mails)})


def recipient(number: int) -> str:
    return f"{ACCOUNTS[number % len(ACCOUNTS)]}@{DOMAIN}"


def fingerprints(mails: list[Labelled]) -> set[str]:
    """Of the mails whose From names the spammer's domain."""
    return {
        header_fingerprint(split(mail.raw)[0])
        for mail in mails
        if SPAMMER.encode() in _from_line(split(mail.raw)[0].lower())
    }


def mark(dovecot: Dovecot, wanted: set[str]) -> None:
    """Owners have read, answered, flagged some of these mails."""
    for name, owner in owners(dovecot):
        mine = [mail for mail in owner.mails() if mail.fingerprint in wanted]
        for number, mail in enumerate(mine):
            flags = FLAGS[(number + len(name)) % len(FLAGS)]
            if flags:
                owner.flag(mail.folder, mail.uid, *flags)


def owners(dovecot: Dovecot) -> Iterator[tuple[str, Owner]]:
    for name, password in dovecot.users.items():
        with Owner(dovecot.host, dovecot.imap_port, name, password) as owner:
            yield name, owner


def seen_by_owners(dovecot: Dovecot) -> list[Seen]:
    return sorted(mail for _, owner in owners(dovecot) for mail in owner.mails())


def others(mails: list[Seen], wanted: set[str]) -> list[Seen]:
    return [mail for mail in mails if mail.fingerprint not in wanted]


def as_it_was(mail: Seen) -> tuple[str, str, tuple[str, ...], str]:
    return mail.folder, mail.fingerprint, mail.flags, mail.date


def may_open(dovecot: Dovecot, name: str, folder: str) -> bool:
    with Owner(dovecot.host, dovecot.imap_port, name, dovecot.users[name]) as owner:
        return owner.may_open(folder)


def _from_line(header: bytes) -> bytes:
    return b" ".join(
        line for line in header.replace(b"\n ", b" ").split(b"\n") if line.startswith(b"from:")
    )
