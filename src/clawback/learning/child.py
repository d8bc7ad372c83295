"""The program that learns: examples in on standard input, a saved model out.

Run as `python -m clawback.learning.child MOMENT`, by `school` only. It sees numbers, and no mail.
"""

from __future__ import annotations

import sys
from datetime import datetime

from clawback.analysis.judges.linear import learn
from clawback.analysis.judges.site_model import SiteModel, packed
from clawback.learning.school import read


def main() -> None:
    """Learns once."""
    learnt = learn(list(read(sys.stdin.buffer)))
    model = SiteModel(learnt=learnt, at=datetime.fromisoformat(sys.argv[1]))
    sys.stdout.buffer.write(packed(model))


if __name__ == "__main__":
    main()
