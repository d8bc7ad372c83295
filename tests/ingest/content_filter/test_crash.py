"""kill -9 while the content filter passes mail on: none is lost."""

from __future__ import annotations

import random
import re
import smtplib
from collections import Counter

import pytest
from tests.ingest.content_filter.test_on_postfix import BY_LMTP, PAGE, TO, site
from tests.making.mails import mail
from tests.servers.hatchery import Hatchery

pytestmark = pytest.mark.server
SERVER = "tests.ingest.content_filter.crashing_filter"
MAILS = 200
KILLS = 4
AT_ONCE = 10  # processes of the guide's entry, each with one mail under way


def test_a_killed_filter_loses_no_mail(tmp_path):
    """200 mails to three people each, four kills: each has each mail.

    Twice is what the next hop had taken and Postfix had not been told: at most one copy for
    each mail that was under way.
    """
    chance = random.Random(4)
    with site(BY_LMTP) as at, Hatchery(SERVER) as hatchery:

        def started():
            process = hatchery.start(f"{SERVER}:main", tmp_path, str(at.port), str(at.back))
            assert process.stdout is not None
            assert process.stdout.readline() == "listens\n"
            return process

        process = started()
        with smtplib.SMTP(at.postfix.host, at.postfix.port) as session:
            for number in range(MAILS):
                session.sendmail("paul@away.example", TO, mail(number, html=PAGE))
        for _ in range(KILLS):
            at.await_mails(min(len(at.box.mails) + chance.randrange(20, 100), 3 * MAILS - 100))
            process.kill()
            process.wait(10)
            process = started()
        at.postfix.run("postqueue", "-f")
        at.await_mails(3 * MAILS)
        at.postfix.await_empty_queue()
        process.kill()
        process.wait(10)
        seen = Counter(
            (*re.findall(rb"Subject: Mail number (\d+)", one.raw), name)
            for one in at.box.mails
            for name in one.rcpt_to
        )
    assert len(seen) == 3 * MAILS
    assert seen.total() - len(seen) <= KILLS * AT_ONCE
