"""Precision and recall of the audit by kind, on sentences with known truth, and how many single changed digits it finds.

Run: python benchmarks/audit_score.py. What the hand-written files scored on the first run, before anything was
learnt from them, stands in FIRST_RUN; their present score only shows that nothing learnt was lost. The honest figure
for reports never seen is the first run.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "auditing" / "corpus")]

from grammar import make_cases  # noqa: E402
from scoring import Score, passages_of, score  # noqa: E402
from sentences import read_cases  # noqa: E402

from sqgz.auditing.quantities import find_figures  # noqa: E402
from sqgz.auditing.review import audit_document  # noqa: E402

FIRST_RUN = {"held_out.txt": (0.972, 0.814),
             "unseen.txt": (0.947, 0.750), "blind.txt": (1.0, 0.652),
             "last.txt": (0.895, 0.895),
             "sixth.txt": (0.941, 0.941), "seventh.txt": (0.667, 0.800),
             "eighth.txt": (0.917, 0.917)}  # fmt: skip
FILES = ("developed.txt", *FIRST_RUN)


def show(name: str, size: int, outcome: Score) -> None:
    first = f"; first run {FIRST_RUN[name][0]:.3f}, {FIRST_RUN[name][1]:.3f}" if name in FIRST_RUN else ""
    print(
        f"{name:16s} {size:5d} texts  precision {outcome.precision:.3f}  recall {outcome.recall:.3f}{first}"
    )
    for kind in sorted(outcome.seeded | outcome.false_errors):
        wrong = outcome.false_errors[kind]
        reported = outcome.true_errors[kind] + wrong
        precision = f"{outcome.true_errors[kind] / reported:.3f}" if reported else "  -  "
        recall = f"{outcome.found[kind] / outcome.seeded[kind]:.3f}" if outcome.seeded[kind] else "  -  "
        print(f"    {kind:17s} seeded {outcome.seeded[kind]:4d}  recall {recall}  precision {precision}")


def change_digits(seed: int) -> None:
    """Change one digit of one figure of each true text, five times, and count what is said."""
    draw, said = random.Random(seed), Counter()
    for case in [case for name in FILES for case in read_cases(name) if not case.kinds]:
        for _ in range(5):
            figures = [
                f
                for f in find_figures(passages_of(case.text).passages[0].text)
                if not f.weak and not f.is_range
            ]
            if not figures:
                break
            figure = draw.choice(figures)
            places = [
                i for i in range(figure.digits_start, figure.digits_end) if case.text[i] in "0123456789"
            ]
            if not places:
                continue
            place = draw.choice(places)
            digit = draw.choice([d for d in "123456789" if d != case.text[place]])
            outcome = audit_document(
                passages_of(case.text[:place] + digit + case.text[place + 1 :]), Path("case")
            )
            severities = {finding.severity for finding in outcome.findings}
            said[next((s for s in ("error", "warning") if s in severities), "nothing")] += 1
    total = said.total()
    print(
        f"one digit of any figure changed, {total} times: "
        + ", ".join(f"{k} {v / total:.1%}" for k, v in said.most_common())
    )
    print(
        "    (figures that stand alone, without count, base, sum or second mention, cannot be checked by anyone)"
    )


def main() -> None:
    for name in FILES:
        cases = read_cases(name)
        show(name, len(cases), score(cases))
    for seed in (1, 2):
        cases = make_cases(seed, 900)
        show(f"grammar {seed}", len(cases), score(cases))
    everything = [case for name in FILES for case in read_cases(name)] + make_cases(1, 900)
    show("all", len(everything), score(everything))
    change_digits(1)


if __name__ == "__main__":
    main()
