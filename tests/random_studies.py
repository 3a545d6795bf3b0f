"""Studies of counts made at random, and their results."""

import numpy as np
from studies import STREET, write_study

import sqgz
from sqgz.cleaning import save_cleaned

LEVELS = ("community", "street", "district", "outside")
_LEVEL = {"codebook": "level"}
VARIABLES = {
    "street": STREET,
    "zone": {"label": "片区", "codebook": "zone", "column": "片区"},
    "position": {"label": "职务", "codebook": "position", "column": "职务"},
    "hukou": {"label": "户口所在地", "column": "户口所在地"} | _LEVEL,
    "residence": {"label": "居住地", "column": "居住地"} | _LEVEL,
}
COMPARISONS = [
    {"id": "hukou_by_position", "outcome": "hukou", "by": "position", "groups": ["chief", "member"],
     "key": [["community"], ["community", "street"]], "within": "zone", "family": "confirmatory"},
    {"id": "residence_by_zone", "outcome": "residence", "by": "zone", "groups": ["outer", "inner"], "key": [["community"]],
     "family": "confirmatory"},
    {"id": "pair", "outcome": "hukou", "paired_with": "residence", "key": [["community"]]},
    {"id": "residence_by_street", "outcome": "residence", "by": "street", "key": [["community"]]},
    {"id": "hukou_by_all", "outcome": "hukou", "by": "position", "key": [["community"]]},
    {"id": "alone", "outcome": "residence"},
]  # fmt: skip
_LABELS = {"chief": "主职", "member": "其他“两委”成员", "staff": "其他社区工作者"}
_PLACES = dict(zip(LEVELS, ("本社区", "本街道其他社区", "本区其他街道", "区外"), strict=True))


def random_study(root, seed, *, streets=8, people=6, name="tiny", **more):
    """Study of counts: people of each street and position with 户口 and 居住 drawn anew, some of them missing."""
    rng = np.random.default_rng(seed)
    rows = [["片区", "街道", "职务", "户口所在地", "居住地", "人数"]]
    for number in range(streets):
        zone = "内城区" if number < streets / 2 else "外城区"
        near = rng.dirichlet(np.ones(4), size=2)
        for position in _LABELS.values():
            for hukou, residence in rng.permutation([(a, b) for a in (*LEVELS, "") for b in (*LEVELS, "")])[
                : int(rng.integers(4, 24))
            ]:
                chance = near[0][LEVELS.index(hukou)] if hukou else 0.1
                n = int(rng.poisson(people * chance))
                if n:
                    rows.append(
                        [
                            zone,
                            f"第{number}街道",
                            position,
                            _PLACES.get(hukou, ""),
                            _PLACES.get(residence, ""),
                            str(n),
                        ]
                    )
    folder = write_study(
        root, {"计数.csv": rows}, VARIABLES, COMPARISONS, name=name, design={"cluster": "street"}, **more
    )
    return folder.load()


def results_of(study):
    """Results of a study of counts, saved as 01 and 04 save them."""
    save_cleaned(sqgz.clean(study))
    results = sqgz.compare(study, sqgz.load_records(study))
    sqgz.save_results(results)
    return results
