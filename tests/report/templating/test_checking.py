"""What is wrong with a template is told at once, with its paragraph, before anything is filled."""

import pytest
from docx import Document
from report.templating.documents import write_template

from sqgz.errors import InputError
from sqgz.report.templating.checking import check_template
from sqgz.report.templating.writing import render_template

GOOD = "{{ 主职.户口.本社区.人数 }}"


@pytest.fixture
def told(tree):
    """Messages about a template of these paragraphs, without the first line; empty if it is in order."""

    def told(*paragraphs, change=None):
        document = Document()
        for text in paragraphs:
            document.add_paragraph(text)
        if change is not None:
            change(document)
        try:
            check_template(document, tree, file="模板.docx")
        except InputError as error:
            first, *rest = str(error).split("\n")
            assert first == f"模板.docx: 模板有{len(rest)}处问题，没有生成报告。"
            return rest
        return []

    return told


@pytest.mark.parametrize(
    ("paragraph", "message"),
    [
        ("｛｛ 主职.户口.本社区.人数 ｝｝", "花括号要用半角的 {{ }}，这里有全角的“｛｛”。"),
        ("{% if 主职.户口.本社区.人数 > 1 ％}", "花括号要用半角的 {{ }}，这里有全角的“％}”。"),
        ("{ 主职.户口.本社区.人数 }", "“{ 主职.户口.本社区.人数 }”应当用两层花括号：{{ 主职.户口.本社区.人数 }}。"),
        ("共{{ 主职.户口.本社区.人数 人", "“{{”没有配对。占位符要在同一段里写完整，如 {{ 主职.户口.本社区.人数 }}。"),
        ("共 主职.户口.本社区.人数 }}", "“}}”没有配对。占位符要在同一段里写完整，如 {{ 主职.户口.本社区.人数 }}。"),
        ("{{ }}", "“{{ }}”里没有名称。"),
        (
            "{{ 主职.户口。本社区.人数 }}",
            "“{{ 主职.户口。本社区.人数 }}”里的“。”是全角符号，应为半角的“.”。请写作 {{ 主职.户口.本社区.人数 }}。",
        ),
        (
            "{{ 主职.年龄.30岁及以下.人数 }}",
            "“{{ 主职.年龄.30岁及以下.人数 }}”里的“30岁及以下”以数字开头，模板里不能这样写。请写作 {{ 主职.年龄.年龄30岁及以下.人数 }}。",
        ),
        (
            "{{ 主职.年龄.31～40岁.人数 }}",
            "“{{ 主职.年龄.31～40岁.人数 }}”写法有误：请写作 {{ 主职.年龄.年龄31至40岁.人数 }}。",
        ),
        ("{{ 全区.户口.本社区.人数 }}", "没有“全区.户口”这个名称。这一级下面没有名称了。"),
        (
            "{{ 其他“两委”成员.户口.本社区.人数 }}",
            "“{{ 其他“两委”成员.户口.本社区.人数 }}”写法有误：请写作 {{ 其他两委成员.户口.本社区.人数 }}。",
        ),
        ("{{ 主职.户囗.本社区.人数 }}", "没有“主职.户囗”这个名称。是否为“户口”？"),
        ("{{ 主取.户口.本社区.人数 }}", "没有“主取”这个名称。是否为“主职”？"),
        ("{{ 主职.本社区.人数 }}", "没有“主职.本社区”这个名称。是否为“户口.本社区”？"),
        ("{{ 主职.户口.本社区.人数.占比 }}", "没有“主职.户口.本社区.人数.占比”这个名称。这一级下面没有名称了。"),
        ("{{ 主职.户口.本社区 }}", "“主职.户口.本社区”还没有写到最后一级，后面可用：人数、占比、基数、未填。"),
        ("{{r 主职.户口.本社区.人数 }}", "“{{r 主职.户口.本社区.人数 }}”应当写作 {{ 主职.户口.本社区.人数 }}。"),
        ("{{ ''.__class__ }}", "“__class__”是程序内部的名称，模板里不能使用。"),
        ("{{ 主职['__class__'] }}", "“__class__”是程序内部的名称，模板里不能使用。"),
        ("{{ _context }}", "“_context”是程序内部的名称，模板里不能使用。"),
        ("{{ 主职.户口.本社区.人数() }}", "模板里不能调用函数，不要写圆括号。"),
        ("{{ 主职.户口.本社区.人数|rond }}", "不能用“rond”。是否为“round”？"),
        ("{% include 'x' %}", "“{% include 'x' %}”不能用。模板里只有 if、elif、else、endif、for、endfor、set 几种语句。"),
        ("{% if 主职.户口.本社区.人数 %}多", "“{% if 主职.户口.本社区.人数 %}”没有结束，后面要有 {% endif %}。"),
        ("多{% endif %}", "“{% endif %}”前面没有对应的 if。"),
        (
            "{% for 某 in 主职.户口.本社区 %}{% endfor %}",
            "“主职.户口.本社区”不能循环。可以循环的是 各职务、各街道、各片区，以及某一变量的各类，如 主职.户口。",
        ),
        ("{% set 主职 = 1 %}", "“主职”已是数据的名称，set 请另取一个名称。"),
        ("见{{ 表.户口_按职务 }}。", "“{{ 表.户口_按职务 }}”在句子里只写出编号；要放入表或图，请让它单独占一段，模板中现在没有。"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_what_to_write_instead(told, paragraph, message):
    text = paragraph[:40] + ("…" if len(paragraph) > 40 else "")
    assert told(GOOD, paragraph, GOOD) == [f"正文「{text}」：{message}"]


def test_all_mistakes_are_told_at_once_in_the_order_of_the_document(told):
    found = told("{{ 主取.户口 }}", "｛｛ 主职 ｝｝", "{% endfor %}", "{{ 主职.户口 }}")
    assert [one[:7] for one in found] == ["正文「{{ 主", "正文「｛｛ 主", "正文「{% e", "正文「{{ 主"]


@pytest.mark.parametrize(
    ("paragraphs", "message"),
    [
        (("{% if 差.户口_按职务 > 1 %}", "文字", "{% endif %}"), "跨段要各占一段，写作 {%p if … %}"),
        (("{%p if 差.户口_按职务 > 1 %}", "文字", "{% endif %}"), "要用同样的写法：{%p endif … %}"),
        (
            ("{%p if 差.户口_按职务 > 1 %}文字", "{%p endif %}"),
            "会连同所在的整个段落一起去掉，要单独占一个段落",
        ),
        (("{%tr for 街 in 各街道 %}", "{%tr endfor %}"), "只能写在表格行里"),
        (
            ("{% for 街 in 各街道 %}{{ 街.户囗.本社区.人数 }}{% endfor %}",),
            "没有“街.户囗”这个名称（循环中的有些项）",
        ),
        (("{{ 表.户口_按职务 }}", "{{ 表.户口_按职务 }}"), "同一张表或图只能放一次"),
    ],
)
def test_a_block_must_end_as_and_where_it_began(told, paragraphs, message):
    assert any(message in one for one in told(*paragraphs)), told(*paragraphs)


def test_a_row_with_a_loop_and_other_text_is_refused_since_the_text_would_vanish(told):
    def add(document):
        table = document.add_table(1, 2)
        table.cell(0, 0).text = "{%tr for 街 in 各街道 %}"
        table.cell(0, 1).text = "街道名"
        for text, cell in zip(("{%tr endfor %}", ""), table.add_row().cells, strict=True):
            cell.text = text

    (message,) = told(change=add)
    assert (
        message
        == "正文表格「{%tr for 街 in 各街道 %}」：“{%tr for 街 in 各街道 %}”会连同所在的整个表格行一起去掉，要单独占一个表格行。"
    )


def test_a_table_inside_a_table_or_head_is_refused(told):
    def add(document):
        document.add_table(1, 1).cell(0, 0).text = "{{ 表.户口_按职务 }}"
        document.sections[0].header.paragraphs[0].text = "{{ 表.户口_按街道 }}"

    found = told(change=add)
    assert [one.split("：")[0].split("「")[0] for one in found] == ["正文表格", "页眉"]
    assert all("要在正文中单独占一段" in one for one in found)


def test_placeholders_in_comments_and_properties_are_refused(told):
    def add(document):
        run = document.add_paragraph("正文").runs[0]
        document.add_comment(run, text=GOOD, author="甲")
        document.core_properties.title = "{{ 调查.标题 }}"

    assert told(change=add) == [
        "文档属性「{{ 调查.标题 }}」：属性里不能放占位符，请移到正文。",
        f"批注「{GOOD}」：批注里的占位符不会被替换，请移到正文、页眉、页脚或脚注。",
    ]


def test_a_template_in_order_is_taken_and_its_names_are_known(tree):
    document = Document()
    document.add_paragraph("{{ 主职.户口.本社区.人数 }}{# 注 #}{{ 内城区.主职.户口.本社区.占比 }}")
    document.add_paragraph("价格为{一般}，集合 {1, 2}，100%")
    checked = check_template(document, tree, file="模板.docx")
    assert checked.used == {"主职", "内城区"}
    assert checked.warnings == ()


def test_a_wrong_template_leaves_the_report_as_it_was(results, tmp_path):
    template = write_template(tmp_path / "模板.docx", "{{ 主职.户囗 }}")
    report = tmp_path / "报告.docx"
    report.write_bytes(b"before")
    with pytest.raises(InputError, match=r"没有“主职\.户囗”这个名称"):
        render_template(results, template, report, place=lambda *_: list, finish=lambda _: None)
    assert report.read_bytes() == b"before"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["报告.docx", "模板.docx"]
