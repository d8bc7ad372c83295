"""An investigation as a value: what it began with, what its steps found, and where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from clawback.model.labelled import Labelled
from clawback.model.scope import EVERYWHERE, Scope


class RootKind(Labelled):
    """What an investigation can begin with."""

    MESSAGE = "message", "Message"
    SENDER = "sender", "Sender"
    RECIPIENT = "recipient", "Recipient"
    URL = "url", "URL"
    ALERT = "alert", "Alert"
    CLICK = "click", "Click"


class Status(Labelled):
    """Where an investigation stands, in the reference product's words."""

    RUNNING = "running", "Running"
    NO_THREATS_FOUND = "no_threats_found", "No threats found"
    PARTIALLY_INVESTIGATED = "partially_investigated", "Partially investigated"
    PENDING_ACTION = "pending_action", "Pending action"
    PARTIALLY_REMEDIATED = "partially_remediated", "Partially remediated"
    REMEDIATED = "remediated", "Remediated"
    FAILED = "failed", "Failed"
    TERMINATED_BY_SYSTEM = "terminated_by_system", "Terminated by system"
    TERMINATED_BY_USER = "terminated_by_user", "Terminated by user"


class StepName(Labelled):
    """What is done, in this order."""

    ROOT = "root", "What it began with"
    REJUDGE = "rejudge", "Links and files asked again"
    CLUSTERS = "clusters", "Mail like it"
    VERDICT = "verdict", "Verdicts"
    CLICKS = "clicks", "Clicks"
    RULES = "rules", "Rules of mailboxes"
    SENDING = "sending", "What users sent"
    VOLUME = "volume", "Volume"
    ACTIONS = "actions", "Recommended actions"


class ClusterKind(Labelled):
    """By what mail was put together; the narrower come first."""

    SIMILARITY = "similarity", "Reads or looks alike"
    FILE = "file", "Has the same file"
    URL = "url", "Has the same URL"
    SUBJECT = "subject", "Same subject and sender domain"
    SENDER = "sender", "Same sender"
    URL_DOMAIN = "url_domain", "Links to the same domain"
    SENDER_IP = "sender_ip", "Same sender IP"
    USER = "user", "Sent by a user of yours"


class Threat(Labelled):
    """What evidence comes to."""

    MALICIOUS = "malicious", "Malicious"
    SUSPICIOUS = "suspicious", "Suspicious"
    NONE = "none", "No threats found"


@dataclass(frozen=True, slots=True, kw_only=True)
class Root:
    """What an investigation begins with: a value of its kind, such as an address or an id."""

    kind: RootKind
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A value that the root's mail has; `deliveries` counts how many of that have it."""

    field: str
    value: str
    deliveries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One thing that was found, about whom, what it comes to, and why."""

    entity: str
    verdict: Threat
    reason: str


class AdviceKind(Labelled):
    """What people should do that no remediation can."""

    BLOCK_URL = "block_url", "Block the link at the click"
    STOP_FORWARDING = "stop_forwarding", "Turn off external mail forwarding"
    REMOVE_RULE = "remove_rule", "Remove the rule that hides mail"
    SECURE_ACCOUNT = "secure_account", "Secure the account"


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What should be done about a user or a link, and why."""

    kind: AdviceKind
    entity: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """How many deliveries lie in a location now, by its code."""

    location: str
    deliveries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Mail that shares something with the root, as it was counted at `at`. Counts are deliveries.

    `bad` are held for malware or phish, `spam` for spam alone; `spared` are left out by the
    settings and are never acted on. `key` is the kind and value, the same in every investigation.
    """

    key: str
    kind: ClusterKind
    filter: str
    at: datetime
    deliveries: int
    messages: int
    bad: int
    spam: int
    spared: int = 0
    places: tuple[Place, ...] = ()
    verdict: Threat = Threat.NONE
    reason: str = ""

    @property
    def share(self) -> float:
        """How much of it is held for malware or phish, from 0 to 1."""
        return self.bad / self.deliveries if self.deliveries else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What one step found; `sentence` says it for the log."""

    sentence: str
    entities: tuple[Entity, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    clusters: tuple[Cluster, ...] = ()
    advice: tuple[Advice, ...] = ()
    verdict: Threat = Threat.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step that is over."""

    name: StepName
    at: datetime
    seconds: float
    findings: Findings


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionTaken:
    """What was done about a cluster: a remediation, in the action centre.

    `filter` finds the deliveries that it is about. `trouble` is a sentence, or empty.
    """

    cluster: str
    remediation: str
    filter: str
    deliveries: int
    trouble: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opener:
    """Who began it, with as much of them as it takes to act in their name later."""

    id: str
    name: str
    role: str
    kind: str
    person: str = ""
    scope: Scope = EVERYWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Investigation:
    """An investigation as it is kept; `playbook` is name and version, such as `mail@1`."""

    id: str
    root: Root
    playbook: str
    reason: str
    since: datetime
    at: datetime
    opener: Opener
    status: Status = Status.RUNNING
    trouble: str = ""
    changed_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An investigation with its steps so far and the actions that it recommended.

    `spare` is the filter of mail that the settings leave out, as they are now.
    """

    investigation: Investigation
    steps: Sequence[Step] = ()
    actions: Sequence[ActionTaken] = ()
    remediations: Mapping[str, str] = field(default_factory=dict)
    spare: str = ""

    def done(self, name: StepName) -> Findings | None:
        """What a step found, `None` when it is still to be done."""
        return next((one.findings for one in self.steps if one.name is name), None)

    @property
    def clusters(self) -> tuple[Cluster, ...]:
        """With their verdicts as soon as these are known, those of users last."""
        found = [self.done(StepName.VERDICT) or self.done(StepName.CLUSTERS)]
        found.append(self.done(StepName.SENDING))
        return tuple(one for each in found if each for one in each.clusters)

    @property
    def entities(self) -> tuple[Entity, ...]:
        found = self.done(StepName.ROOT)
        return found.entities if found else ()

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        return tuple(one for step in self.steps for one in step.findings.evidence)

    @property
    def spared(self) -> int:
        """Deliveries that are left out, in the cluster that has most of them."""
        return max((one.spared for one in self.clusters), default=0)

    @property
    def advice(self) -> tuple[Advice, ...]:
        return tuple(one for step in self.steps for one in step.findings.advice)

    @property
    def verdict(self) -> Threat:
        """What the root is held for: the worst of its own and of what came back from clusters."""
        return self._worst(StepName.ROOT, StepName.REJUDGE, StepName.VERDICT)

    @property
    def trouble(self) -> Threat:
        """The worst of the root and of the users whom it reached."""
        return worst((self.verdict, self._worst(StepName.RULES, StepName.SENDING)))

    def _worst(self, *names: StepName) -> Threat:
        found = map(self.done, names)
        return worst(one.verdict for one in found if one)


def worst(verdicts: Iterable[Threat]) -> Threat:
    """The worst of these, no threat where there are none."""
    found = set(verdicts)
    return next((one for one in Threat if one in found), Threat.NONE)
