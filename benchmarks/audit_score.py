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
             "eighth.txt": (0.917, 0.917),
             "ninth.txt": (0.900, 0.667), "tenth.txt": (0.961, 0.746), "eleventh.txt": (0.942, 0.810),
             "twelfth.txt": (0.946, 0.791), "thirteenth.txt": (1.000, 0.750), "fourteenth.txt": (0.963, 0.531), "fifteenth.txt": (0.892, 0.736), "sixteenth.txt": (0.979, 0.662), "seventeenth.txt": (0.967, 0.818)}  # fmt: skip
"""Precision and recall of `error`. From the ninth on: whole paragraphs and tables in report style, half of them true."""
FIRST_RUN_BY_KIND = {
    "ninth.txt": {"breakdown": (5, 4, 1), "difference": (9, 6, 2), "growth": (7, 5, 1), "identity": (1, 1, 0), "impossible": (2, 1, 1),
                  "parts": (14, 6, 0), "repeat": (1, 0, 0), "share": (23, 17, 0), "table": (4, 4, 0)},
    "tenth.txt": {"breakdown": (3, 2, 0), "difference": (6, 5, 0), "growth": (7, 6, 0), "identity": (2, 2, 0), "impossible": (2, 2, 0),
                  "impossible_share": (1, 0, 0), "parts": (13, 7, 0), "repeat": (1, 1, 0), "share": (24, 19, 2), "table": (4, 3, 0)},
    "eleventh.txt": {"breakdown": (4, 3, 0), "difference": (3, 2, 1), "growth": (8, 8, 1), "identity": (1, 1, 0), "impossible": (2, 2, 0),
                     "impossible_share": (1, 1, 0), "parts": (11, 6, 0), "repeat": (1, 0, 1), "share": (22, 19, 0), "table": (5, 5, 0)},
    "twelfth.txt": {"breakdown": (1, 0, 0), "difference": (4, 4, 0), "growth": (3, 2, 0), "identity": (1, 1, 0), "impossible": (2, 2, 0),
                    "impossible_share": (1, 1, 0), "parts": (8, 4, 1), "repeat": (1, 0, 0), "share": (18, 16, 1), "table": (4, 4, 0)},
    "thirteenth.txt": {"breakdown": (1, 1, 0), "difference": (2, 2, 0), "growth": (4, 3, 0), "identity": (1, 1, 0), "impossible": (1, 1, 0),
                       "parts": (6, 2, 0), "repeat": (1, 0, 0), "share": (13, 12, 0), "table": (3, 2, 0)},
    "fourteenth.txt": {"breakdown": (6, 2, 0), "difference": (13, 7, 0), "growth": (10, 5, 0), "identity": (1, 1, 0), "impossible": (3, 2, 2),
                       "impossible_share": (1, 0, 0), "parts": (21, 7, 0), "repeat": (2, 0, 0), "share": (34, 22, 0), "table": (5, 5, 0)},
    "fifteenth.txt": {"breakdown": (6, 6, 0), "difference": (10, 5, 0), "growth": (11, 9, 0), "impossible": (3, 2, 8), "impossible_share": (2, 1, 0),
                      "parts": (20, 15, 0), "repeat": (3, 1, 0), "share": (26, 22, 0), "table": (6, 3, 0)},
    "sixteenth.txt": {"breakdown": (3, 1, 0), "difference": (9, 6, 0), "growth": (6, 5, 0), "identity": (1, 1, 0), "impossible": (4, 2, 0),
                      "impossible_share": (1, 1, 0), "parts": (15, 8, 1), "repeat": (1, 0, 0), "share": (22, 16, 0), "table": (6, 5, 0)},
    "seventeenth.txt": {"breakdown": (2, 1, 0), "difference": (5, 3, 0), "growth": (5, 5, 0), "identity": (1, 1, 0), "impossible": (2, 2, 0),
                        "parts": (4, 3, 0), "repeat": (1, 0, 0), "share": (11, 10, 1), "table": (2, 2, 0)},
}  # fmt: skip
"""Errors seeded, found, and false errors, on the first run.

In the ninth and tenth some places had been marked too narrowly (the error was found at the total instead of at the part,
or as a breakdown instead of as a share): ten marks and one kind were put right afterwards. Before that their first run
counted 0.880, 0.652 and 0.902, 0.698. No text was changed. From the fourteenth on the texts are of many offices (bulletins, census,
petitions, schools, health, budgets), not only of surveys of community workers. One kind of the fourteenth and fifteenth each and one
mark of the sixteenth were put right, and one text of the fifteenth that held no error was taken out; the first runs stand as they were.
"""
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
        line = f"    {kind:17s} seeded {outcome.seeded[kind]:4d}  recall {recall}  precision {precision}"
        seeded, found, false = FIRST_RUN_BY_KIND.get(name, {}).get(kind, (0, 0, 0))
        print(line + (f"  (first run: {found} of {seeded} found, {false} false)" if seeded else ""))


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
