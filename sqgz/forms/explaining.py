"""The sheet 填报说明: every definition of the study in words, and what to do and not to do with the form.

Lines of text only; each has a title, a text and, for choices, the choice it explains.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from sqgz.forms.checking import COMPLETE, unclear_months
from sqgz.forms.fields import NOT_ASKED, Field
from sqgz.reading.headings import FORM_CHECK
from sqgz.study import Study

_RULES: Final = {
    "residence": "居住在", "hukou": "户口在", "either": "户口或居住有一项在", "both": "户口和居住都在",
}  # fmt: skip
_WITHIN: Final = {"community": "本社区（村）", "street": "本街道（镇）以内", "district": "本区（县）以内"}


class Line(NamedTuple):
    """One line: what it is about ("" where it goes on with the line above), a choice if it explains one, the text."""

    title: str
    choice: str
    text: str


class Section(NamedTuple):
    """Lines under one heading."""

    heading: str
    lines: tuple[Line, ...]


def explain(
    study: Study, fields: Sequence[Field], *, street: str = "", listed: bool = True, contact: str = ""
) -> list[Section]:
    """Sections of 填报说明 for one street; `listed`: communities are prefilled from the official list."""
    return [
        Section("一、填报范围", tuple(_scope(study, street))),
        Section("二、怎样填", tuple(_how(fields, listed=listed))),
        Section("三、不要做", tuple(_never())),
        Section("四、各栏的含义", tuple(line for field in fields for line in _about(study, field))),
        Section("五、口径", tuple(_definitions(study))),
        Section(
            "六、疑问", (Line("联系", "", contact or "请联系发表单位：____________　电话：____________"),)
        ),
    ]


def _scope(study: Study, street: str) -> Iterable[Line]:
    yield Line("调查名称", "", study.title)
    yield Line("统计时点", "", f"{study.as_of}。各项内容都按这一天的情况填写，年龄按这一天的周岁计算。")
    yield Line(
        "填报对象", "", f"{street or '本单位'}各社区（村）在统计时点的社区工作者，一人一行，不重复、不遗漏。"
    )
    by_rule: dict[str, list[str]] = {}
    for status, rule in study.people.scope.items():
        by_rule.setdefault(rule, []).append(status)
    told = {
        "纳入": "照常填写",
        "不纳入": "不要填入本表",
        "单列": "单独统计，填写前请与发表单位联系",
        "按编制所在": "由编制所在的单位填写，其他单位不填",
    }
    for name, what in told.items():
        if name in by_rule:
            yield Line(name, "", f"{'、'.join(by_rule[name])}：{what}。")
    if by_rule:
        yield Line("其他身份", "", "上面没有列出的身份（如另有兼职、临聘人员），填写前请与发表单位联系。")
    else:
        yield Line("特殊身份", "", "兼职、下派、借调、退休返聘等人员是否填报，本表没有规定，以通知为准。")


def _how(fields: Sequence[Field], *, listed: bool) -> Iterable[Line]:
    if listed and any(field.sort == "community" for field in fields):
        yield Line(
            "社区（村）",
            "",
            "街道和社区（村）已经写好，每个社区（村）留了若干行；不够时用表末的预留行，自己选社区（村）。多出的行空着即可。",
        )
    yield Line("下拉选择", "", "有下拉箭头的栏从列表中选，不要自己写别的词。深色表头必填，浅色选填。")
    yield Line(
        FORM_CHECK,
        "",
        f"由公式自动生成，不用填。显示“{COMPLETE}”即可，显示别的文字请照改；全部“{COMPLETE}”后再上报。",
    )
    if any(field.sort in ("id", "birth") for field in fields):
        yield Line(
            "文本栏",
            "",
            "证件号、手机号、出生年月已设为文本，请直接输入；从别处粘贴时请选“粘贴为值”或“只粘贴文本”。",
        )
    yield Line("预留行用完", "", "工作表的保护没有密码：可撤销保护，选中最后一行整行向下复制，再恢复保护。")


def _never() -> Iterable[Line]:
    yield Line("", "", "不要合并单元格，不要增加、删除、移动列，不要改表头。")
    yield Line("", "", "不要写小计、合计、签名，不要在表下面加附注；要说明的事情另行告知。")
    yield Line("", "", "不要填“同上”“见附件”，不知道的空着，不要猜。")
    yield Line(
        "", "", "用 Excel 或 WPS 填写，保存为 .xlsx，不要转成 .et、.pdf 或图片；一个街道只报一个文件。"
    )


def _about(study: Study, field: Field) -> Iterable[Line]:
    what = field.label if field.label != field.heading else ""
    needed = "必填" if field.required else "选填"
    yield Line(
        field.heading, "", "；".join(part for part in (what, needed, how_to_fill(field)) if part) + "。"
    )
    for text, meaning in field.choices:
        yield Line("", text, meaning or "按字面理解。")
    if field.sort == "birth":
        for month in unclear_months(field, study.date):
            yield Line("", month, "这个月出生的，在统计时点可能已满岁、可能未满，须写到日。")


def how_to_fill(field: Field) -> str:
    """How a field is filled in, as one Chinese clause."""
    several = (
        f"可选几项，各项之间用“{field.joint}”隔开（可复制这个符号）；没有问到此人的写“{NOT_ASKED}”，不要空着"
    )
    return {
        "street": "填工作单位所在的街道（镇）",
        "community": "填工作的社区（村），与名录写法一致",
        "id": "18位，末位可为 X，按文本填写" if field.is_citizen_id else "按文本填写",
        "personal": "只用于核对，不进入统计结果",
        "birth": "写作 1985.06，月份写两位；也可写到日，如 1985.06.12",
        "age": "写周岁整数，如 35",
        "choice": "选一项",
        "posts": "选一项；在两个组织中都任职的，选两个职务都写出的一项",
        "several": several,
        "address": "写到街道、社区（村）即可；要与所选的远近一致",
        "text": "照实填写",
    }[field.sort]


def _definitions(study: Study) -> Iterable[Line]:
    if any(variable.codebook == "level" for variable in study.variables.values()):
        yield Line(
            "远近的层级", "",
            "“本社区”“本街道”“本区”都以本人工作的社区（村）为准，不以本人的户口或住处为准。",
        )  # fmt: skip
    if "position" in study.variables:
        yield Line("主职", "", _chief(study))
    if study.zone_definition:
        yield Line("片区划分", "", f"{study.zone_definition}。")
    labels = study.variables["position"].labels if "position" in study.variables else {}
    for number, one in enumerate(study.localisation):
        of = "、".join(labels.get(key, key) for key in one.of) or "全部人员"
        role = "主要口径" if number == 0 else "对照口径"
        yield Line(
            one.label, "", f"属地化的{role}：{of}中，{_RULES[one.rule]}{_WITHIN[one.within]}的人所占比重。"
        )


def _chief(study: Study) -> str:
    if study.people.chief == "仅书记":
        return (
            "只有社区（村）党组织书记算主职；只任居（村）委会主任的算其他“两委”成员。由任职自动推出，不用填。"
        )
    return "社区（村）党组织书记、居（村）委会主任，含一人兼任。由任职自动推出，不用填。"
