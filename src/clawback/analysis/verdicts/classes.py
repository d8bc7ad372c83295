"""What threats are after, by the names that filters and scanners give them: a table."""

from __future__ import annotations

import re

from clawback.model.verdict import Finding, ThreatClassification, ThreatType

# Whole words of a family's name or a rule's: `Win.Ransomware.Locky`, `ADVANCE_FEE_3_NEW`.
_CLASSES: tuple[tuple[str, ThreatClassification], ...] = (
    (r"ransom(ware)?|locky|lockbit|cryptolocker|wannacry", ThreatClassification.RANSOM),
    (r"download(er)?|dropper|loader|emotet|guloader", ThreatClassification.DOWNLOADER),
    (r"spyware|stealer|keylogger|agenttesla|formbook|lokibot", ThreatClassification.SPYWARE),
    (r"rat|remcos|asyncrat|njrat|nanocore", ThreatClassification.REMOTE_ACCESS_TROJAN),
    (r"adware|pua|pup", ThreatClassification.ADWARE),
    (r"hacktool|mimikatz|cobaltstrike", ThreatClassification.HACK_TOOL),
)
_FEES = r"(T_)?(ADVANCE_FEE|LOTTO|FORM_FRAUD|MONEY_FRAUD)_\w+"
_MALWARE = tuple((re.compile(pattern), meaning) for pattern, meaning in _CLASSES)
_RULES: tuple[tuple[re.Pattern[str], ThreatClassification], ...] = tuple(
    (re.compile(pattern), meaning)
    for pattern, meaning in (
        (
            r"(T_)?(ADVANCE_FEE|LOTTO|FORM_FRAUD|MONEY_FRAUD)_\w+",
            ThreatClassification.ADVANCE_FEE_SCAM,
        ),
        (r"\w*GIFT_?CARD\w*", ThreatClassification.GIFT_CARD),
        (r"\w*PAYROLL\w*", ThreatClassification.PAYROLL),
    )
)
_WORDS = re.compile(r"[a-z]+")


def classes_of(finding: Finding) -> tuple[ThreatClassification, ...]:
    """The classes that a finding's family and rules name, each once."""
    words = set(_WORDS.findall(finding.malware_family.lower()))
    rules = [line.partition(" ")[0] for line in finding.evidence]
    malware = finding.threat is ThreatType.MALWARE
    found = [
        *(meaning for fits, meaning in _MALWARE if malware and any(map(fits.fullmatch, words))),
        *(meaning for fits, meaning in _RULES if any(map(fits.fullmatch, rules))),
    ]
    return tuple(dict.fromkeys(found))
