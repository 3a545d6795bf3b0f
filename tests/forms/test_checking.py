"""The check of a row as a formula; what spreadsheets make of it was tried in one."""

import re
from datetime import date

from sqgz.forms.checking import row_check
from sqgz.forms.fields import Field

HUKOU = Field("户口", "户口", "choice", True, (("本社区", ""), ("区外", "")))
PLACE = Field("社区", "社区", "community", True)


def check(*fields, ranges=None):
    letters = "ABCDEFGH"[: len(fields)]
    return row_check(fields, letters, rows=(4, 9), ranges=ranges or {}, as_of=date(2024, 6, 30), row="4")


def test_a_row_is_judged_only_once_something_is_answered():
    assert check(PLACE, HUKOU, ranges={"户口": "选项!$A$1:$A$2"}) == (
        '=IF(COUNTA(B4:B4)+N("_xlfn.")=0,"",'
        'IF((A4="")+(B4="")>0,"未填："&MID(IF(A4="","、社区","")&IF(B4="","、户口",""),2,18),'
        'IF((AND(B4<>"",SUMPRODUCT(--(选项!$A$1:$A$2=B4))=0))>0,'
        '"选项有误："&MID(IF(AND(B4<>"",SUMPRODUCT(--(选项!$A$1:$A$2=B4))=0),"、户口",""),2,18),"完整")))'
    )


def test_quotes_in_a_label_stay_inside_the_formulas_texts():
    formula = check(Field("q", '对"待遇"', "text", True))
    assert '"、对""待遇"""' in formula
    assert re.sub(r'"(?:[^"]|"")*"', "", formula).count('"') == 0


def test_a_formula_of_three_hundred_questions_stays_within_the_format():
    fields = [Field(f"{i}、问题", f"很长的问题名称之{i}", "choice", True) for i in range(300)]
    letters = [f"A{chr(65 + i // 26)}{chr(65 + i % 26)}" for i in range(300)]
    ranges = {field.heading: "选项!$A$1:$A$5" for field in fields}
    formula = row_check(fields, letters, rows=(4, 9), ranges=ranges, as_of=None, row="1000")
    assert len(formula) < 8192
    assert '"未填，请逐栏核对"' in formula


def test_of_an_id_length_check_digit_and_repetition_are_checked():
    formula = check(Field("身份证号", "身份证号", "id", True))
    for told in ("身份证号应为18位", "身份证号有误，请核对", "身份证号与另一行重复", "身份证号须为文本"):
        assert told in formula
    assert "应为18位" not in check(Field("工号", "工号", "id", True))
