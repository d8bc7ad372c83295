"""Given and family names to make people of; any likeness is chance."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Culture:
    """Names that go together."""

    given: tuple[str, ...]
    family: tuple[str, ...]


def _culture(given: str, family: str) -> Culture:
    return Culture(tuple(given.split()), tuple(family.split()))


CULTURES = {
    "english": _culture(
        "Abigail Callum Daphne Edmund Fern Gareth Harriet Imogen Jasper Keira Leonard Maeve Nigel"
        " Olive Piers Rowena Sebastian Tabitha Wilfred Yvonne",
        "Ashcombe Birtwell Cravenby Dunmarsh Elverson Fenwright Garside Hatherby Inglewood"
        " Kettlesing Larkham Merriden Nethercott Oakshaw Pennard Rudstone Stainmore Thackwray",
    ),
    "german": _culture(
        "Annika Bernd Carsten Dörte Elke Falk Gesine Henrik Ilka Jörg Katrin Lutz Maren Nils"
        " Ortrud Rüdiger Silke Torben Ulrike Volker",
        "Ahlborn Brüggemann Dettmar Eickhoff Feldkötter Grewe Harbrecht Jäschke Kröncke"
        " Lührs Möllering Nottebohm Osterkamp Quast Rademaker Schlüter Tönnies Wübbena",
    ),
    "french": _culture(
        "Aurélie Bastien Clémence Didier Élodie Fabrice Gaëlle Hugo Inès Jérôme Léonie Maxence"
        " Noémie Océane Quentin Rémi Solène Thibault",
        "Aubrion Bescond Carpentras Delaunoy Estival Fauchereau Guérinot Hautecour Jolivard"
        " Lestrade Marchenoir Orsigny Pélissot Rouvière Tavernol Vauquelet",
    ),
    "spanish": _culture(
        "Alba Benicio Consuelo Darío Estrella Fermín Gloria Hernán Itziar Joaquín Leire Marcelo"
        " Nuria Óscar Pilar Rocío Saúl Ximena",
        "Albarracín Bermejillo Cantalapiedra Dueñas Escalonilla Figueroles Garcerán Huertas"
        " Izaguirre Luengo Montalbán Navascués Otxoa Peñalver Quirós Sotomonte",
    ),
    "norwegian": _culture(
        "Astrid Bjørn Dagny Eivind Frøydis Gunnar Håkon Ingrid Jorunn Kåre Liv Magnus Ragnhild"
        " Sigurd Torunn Øystein",
        "Aasgård Bjerknes Dalsrud Engebø Fjellstad Grimstveit Haugland Kvernmo Lyngdal Myrvold"
        " Rødseth Solvang Tveiten Vikøren Østrem",
    ),
    "polish": _culture(
        "Agnieszka Bogdan Celina Dariusz Ewelina Grażyna Jarosław Kinga Łukasz Małgorzata Paweł"
        " Sławomir Urszula Wojciech Zofia",
        "Bartczak Cieślik Dobrowicz Gawlik Jędrasik Kępka Łaszcz Michalczak Nowosielec Pietrusik"
        " Rzepnik Sobolczyk Świderek Wilczarek Żurawik",
    ),
    "turkish": _culture(
        "Ayşe Burak Cansu Deniz Elif Gökhan İlknur Kerem Melis Nevin Okan Pelin Selin Tolga Yeliz",
        "Aksoylu Başaran Çamözü Doğanay Ertürkoğlu Güngören Karadereli Özbilgin Şahinbaş Tuncay",
    ),
    "indian": _culture(
        "Aarohi Bhavesh Chitra Devika Eshan Gauri Harish Ishita Jayant Kavya Lalit Meenal Nakul"
        " Pallavi Rohini Sanjana Tanmay Vaishali",
        "Adhikarla Bhandare Chitnavis Deshkar Gokhalekar Inamdar Jogdand Kulkarne Mahajani"
        " Nambisan Pendharkar Raghunathan Sathaye Thirumal Vaidyan",
    ),
    "japanese": _culture(
        "Akari Daichi Emi Fumiko Haruto Izumi Junko Kaito Mayumi Naoki Reiko Satoru Tomoko Yuto",
        "Aoyagawa Fujisawara Hanamori Ishizuka Kawabe Kurosaki Minamoto Nishikado Okabayashi"
        " Shirakawa Tachibano Uehara Yukimura",
    ),
    "yoruba": _culture(
        "Adebayo Bolanle Chidera Damilola Ebele Folake Ifeanyi Kelechi Ngozi Obinna Simisola"
        " Temitope Uchenna Yetunde",
        "Adegbola Balogunle Chukwuma Ekwenze Fashola Ilesanmi Nwabara Ogunbiyi Okonjide Umezulike",
    ),
    "arabic": _culture(
        "Amal Basim Dalia Faris Hala Idris Jumana Karim Lamia Nabil Rania Samir Tariq Yasmin Zaki",
        "Al-Hadrami Barakat Darwishi El-Khatibi Fakhouri Ghanemi Haddadin Jabriya Kanaanu Nassiri"
        " Rahbani Sabbaghi",
    ),
    "italian": _culture(
        "Alessia Bruno Cosima Donato Eleonora Fulvio Ginevra Ivano Ludovica Ornella Ruggero",
        "Bellomonte Casagrandi Fioravante Guidolino Lanzarotti Montefusco Pellegrotti Rinaldesi"
        " Santarcangeli Tassinario",
    ),
    "vietnamese": _culture(
        "An Bình Châu Dũng Giang Hạnh Khánh Linh Minh Ngọc Phúc Quyên Thảo Trung",
        "Bùi Đặng Đoàn Dương Hoàng Huỳnh Lâm Phạm Trịnh Võ",
    ),
    "ukrainian": _culture(
        "Bohdan Daryna Hanna Ivanna Kyrylo Lesia Maksym Nazar Oksana Petro Solomiya Taras Yaryna",
        "Bilozir Chornovil Dmytrenko Havryliuk Kovalyk Lysenchuk Melnychenko Panasiuk Rudenkiv"
        " Tkachyshyn",
    ),
}

_PLAIN = str.maketrans(
    {
        "ø": "o",
        "å": "a",
        "æ": "ae",
        "ß": "ss",
        "ł": "l",
        "đ": "d",
        **{vowel: f"{plain}e" for vowel, plain in zip("äöü", "aou", strict=True)},
    }
)


def local_part(name: str) -> str:
    """A name as the part of an address before the `@`: plain ASCII, parts joined by dots."""
    folded = unicodedata.normalize("NFC", name.lower()).translate(_PLAIN)
    plain = unicodedata.normalize("NFD", folded).encode("ascii", "ignore").decode("ascii")
    return ".".join(plain.split())
