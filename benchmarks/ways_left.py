"""How many ways an error leaves: a count of people spread over clusters, its sum and its sum of squares known exactly.

Behind the limit in `sqgz.results.clustered` below which errors of counts that are nowhere printed by cluster are not
published. One cluster holds 1 to 4 of them; whether 1, 2, 3 and 4 all stay possible there is counted exactly, the bases of
all clusters being known. Run: python benchmarks/ways_left.py
"""

from collections import Counter
from math import comb, log10

import numpy as np

TRIED = ((5, 30, 0.3), (6, 10, 0.3), (6, 30, 0.3), (6, 60, 0.3), (7, 10, 0.3), (7, 30, 0.3), (7, 60, 0.2), (8, 12, 0.3),
         (8, 30, 0.4), (9, 10, 0.3), (9, 20, 0.4))  # fmt: skip
TIMES = 6


def add_up(bases, people, chosen):
    """How many ways lead to each pair of count and sum of squares in some clusters."""
    found = Counter({(0, 0): 1})
    for base in bases:
        more = Counter()
        for n in range(base + 1):
            square = (people * n - chosen * base) ** 2
            for (total, squares), ways in found.items():
                more[total + n, squares + square] += ways
        found = more
    return found


def ways_left(bases, counts):
    """For 1 to 4 people in the first cluster, in how many ways the others can be filled."""
    people, chosen = sum(bases), sum(counts)
    squares = sum((people * n - chosen * base) ** 2 for n, base in zip(counts, bases, strict=True))
    middle = 1 + len(bases) // 2
    some, others = add_up(bases[1:middle], people, chosen), add_up(bases[middle:], people, chosen)
    left = []
    for n in range(1, 5):
        own = (people * n - chosen * bases[0]) ** 2
        left.append(sum(ways * others[chosen - n - total, squares - own - sum_of] for (total, sum_of), ways in some.items()
                        if (chosen - n - total, squares - own - sum_of) in others))  # fmt: skip
    return left


def main():
    rng = np.random.default_rng(1)
    print("clusters, people in each: log10 of the ways to spread, and the fewest ways left of 1 to 4 people")
    for clusters, size, share in TRIED:
        told = []
        for _ in range(TIMES):
            bases = rng.integers(int(size * 0.6), int(size * 1.4) + 1, clusters)
            chances = np.clip(rng.beta(share * 6, (1 - share) * 6, clusters), 0.01, 0.99)
            counts = rng.binomial(bases, chances)
            counts[0] = rng.integers(1, 5)
            fewer = int(min(counts.sum(), (bases - counts).sum()))
            ways = log10(comb(fewer + clusters - 1, clusters - 1))
            told.append((ways, min(ways_left(bases.tolist(), counts.tolist()))))
        print(clusters, size, "  ".join(f"{ways:.1f}: {left}" for ways, left in sorted(told)))


if __name__ == "__main__":
    main()
