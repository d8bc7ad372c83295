"""Who the organisation exchanges mail with: customers and suppliers that do not exist.

All domains lie under names reserved for this (RFC 2606, RFC 6761), all addresses in blocks reserved
for documentation (RFC 5737, RFC 3849).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta, timezone
from enum import StrEnum

from clawback.demo.names import CULTURES, local_part
from clawback.demo.seed import chance


class Dealing(StrEnum):
    """What the partner is to us."""

    CUSTOMER = "customer"
    SUPPLIER = "supplier"


class Care(StrEnum):
    """How well the partner's mail is authenticated."""

    FULL = "full"
    NO_DMARC = "no_dmarc"
    SPF_ONLY = "spf_only"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Somebody at a partner."""

    name: str
    address: str
    title: str

    @property
    def given(self) -> str:
        return self.name.split()[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """A company that writes to us, and that we write to."""

    name: str
    domain: str
    dealing: Dealing
    language: str
    zone: timezone
    care: Care
    ip: str
    country: str  # ISO 3166-1, as invented as the company
    contacts: tuple[Contact, ...]

    @property
    def mail_host(self) -> str:
        return f"mail.{self.domain}"


LOOKED_ALIKE = "skarholt.example"  # the supplier whose conversations are hijacked

_PARTNERS = """
supplier|Skarholt Components|skarholt.example|en|norwegian
supplier|Ferrowald Metall GmbH|ferrowald.example|de|german
supplier|Lumidesk Office|lumidesk.example|en|english
supplier|Cartavia Travel|cartavia.example|en|english
supplier|Halvorn Freight|halvorn.example|en|norwegian
supplier|Vantorre Avocats|vantorre.example|fr|french
supplier|Mirelta Catering|mirelta.example|es|spanish
supplier|Orsava Insurance|orsava.example|en|english
supplier|Pelnik Narzędzia|pelnik.example|pl|polish
supplier|Quarzhof Optik GmbH|quarzhof.example|de|german
supplier|Nubelo Cloud|nubelo.example|en|indian
supplier|Brevenne Cartonnage|brevenne.example|fr|french
supplier|Stellwerk Elektronik|stellwerk.example.net|de|german
supplier|Dunmarrow Print|dunmarrow.example.com|en|english
supplier|Tessaro Bearings|tessaro.example|it|italian
supplier|Kawanishi Sensors|kawanishi.example|ja|japanese
supplier|Ostrander Adhesives|ostrander.example.org|en|english
supplier|Veldhuizer Pompen|veldhuizer.example|nl|german
customer|Ardenholm Water|ardenholm.example|en|english
customer|Norrland Papper|norrland-papper.example|en|norwegian
customer|Stadtwerke Querum|querum.example|de|german
customer|Brauhaus Lindenau|lindenau.example|de|german
customer|Chemiewerk Osterfelde|osterfelde.example|de|german
customer|Laboratoires Vauclin|vauclin.example|fr|french
customer|Eaux de la Brèche|eaux-breche.example|fr|french
customer|Laiteries Morvenne|morvenne.example.com|fr|french
customer|Aceites Navalmora|navalmora.example|es|spanish
customer|Cerámicas Tormes Azul|tormesazul.example|es|spanish
customer|Bodegas Peñarrubia|penarrubia.example|es|spanish
customer|Pellworth Pharma|pellworth.example|en|english
customer|Castleforge Foods|castleforge.example|en|english
customer|Thornby Rail|thornby.example.net|en|english
customer|Saffron Vale Dairy|saffronvale.example|en|indian
customer|Deccan Process Works|deccan-process.example|en|indian
customer|Mizukawa Kagaku|mizukawa.example|ja|japanese
customer|Hollandse Zuivel Oord|zuiveloord.example|nl|german
customer|Browar Zatoka|zatoka.example|pl|polish
customer|Acque Valserena|valserena.example|it|italian
customer|Kestrel Bay University|kestrelbay.example.org|en|english
customer|Wolds Energy|woldsenergy.example|en|english
customer|Blauwasser Anlagen|blauwasser.example|de|german
customer|Glaswerke Ilmensee|ilmensee.example|de|german
customer|Harrowgate Breweries|harrowgate.example|en|english
customer|Delta Nine Desalination|deltanine.example.com|en|arabic
customer|Tamarind Biotech|tamarind.example|en|indian
customer|Pinecrest Semiconductor|pinecrest.example|en|english
customer|Cascade Fisheries|cascadefish.example|en|english
customer|Obafemi Refining|obafemi-refining.example|en|yoruba
customer|Marmara Boya|marmaraboya.example|en|turkish
customer|Dnipro Glass Union|dniproglass.example|en|ukrainian
"""

_HOURS = {"en": 0, "ja": 9, "in": 5}
_COUNTRIES = {
    "arabic": "AE",
    "english": "GB",
    "french": "FR",
    "german": "DE",
    "indian": "IN",
    "italian": "IT",
    "japanese": "JP",
    "norwegian": "NO",
    "polish": "PL",
    "spanish": "ES",
    "turkish": "TR",
    "ukrainian": "UA",
    "yoruba": "NG",
}
_TITLES = {
    Dealing.CUSTOMER: ("Laboratory Manager", "Maintenance", "Purchasing", "Process Engineer"),
    Dealing.SUPPLIER: ("Accounts Receivable", "Sales", "Order Desk", "Key Account Manager"),
}


def partners(seed: str = "clawback") -> tuple[Partner, ...]:
    """Everybody we deal with, the same for the same seed."""
    lines = [line for line in _PARTNERS.split("\n") if line]
    return tuple(_partner(seed, number, line) for number, line in enumerate(lines))


def _partner(seed: str, number: int, line: str) -> Partner:
    dealing, name, domain, language, culture = line.split("|")
    random = chance(seed, "partner", domain)
    names = CULTURES[culture]
    people = {
        f"{random.choice(names.given)} {random.choice(names.family)}": None
        for _ in range(random.randint(2, 4))
    }
    titles = _TITLES[Dealing(dealing)]
    return Partner(
        name=name,
        domain=domain,
        dealing=Dealing(dealing),
        language=language,
        zone=timezone(timedelta(hours=_HOURS.get(language, 1))),
        care=random.choices(tuple(Care), (70, 15, 10, 5))[0],
        ip=f"203.0.113.{10 + number * 4}",
        country="NL" if language == "nl" else _COUNTRIES[culture],
        contacts=tuple(
            Contact(
                name=person,
                address=f"{local_part(person)}@{domain}",
                title=titles[place % len(titles)],
            )
            for place, person in enumerate(people)
        ),
    )
