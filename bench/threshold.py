"""From which share on a cluster is malicious: what each would find, and what it would get wrong.

`python -m bench.threshold [SEED…]`: made-up mail of another hand than the demo's, with mailings of
which one mail in twenty was misjudged; investigated with other shares for mail that reads alike.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tests.evaluation.labelled_mail import Mixture, Writer
from tests.making.deliveries import NOW

from clawback.evaluation.evaluating import found_from, roots_of
from clawback.evaluation.labels import labelled
from clawback.evaluation.scoring import clustered, found_in_all
from clawback.evaluation.settings import settings_of
from clawback.evaluation.stand import Held, Stand, stand_of
from clawback.investigations.investigation import ClusterKind
from clawback.investigations.policy import InvestigationPolicy

_MIXTURE = Mixture(campaigns=6, mailings=3, singles=20, each=(60, 100))
_MISJUDGED = 0.05
_SEEDS = ("oak", "elm")
_RECOGNISED = (0.1, 0.2, 0.4)
_SHARES = (0.02, 0.05, 0.1, 0.2, 0.4)


def main(arguments: Sequence[str] = ()) -> None:
    """Prints a line for each share of mail that was recognised, and each threshold."""
    settings = settings_of(None)
    for seed in arguments or _SEEDS:
        with tempfile.TemporaryDirectory() as name:
            Writer(seed, _MIXTURE).write(Path(name))
            mails = labelled(Path(name))
            for recognised in _RECOGNISED:
                held = Held(recognised=recognised, misjudged=_MISJUDGED)
                with stand_of(mails, settings, held, now=NOW) as stand:
                    _print(seed, stand, settings.investigations.policy(), recognised)


def _print(seed: str, stand: Stand, policy: InvestigationPolicy, recognised: float) -> None:
    put = clustered([(one.label, one.cluster) for one in stand.mails])
    print(
        f"{seed}, {put.mails} mails, {recognised:.0%} recognised: clustering precision "
        f"{put.precision:.3f}, recall {put.recall:.3f}"
    )
    roots = list(roots_of(stand, 1))
    for share in _SHARES:
        with_share = _from(policy, share)
        told = found_in_all([found_from(stand, with_share, root) for root in roots])
        print(
            f"  from {share:.0%} on: {told.recall:.1%} of the waves (at least {told.least:.1%}), "
            f"{told.clean} clean mails called malicious",
            flush=True,
        )


def _from(policy: InvestigationPolicy, share: float) -> InvestigationPolicy:
    rules = dict(policy.playbook.rules)
    rules[ClusterKind.SIMILARITY] = replace(rules[ClusterKind.SIMILARITY], share=share)
    return replace(policy, playbook=replace(policy.playbook, rules=rules))


if __name__ == "__main__":
    main(sys.argv[1:])
