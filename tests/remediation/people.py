"""People and tokens who propose and approve, and a worker that a test calls."""

from __future__ import annotations

from dataclasses import replace

from tests.making.deliveries import NOW

from clawback.identity.role import Permission, Role
from clawback.jobs.handler import Watch
from clawback.model.actor import Actor, ActorKind


def person(name, role=Role.ADMIN, *, shown="", proved_at=NOW, **changes):
    """Somebody who has signed in, and by default has just proved who they are."""
    plain = Actor(
        id=f"person:{name}",
        name=shown or name,
        role=role.value,
        kind=ActorKind.PERSON,
        person=name,
        permissions=frozenset(p.value for p in role.permissions),
        proved_at=proved_at,
    )
    return replace(plain, **changes)


def token(name, owner="", permissions=tuple(Permission)):
    """A program with every permission there is, and perhaps a person behind it."""
    return Actor(
        id=f"token:{name}",
        name=name,
        role="admin",
        kind=ActorKind.PROGRAM,
        person=owner,
        permissions=frozenset(permission.value for permission in permissions),
    )


def work_off(ledger, task, telling):
    """Does everything that may be done now, in this thread, until nothing is left."""
    while blocks := ledger.exchange([], slots=8).blocks:
        dones = []
        for block in blocks:
            watch = Watch(block, may_act=lambda _: None, note=ledger.note)
            task.work(watch)
            dones.append(watch.done())
        ledger.exchange(dones, slots=0)
        told = ledger.untold()
        telling.tell(told)
        ledger.told([one.token for one in told])
    ledger.exchange([], slots=0)
