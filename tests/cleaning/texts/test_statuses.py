from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sqgz.cleaning.matching import match
from sqgz.cleaning.texts.statuses import ORDINARY, read_status
from sqgz.study.codebooks import load_codebook


@pytest.mark.parametrize(
    ("raw", "status", "rest"),
    [
        ("兼职委员", "parttime_member", "委员"), ("党委兼职委员", "parttime_member", "党委委员"), ("兼职副书记", "parttime_member", "副书记"), ("委员（兼职）", "parttime_member", "委员"),
        ("第一书记", "first_secretary", ""), ("驻村第一书记", "first_secretary", ""), ("党委第一书记（街道下派）", "first_secretary", ""), ("区民政局选派第一书记", "first_secretary", ""),
        ("挂职副书记", "assigned", "副书记"), ("副书记（挂职）", "assigned", "副书记"), ("下派书记", "assigned", "书记"), ("街道下派干部", "assigned", ""), ("选派", "assigned", ""),
        ("借调到街道的副主任", "seconded", "副主任"), ("副主任（借调街道）", "seconded", "副主任"), ("抽调至区民政局工作", "seconded", ""), ("借调", "seconded", ""),
        ("公益性岗位", "public_welfare", ""), ("网格员（公益性岗位）", "public_welfare", "网格员"), ("公益岗人员", "public_welfare", ""),
        ("书记（退休返聘）", "rehired", "书记"), ("退休返聘", "rehired", ""), ("返聘社工", "rehired", "社工"),
        ("主任（长病假）", "sick_leave", "主任"), ("长期病假", "sick_leave", ""), ("劳务派遣社工", "dispatched", "社工"), ("见习社工", "trainee", "社工"), ("实习生", "trainee", ""),
        ("代理书记", "acting", "书记"), ("代主任", "acting", "主任"), ("副书记（主持工作）", "acting", "副书记"), ("副主任主持工作", "acting", "副主任"),
        ("专职副书记", "fulltime", "副书记"), ("社区工作者（专职）", "fulltime", "社区工作者"), ("专职副书记（借调）", "seconded", "副书记"), ("A.退休返聘", "rehired", ""),
    ],
)  # fmt: skip
def test_a_status_is_taken_off_a_post(raw: str, status: str, rest: str) -> None:
    assert read_status(raw) == (status, rest)


@pytest.mark.parametrize(
    "raw",
    [
        "书记", "书记、主任", "副主任", "委员", "社工", "网格员", "第一支部书记", "第一党支部书记", "第一网格党支部书记", "第一副书记", "书记兼职网格员", "残疾人专职委员", "人大代表",
        "党代表", "公益岗管理员", "非专职", "非公益性岗位", "原第一书记", "借调结束", "挂职期满", "退休", "退休书记", "驻社区书记", "主任助理", "返聘（借调）", "", "/", "无", "1",
    ],
)  # fmt: skip
def test_an_ordinary_post_and_a_status_that_is_over_are_no_status(raw: str) -> None:
    assert read_status(raw) is None


def test_the_labels_are_the_words_of_the_study_file_and_lead_to_their_keys() -> None:
    labels = {category.label: category.key for category in load_codebook("status").categories}
    assert {"专职", "兼职委员", "第一书记", "下派", "借调", "公益性岗位", "退休返聘", "长病假"} <= set(labels)
    for label, key in labels.items():
        assert match("status", label).key == key
    assert match("status", "退休返聘人员").key == "rehired"
    assert match("status", "离任").status == "review"


POSTS = [category for book in ("party_post", "committee_post") for category in load_codebook(book).categories]
TEXTS = [text for post in POSTS if post.key not in ("none",) for text in (post.label, *post.aliases)]


@pytest.mark.parametrize("raw", TEXTS)
def test_no_post_of_the_codebooks_names_a_status(raw: str) -> None:
    assert read_status(raw) is None


STATUSES = [
    (word, category.key)
    for category in load_codebook("status").categories
    if category.key not in ("parttime_member", "first_secretary", "acting")
    for word in (category.label, *category.aliases)
    if not word.endswith(("人员", "生", "工"))
]


@settings(deadline=None)
@given(
    st.sampled_from(TEXTS), st.sampled_from(STATUSES), st.sampled_from(["{0}（{1}）", "{0}，{1}", "{0} {1}"])
)
def test_a_status_beside_any_post_leaves_that_post(post: str, status: tuple[str, str], form: str) -> None:
    word, key = status
    found = read_status(form.format(post, word))
    assert found is not None
    assert found[0] == key
    assert key == ORDINARY or match("position", found[1]).key == match("position", post).key
