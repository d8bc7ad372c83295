"""How two people pry into each other's mail by submitting it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.servers.submitting import submission_ground, submissions_on
from tests.store.scope_probes import OF, SHARED, World

from clawback.purge.judgements import HOUSE, Ground
from clawback.submissions.making import Wish
from clawback.submissions.submission import Category, Reason
from clawback.submissions.submissions import Submissions

_WISH = {"category": "phish", "reason": "confirmed_threat"}
_FOR_ALL: list[str] = []  # a submission of somebody who sees everything


def submissions_of(ground: Ground) -> Submissions:
    """With one that somebody made who sees everything."""
    room = submissions_on(submission_ground(ground, Path(tempfile.mkdtemp())))
    wish = Wish(category=Category.PHISH, reason=Reason.CONFIRMED_THREAT)
    made = room.email(SHARED.network_message_id, "", wish, HOUSE)
    _FOR_ALL[:] = [made.submission.id]
    return room


def _email(world: World) -> None:
    """The other's mail is as unknown as mail that never was, by id and by recipient."""
    unknown = world.web.post("/submissions/email", json={**_WISH, "network_message_id": "none"})
    assert unknown.status_code == 404
    for row in world.theirs:
        which = {"network_message_id": row.network_message_id, "recipient": world.other}
        answer = world.web.post("/submissions/email", json={**_WISH, **which})
        assert answer.content == unknown.content


def _others(world: World) -> None:
    """One that reaches beyond one's scope is as unknown as one that never was."""
    mine = {"network_message_id": OF[world.me][0].network_message_id}
    own = world.web.post("/submissions/email", json={**_WISH, **mine}).json()
    assert world.other not in str(own)
    listed = [one["id"] for one in world.get("/submissions")["items"]]
    assert own["id"] in listed
    assert _FOR_ALL[0] not in listed
    unknown = world.web.get("/submissions/S-0000000000XXX")
    assert unknown.status_code == 404
    assert world.web.get(f"/submissions/{_FOR_ALL[0]}").content == unknown.content
    dispute = {"what": "result", "text": "no"}
    for verb, body in (("retry", {}), ("resubmit", {}), ("dispute", dispute)):
        answer = world.web.post(f"/submissions/{_FOR_ALL[0]}/{verb}", json=body)
        assert answer.content == unknown.content


def _handed_in(world: World) -> None:
    """What one hands in oneself tells nothing of the other; an uploaded mail is not joined."""
    url = world.web.post("/submissions/url", json={**_WISH, "urls": [f"{world.me}.example"]})
    query = "kind=email&category=phish&reason=appears_suspicious"
    mail = f"Subject: {world.me}\r\n\r\nx".encode()
    sent = world.web.post(f"/submissions/upload?{query}", content=mail)
    assert (url.status_code, sent.status_code) == (202, 202)
    told = f"{url.json()} {sent.json()} {world.get('/submissions/targets')}"
    assert world.other not in told


SUBMISSION_PROBES: dict[str, Callable[[World], None]] = {
    "submission_email": _email,
    **dict.fromkeys(("submission_url", "submission_upload", "submission_targets"), _handed_in),
    **dict.fromkeys(
        (
            "submission_list",
            "submission_get",
            "submission_retry",
            "submission_resubmit",
            "submission_dispute",
        ),
        _others,
    ),
}
