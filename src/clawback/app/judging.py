"""Our own judges, as the settings want them."""

from __future__ import annotations

from clawback.analysis.judges.entries import AllEntries, Entries
from clawback.analysis.judges.impersonation import Protected
from clawback.analysis.judges.judges import Judges
from clawback.analysis.judges.named_lists import NamedLists
from clawback.app.basis import Basis
from clawback.filters.lists import Lists
from clawback.learning.learning import Learning
from clawback.learning.school import School
from clawback.settings import Settings


def learning_of(basis: Basis) -> Learning:
    """What learns the site's own model; whoever stops the server closes it."""
    return Learning(
        store=basis.store,
        trail=basis.trail,
        clock=basis.clock,
        path=basis.folder.model,
        wanted=basis.settings.judges.site_model,
        school=School(),
    )


def judges(basis: Basis, learning: Learning, tenant: Entries) -> Judges:
    """All of them; who has nothing to go by is left out. `tenant` is the allow/block list."""
    settings, wanted = basis.settings, basis.settings.judges
    listing = wanted.block_lists or wanted.allow_lists
    return Judges(
        protected=Protected(
            people=wanted.addresses,
            own_domains=settings.ingest.own_domains,
            partners=wanted.partners,
            trusted=wanted.trusted,
            brands=wanted.brands,
        ),
        entries=AllEntries([tenant, named_lists(settings, basis.lists)]) if listing else tenant,
        spoofing=wanted.spoofing,
        site_model=learning.now,
    )


def named_lists(settings: Settings, lists: Lists) -> NamedLists:
    """The blocks and allowances that the settings name."""
    wanted = settings.judges
    return NamedLists(lists, blocks=wanted.block_lists, allows=wanted.allow_lists)
