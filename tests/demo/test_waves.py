"""The attacks can be found by the filters that the tutorial names, among other mail."""

import pytest
from tests.demo.filling import filled

from clawback.analysis.message import analyse
from clawback.demo.organisation import DOMAIN
from clawback.demo.waves import hijack, invoice, malware, phish
from clawback.demo.waves.phish import ATTACK, PHISH
from clawback.filters.parse import parse
from clawback.store.port import Query


@pytest.fixture(scope="module")
def count(stage, mails):
    store = filled(mails)

    def counted(text):
        return store.count(Query(filter=parse(text), now=stage.now))

    return counted


def test_the_phish_and_the_questions_about_it_share_a_path(count):
    """One filter finds all hosts and wrappers, and two mails too many."""
    assert count(PHISH) == phish.RECIPIENTS + phish.REPORTS
    assert count(ATTACK) == phish.RECIPIENTS


def test_a_filter_by_sender_domain_misses_the_forged_ones(count):
    """The trap of the tutorial is one."""
    assert 0 < count(f"{PHISH} -sender_domain:{DOMAIN}") < phish.RECIPIENTS


def test_some_of_the_phish_is_in_junk_and_was_known(count):
    """The filter of the organisation caught one sender."""
    assert count(f"{ATTACK} original_delivery_location:junk_folder") == phish.CAUGHT
    assert count(f"{ATTACK} threat_type:phish") == phish.CAUGHT


@pytest.mark.parametrize("wrapper", ["safelinks", "google.com/url", "clickmetric"])
def test_the_phish_hides_behind_wrappers(count, wrapper):
    """Each kind of wrapped link is there and is seen through."""
    assert count(f'{ATTACK} (url~"{wrapper}" OR url_wrapper~"{wrapper}")') > 5


def test_invoice_fraud_goes_by_the_chiefs_name(count):
    """Seven deliveries, no link, an answer to somewhere else."""
    found = invoice.FRAUD
    assert count(found) == invoice.RECIPIENTS
    assert count(f"{found} url_count:0 reply_to:*") == invoice.RECIPIENTS


def test_the_malware_comes_under_three_names(count):
    """One stem, three endings, some of it caught; the ZIP has a script in it, too."""
    found = malware.CARRIERS
    assert count(found) == malware.RECIPIENTS
    for ending, times in (("iso", 1), ("zip", 1), ("js", 2)):
        assert count(f"{found} file_extension:{ending}") == times * malware.RECIPIENTS // 3
    assert count(f"{found} threat_type:malware") == malware.CAUGHT


def test_the_look_alike_took_over_a_conversation(count):
    """Four deliveries from it, one answer to it, and the real conversation beside them."""
    assert count(f"sender_domain:{hijack.LOOK_ALIKE}") == hijack.RECEIVED
    assert count(f"recipient_domain:{hijack.LOOK_ALIKE}") == 1


def test_the_hijacked_conversation_quotes_the_real_one(stage):
    """Subject, references and quoted text lead back to the supplier's own mail."""
    told = [analyse(mail.bytes_of(mail.copies[0])) for mail in hijack.hijack(stage)]
    real, fraud = told[0], told[2]
    assert fraud.sender.domain == hijack.LOOK_ALIKE
    assert fraud.subject == f"Re: {real.subject}"
    assert real.internet_message_id in dict(fraud.headers)["References"]
    assert real.text.split("\n")[2] in fraud.text


def test_attachments_of_the_malware_are_what_they_seem(stage):
    """Heads are right, so that the type is found; what is inside does nothing."""
    types = {
        file.extension: file.file_type
        for mail in malware.malware(stage)
        for file in analyse(mail.message).attachments
    }
    assert types["iso"] == "iso"
    assert types["zip"] == "zip"
