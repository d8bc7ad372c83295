from datetime import timedelta
from itertools import islice, pairwise

import pytest

from clawback.analysis.message import analyse
from clawback.demo.mail.conversation import Conversation
from clawback.demo.mail.correspondent import colleague
from clawback.demo.mail.envelope import Folder
from clawback.demo.mail.grammar import Speaker, phrase_book
from clawback.demo.mail.threads import conversations, matters, posted, regulars
from clawback.demo.seed import chance


@pytest.fixture
def turns(stage):
    ana, bo, cy = map(colleague, stage.organisation.people[:3])
    talk = Conversation(
        stage=stage,
        random=chance("talk"),
        speaker=Speaker(phrase_book("en"), chance("talk"), {"customer": "Ardenholm"}),
        matter=matters("en", "colleagues")[0],
        opener=ana,
        partner=bo,
        copied=(cy,),
    )
    return list(talk.turns(stage.now - timedelta(days=20), 4))


def test_turns_answer_each_other(turns):
    """Writers take turns, each mail refers to all before it, time goes on."""
    drafts = [turn.draft for turn in turns]
    assert [d.sender for d in drafts] == [drafts[0].sender, drafts[1].sender] * 2
    assert all(d.sent > before.sent for before, d in pairwise(drafts))
    assert drafts[3].references == tuple(d.message_id for d in drafts[:3])
    assert drafts[3].in_reply_to == drafts[2].message_id
    assert {d.subject for d in drafts[1:]} == {f"Re: {drafts[0].subject}"}


def test_answers_quote_what_they_answer(turns):
    """The first sentence travels along, one level deeper each time."""
    first = turns[0].draft.text.split("\n")[2]
    assert f"> {first}" in turns[1].draft.text
    assert f">> {first}" in turns[2].draft.text


def test_everybody_in_copy_gets_every_mail(stage, turns):
    """Readers are the other one and those in copy."""
    for turn in turns:
        mail = posted(stage, chance("t"), turn)
        assert len(mail.copies) == 2
        assert turn.writer.account not in {copy.account for copy in mail.copies}


def test_mail_to_people_outside_is_kept_under_sent(stage):
    """What goes out makes a delivery outside and a copy at the writer's."""
    for mail in islice(conversations(stage), 300):
        sent = [copy for copy in mail.copies if copy.folder is Folder.SENT]
        assert bool(sent) == bool(mail.outside)
        assert not set(mail.outside) & {copy.recipient for copy in mail.copies}


def test_partners_deal_with_the_same_few_people(stage):
    """Who writes to a supplier today did so last week."""
    for partner in stage.partners:
        assert regulars(stage, partner) == regulars(stage, partner)
        assert 1 <= len(regulars(stage, partner)) <= 4


def test_conversations_carry_files_that_are_read_back(stage):
    """Some openings have an attachment, with a type that its first bytes confirm."""
    mails = list(islice(conversations(stage), 400))
    files = [f for mail in mails for f in analyse(mail.message).attachments]
    assert {file.extension for file in files} >= {"pdf", "xlsx", "png"}
    assert all(file.complete and file.file_type for file in files)
