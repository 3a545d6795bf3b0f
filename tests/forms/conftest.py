import pytest
from studies import COMMUNITY, EDUCATION, HUKOU, NAME, PERSON, PLACES, POSTS, RESIDENCE, STREET, write_study

AGE = {"label": "年龄", "kind": "ordered", "column": "出生年月", "derive": "age", "bands": ["30", "40"]}
REASONS = {
    "label": "原因", "kind": "multiple", "column": "8、不愿就近工作的原因",
    "categories": [
        {"key": "far", "label": "太远"}, {"key": "known", "label": "熟人多，不好开展"}, {"key": "other", "label": "其他"},
    ],
}  # fmt: skip
PAY = {
    "label": "对待遇是否满意", "kind": "ordered", "column": "7、您对待遇是否满意",
    "categories": [{"key": "good", "label": "满意", "aliases": ["比较满意"]}, {"key": "bad", "label": "不满意"}],
}  # fmt: skip
VARIABLES = {
    "person": PERSON, "name": NAME, "phone": {"label": "手机号", "kind": "personal", "column": "手机号"},
    "street": STREET, "community": COMMUNITY, **POSTS,
    "hukou": HUKOU | {"place_column": "户籍地址"}, "residence": RESIDENCE, "age_band": AGE, "education": EDUCATION,
    "pay": PAY, "reasons": REASONS,
}  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    """A study whose only file of people is still to come in from the streets."""
    return write_study(tmp_path, {"花名册.xlsx": None}, VARIABLES, places=PLACES)
