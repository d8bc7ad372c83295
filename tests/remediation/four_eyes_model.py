"""What the model of two people knows: who there is, what they did, and what must never be."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from hypothesis import strategies as st
from tests.remediation.people import person, token

from clawback.identity.role import Role
from clawback.remediation.action import Action

LARGEST_FREE = 2  # deliveries
PEOPLE = ("grace", "alan", "edsger", "barbara")

WHO = st.sampled_from(
    [
        *((name, "person") for name in PEOPLE),
        *((name, "renamed") for name in PEOPLE),
        *((name, "unproved") for name in PEOPLE),
        *((name, "token") for name in PEOPLE),
        ("", "service"),
        ("reader", "reader"),
    ]
)
HUMAN = st.sampled_from([(name, "person") for name in PEOPLE])
ANY = st.one_of(HUMAN, HUMAN, WHO)


@dataclass
class Known:
    """What the model knows of one remediation."""

    action: Action
    frozen: frozenset[tuple[str, str]]
    hands: set[str]
    undo: bool = False
    proposed: bool = False
    proposed_at: object = None
    yes: set[str] = field(default_factory=set)
    over: bool = False
    started: bool = False

    @property
    def must_be_approved(self):
        return (
            self.action is Action.HARD_DELETE  # an undo of one restores, which needs it, too
            or len(self.frozen) > LARGEST_FREE
            or any(recipient == "ceo@example.org" for _, recipient in self.frozen)
        )


def actor_of(who, now):
    """The actor that this name is, in one of its guises, at this moment."""
    name, kind = who
    if kind == "token":
        return token(name, name)
    if kind == "service":
        return token("service")
    if kind == "reader":
        return person("reader", Role.READER, proved_at=now)
    proved = now - timedelta(hours=1) if kind == "unproved" else now
    shown = person(name, Role.ADMIN, proved_at=proved)
    if kind == "renamed":
        return person(f"{name}-renamed", proved_at=now, person=name, id="person:other")
    return shown


NEVER = (
    # A vote of somebody who had a hand in the plan.
    """SELECT v.person FROM remediation_vote v JOIN remediation_hand h
       ON h.remediation = v.remediation AND h.person = v.person""",
    # A job that runs although its proposal does not.
    """SELECT r.id FROM remediation r JOIN job j ON j.id = r.job
       JOIN remediation_proposal p ON p.remediation = r.id
       WHERE j.state NOT IN ('draft', 'cancelled') AND p.stage <> 'started'""",
    # A proposal that started with too few other people.
    """SELECT p.remediation FROM remediation_proposal p WHERE p.stage IN ('approved', 'started')
       AND (SELECT COUNT(DISTINCT v.person) FROM remediation_vote v
            WHERE v.remediation = p.remediation AND v.choice = 'approve') < p.quorum""",
    # A plan that is not the one that was proposed.
    """SELECT p.remediation FROM remediation_proposal p JOIN remediation r ON r.id = p.remediation
       WHERE r.plan_hash <> p.plan_hash""",
    # Something started without any entry in the audit trail.
    """SELECT r.id FROM remediation r WHERE r.started_at IS NOT NULL AND NOT EXISTS
       (SELECT 1 FROM audit_entry a WHERE a.action = 'remediation.start'
        AND a.subject = 'remediation:' || r.id)""",
)

# Every answer behind the number of its question, and behind -1 what has started: one statement, for
# it is asked after each of very many steps.
AT_ONCE = " UNION ALL ".join(
    [
        *(f"SELECT {number}, one.* FROM ({asked}) one" for number, asked in enumerate(NEVER)),  # noqa: S608
        "SELECT -1, id FROM remediation WHERE started_at > 0",
    ]
)
