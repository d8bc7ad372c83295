"""The organisation of the demo: about 200 people who do not exist, and how they belong together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta, timezone
from enum import StrEnum
from functools import cached_property
from random import Random

from clawback.demo.names import CULTURES, local_part
from clawback.demo.seed import chance

NAME = "Tarnbeck Instruments"
DOMAIN = "tarnbeck.example"
CHIEF = "Ingrid Solvang"


class Department(StrEnum):
    """Parts of the organisation; the code is also the name of its mailing list."""

    MANAGEMENT = "management"
    FINANCE = "finance"
    SALES = "sales"
    SERVICE = "service"
    ENGINEERING = "engineering"
    PRODUCTION = "production"
    PURCHASING = "purchasing"
    IT = "it"
    PEOPLE = "people"
    MARKETING = "marketing"

    @property
    def label(self) -> str:
        return _LABELS.get(self, self.capitalize())


_LABELS = {
    Department.IT: "IT",
    Department.SERVICE: "Customer Service",
    Department.PEOPLE: "People & Culture",
}


@dataclass(frozen=True, slots=True)
class Site:
    """An office, its hours and its language. Clocks there do not change for summer."""

    city: str
    zone: timezone
    language: str
    cultures: tuple[str, ...]
    share: int  # of the people, relative to the other sites


def _zone(hours: float) -> timezone:
    return timezone(timedelta(hours=hours))


SITES = (
    Site("Bergen", _zone(1), "en", ("norwegian", "norwegian", "polish", "vietnamese"), 34),
    Site("Hamburg", _zone(1), "de", ("german", "german", "german", "turkish", "ukrainian"), 46),
    Site("Leeds", _zone(0), "en", ("english", "english", "yoruba", "indian"), 38),
    Site("Lyon", _zone(1), "fr", ("french", "french", "arabic", "italian"), 22),
    Site("Valencia", _zone(1), "es", ("spanish", "spanish", "italian"), 20),
    Site("Gdansk", _zone(1), "en", ("polish", "polish", "ukrainian"), 16),
    Site("Pune", _zone(5.5), "en", ("indian",), 14),
    Site("Osaka", _zone(9), "en", ("japanese",), 6),
    Site("Portland", _zone(-8), "en", ("english", "spanish", "vietnamese", "yoruba"), 12),
)

_SIZES = {
    Department.FINANCE: 16,
    Department.SALES: 34,
    Department.SERVICE: 26,
    Department.ENGINEERING: 44,
    Department.PRODUCTION: 30,
    Department.PURCHASING: 12,
    Department.IT: 12,
    Department.PEOPLE: 9,
    Department.MARKETING: 11,
}

_TITLES = {
    Department.MANAGEMENT: (
        "Chief Financial Officer",
        "Chief Operating Officer",
        "General Counsel",
    ),
    Department.FINANCE: ("Accountant", "Accounts Payable", "Controller", "Payroll Specialist"),
    Department.SALES: ("Account Manager", "Sales Engineer", "Inside Sales", "Regional Sales"),
    Department.SERVICE: ("Service Engineer", "Customer Support", "Calibration Technician"),
    Department.ENGINEERING: (
        "Mechanical Engineer",
        "Firmware Developer",
        "Test Engineer",
        "Optics Engineer",
        "Product Owner",
    ),
    Department.PRODUCTION: (
        "Production Planner",
        "Shift Supervisor",
        "Quality Inspector",
        "Logistics",
    ),
    Department.PURCHASING: ("Buyer", "Strategic Buyer", "Supplier Quality"),
    Department.IT: ("Systems Administrator", "Service Desk", "Network Engineer"),
    Department.PEOPLE: ("Recruiter", "HR Business Partner", "Training Coordinator"),
    Department.MARKETING: ("Content Editor", "Event Manager", "Graphic Designer"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody with a mailbox."""

    name: str
    local: str
    title: str
    department: Department
    site: Site
    manager: str = ""  # the local part of the manager's address
    phone: str = ""

    @property
    def address(self) -> str:
        return f"{self.local}@{DOMAIN}"

    @property
    def given(self) -> str:
        return self.name.split()[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedMailbox:
    """A mailbox that several people read."""

    name: str
    local: str
    department: Department

    @property
    def address(self) -> str:
        return f"{self.local}@{DOMAIN}"


SHARED = (
    SharedMailbox(name="Tarnbeck Info", local="info", department=Department.SERVICE),
    SharedMailbox(name="Tarnbeck Support", local="support", department=Department.SERVICE),
    SharedMailbox(name="Calibration Lab", local="calibration", department=Department.SERVICE),
    SharedMailbox(name="Orders", local="orders", department=Department.SALES),
    SharedMailbox(name="Accounts Payable", local="invoices", department=Department.FINANCE),
    SharedMailbox(name="Careers", local="careers", department=Department.PEOPLE),
    SharedMailbox(name="Press Office", local="press", department=Department.MARKETING),
    SharedMailbox(name="IT Service Desk", local="servicedesk", department=Department.IT),
)


@dataclass(frozen=True, kw_only=True)
class Organisation:
    """Everybody, in a fixed order; the chief comes first."""

    people: tuple[Person, ...]
    shared: tuple[SharedMailbox, ...] = SHARED

    @property
    def chief(self) -> Person:
        return self.people[0]

    @cached_property
    def departments(self) -> dict[Department, tuple[Person, ...]]:
        return {d: tuple(p for p in self.people if p.department is d) for d in Department}

    @cached_property
    def by_local(self) -> dict[str, Person]:
        return {person.local: person for person in self.people}

    @property
    def accounts(self) -> tuple[str, ...]:
        """The local part of every mailbox."""
        return (*(p.local for p in self.people), *(box.local for box in self.shared))

    def colleagues(self, person: Person) -> tuple[Person, ...]:
        return tuple(p for p in self.departments[person.department] if p is not person)


def found(seed: str = "clawback") -> Organisation:
    """The organisation, the same for the same seed."""
    random = chance(seed, "organisation")
    taken: set[str] = set()
    people = [_chief(taken)]
    people += _department(random, Department.MANAGEMENT, 5, people[0].local, taken)
    for department, size in _SIZES.items():
        people += _department(random, department, size, people[0].local, taken)
    return Organisation(people=tuple(people))


def _chief(taken: set[str]) -> Person:
    local = local_part(CHIEF)
    taken.add(local)
    return Person(
        name=CHIEF,
        local=local,
        title="Chief Executive Officer",
        department=Department.MANAGEMENT,
        site=SITES[0],
        phone="+47 555 0100",
    )


def _department(
    random: Random, department: Department, size: int, chief: str, taken: set[str]
) -> Iterator[Person]:
    """A head who answers to the chief, and people who answer to the head."""
    head = _person(random, department, f"Head of {department.label}", chief, taken)
    if department is Department.MANAGEMENT:
        head = _person(random, department, "Head of Strategy", chief, taken)
    yield head
    for number in range(size - 1):
        titles = _TITLES[department]
        yield _person(random, department, titles[number % len(titles)], head.local, taken)


def _person(
    random: Random, department: Department, title: str, manager: str, taken: set[str]
) -> Person:
    site = random.choices(SITES, [site.share for site in SITES])[0]
    name, local = _fresh_name(random, site, taken)
    return Person(
        name=name,
        local=local,
        title=title,
        department=department,
        site=site,
        manager=manager,
        phone=f"+{random.choice((33, 34, 44, 47, 48, 49))} 555 01{random.randrange(100):02d}",
    )


def _fresh_name(random: Random, site: Site, taken: set[str]) -> tuple[str, str]:
    while True:
        culture = CULTURES[random.choice(site.cultures)]
        name = f"{random.choice(culture.given)} {random.choice(culture.family)}"
        local = local_part(name)
        if local not in taken:
            taken.add(local)
            return name, local
