"""Small districts for tests: studies of counts by street, written out and saved as their notebooks would leave them."""

from studies import HUKOU, POSITION, POSTS, RESIDENCE, STREET, write_study

from sqgz.cleaning import load_records
from sqgz.tables import save_counts

LEVELS = ("本社区", "本街道其他社区", "本区其他街道", "区外")
HEADINGS = ["街道", "任职情况", "户口所在地", "居住地"]
VARIABLES = {"street": STREET, **POSTS, "position": POSITION, "hukou": HUKOU, "residence": RESIDENCE}
COMPARISONS = [
    {"id": "hukou_by_position", "outcome": "hukou", "by": "position", "groups": ["chief", "member"], "key": [["community"]]},
    {"id": "residence_distribution", "outcome": "residence", "key": [["community"]]},
]  # fmt: skip
LOCALISATION = [
    {"key": "live_here", "label": "居住在本社区的比重", "rule": "residence", "within": "community", "of": ["chief", "member"]},
]  # fmt: skip


def write_district(root, name, title, near, *, streets=8, heads=4, members=6, comparisons=None, **more):
    """A study of `streets` streets, each of `heads` heads and `members` members of whom `near` of ten live and are
    registered in their community (a street more or less by turns); saved with its counts.
    """
    rows = [HEADINGS]
    for street in range(streets):
        here = near + (1, -1, 0)[street % 3]
        for person in range(heads + members):
            level = LEVELS[0] if person % 10 < here else LEVELS[1 + person % 3]
            post = "书记" if person < heads else "居委会委员"
            rows.append([f"第{street + 1}街道", post, level, level])
    given = {"design": {"cluster": "street"}, "localisation": LOCALISATION} | more
    variables = given.pop("variables", VARIABLES)
    folder = write_study(
        root, {"问卷.csv": rows}, variables, comparisons or COMPARISONS, name=name, title=title, **given
    )
    folder.clean_and_save()
    study = folder.load()
    save_counts(load_records(study), study)
    return study
