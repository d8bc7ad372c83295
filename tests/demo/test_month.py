import hashlib
import re
from collections import Counter
from datetime import timedelta

import pytest

from clawback.analysis.message import analyse
from clawback.demo.mail.envelope import Folder
from clawback.demo.month import DELIVERIES, month
from clawback.demo.stage import set_stage
from clawback.model.fingerprint import network_message_id
from clawback.model.message import PARSE_COMPLETE

pytestmark = pytest.mark.slow


ADDRESS = re.compile(r"[\w.+-]+@([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)")
RESERVED = re.compile(r"(.+\.)?(example(\.(com|net|org))?|test|invalid)")
# What the wrappers of links are called in the world; their targets are reserved names.
WRAPPERS = {"eur01.safelinks.protection.outlook.com", "www.google.com"}
DOCUMENTATION = ("192.0.2.", "198.51.100.", "203.0.113.")


def digest(mails):
    found = hashlib.sha256()
    for mail in mails:
        for copy in mail.copies:
            found.update(repr((copy.account, copy.folder, copy.flags, copy.received)).encode())
            found.update(mail.bytes_of(copy))
    return found.hexdigest()


@pytest.fixture(scope="module")
def whole(stage):
    return tuple(month(stage))


@pytest.fixture(scope="module")
def messages(mails):
    return tuple(analyse(mail.bytes_of(mail.copies[0])) for mail in mails)


def test_the_same_seed_and_hour_give_the_same_bytes(stage, mails):
    """The demo can be made again, down to the last byte."""
    again = month(set_stage(stage.now), scale=0.02)
    assert digest(mails) == digest(again)


def test_another_seed_gives_another_month(stage, mails):
    """Nothing is written down that ought to be drawn."""
    other = month(set_stage(stage.now, seed="other"), scale=0.02)
    assert digest(mails) != digest(other)


def test_twenty_thousand_deliveries(whole):
    """Within five in a hundred of what is promised."""
    total = sum(mail.deliveries for mail in whole)
    assert abs(total - DELIVERIES) < DELIVERIES * 0.05


def test_every_copy_lies_in_the_thirty_days(stage, whole):
    """Nothing is from the future, nothing is too old to be found."""
    received = [copy.received for mail in whole for copy in mail.copies]
    assert min(received) > stage.start
    assert max(received) < stage.now
    assert max(received) > stage.now - timedelta(hours=2)


def test_weekends_are_quiet(whole):
    """The histogram has the shape of working weeks."""
    days = Counter(copy.received.date() for mail in whole for copy in mail.copies)
    worked = [count for day, count in days.items() if day.weekday() < 5]
    free = [count for day, count in days.items() if day.weekday() >= 5]
    assert min(worked) > 3 * max(free)


def test_all_accounts_get_mail(stage, whole):
    """No mailbox is an empty folder."""
    accounts = {copy.account for mail in whole for copy in mail.copies}
    assert accounts == set(stage.organisation.accounts)


def test_all_folders_are_used_and_most_mail_is_read(whole):
    """People have sorted, deleted and left unread."""
    copies = [copy for mail in whole for copy in mail.copies]
    assert {copy.folder for copy in copies} == set(Folder)
    unread = sum("S" not in copy.flags for copy in copies) / len(copies)
    assert 0.05 < unread < 0.4


def test_every_message_is_one_of_its_own(whole):
    """No two mails are taken for the same one."""
    assert len({network_message_id(mail.message) for mail in whole}) == len(whole)


def test_every_mail_can_be_read_completely(messages):
    """The product's own parser has no complaint about any of them."""
    assert {message.parse for message in messages} == {PARSE_COMPLETE}
    assert not [message.ambiguities for message in messages if message.ambiguities]
    assert all(message.sender.strict and message.sender.address for message in messages)


def test_headers_say_for_whom_each_copy_is(mails):
    """Delivered-To is what an import would go by."""
    for mail in mails:
        for copy in mail.copies:
            delivered = analyse(mail.bytes_of(copy)).delivered_to
            expected = () if copy.folder is Folder.SENT else (copy.recipient,)
            assert delivered[:1] == expected


def test_only_reserved_names_are_used(messages):
    """No mail names a domain that could be somebody's (RFC 2606, RFC 6761)."""
    shown = [f"{m.headers} {m.text}" for m in messages]
    hosts = {name.lower() for text in shown for name in ADDRESS.findall(text)}
    hosts |= {url.domain for message in messages for url in message.urls}
    hosts |= {message.sender.domain for message in messages}
    assert len(hosts) > 40
    names = {host for host in hosts - WRAPPERS if not host.startswith(DOCUMENTATION)}
    assert [host for host in sorted(names) if not RESERVED.fullmatch(host)] == []


def test_sender_addresses_are_documentation_ones(messages):
    """No mail blames a machine that could be somebody's (RFC 5737, RFC 3849)."""
    for message in messages:
        assert message.sender_ip.startswith((*DOCUMENTATION, "2001:db8:", "10.20.")) or (
            not message.sender_ip
        )


def test_the_mail_speaks_several_languages(whole):
    """A screen of subjects looks like the world."""
    text = b"\n".join(mail.message for mail in whole)
    for word in ("Invoice", "Rechnung", "Facture", "Factura", "Fattura", "Factuur", "Faktura"):
        assert word.encode() in text
