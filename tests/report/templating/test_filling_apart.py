"""The process that fills a template: what it can reach, and that it is ended in time. The check before it is left out."""

import io

import pytest
from docx import Document
from report.templating.documents import as_bytes

from sqgz.errors import InputError
from sqgz.report.templating import language
from sqgz.report.templating.apart import fill_apart

NAMES = {
    "甲": {"below": {}, "text": "<0.001 & 乙", "value": 0.5, "living": True},
    "乙": {"below": {}, "text": "7", "value": 7, "living": True},
    "密": {"below": {}, "text": "*", "value": None, "living": True},
    "各": {
        "below": {str(i): {"below": {}, "text": str(i)} for i in range(10)},
        "members": [str(i) for i in range(10)],
    },
}


def filled(*paragraphs, **limits):
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    found = Document(io.BytesIO(fill_apart(as_bytes(document), NAMES, file="模板.docx", **limits)))
    return [one.text for one in found.paragraphs]


def test_texts_with_signs_of_markup_stay_text():
    assert filled("P{{ 甲 }}") == ["P<0.001 & 乙"]


def test_numbers_reckon_as_numbers_and_are_rounded_half_up():
    assert filled("{{ 乙 * 2 }} {{ 甲|round }} {{ 乙 / 2 }} {{ 乙 + 甲 + 0.25 }}") == ["14 1 3.5 7.8"]  # 7.75


def test_a_number_that_is_withheld_cannot_be_found_by_reckoning():
    with pytest.raises(InputError, match="“密”这里没有可以计算的数"):
        filled("{{ 乙 - 密 }}")
    with pytest.raises(InputError, match="“密”这里没有可以计算的数"):
        filled("{% if 密 > 3 %}多{% endif %}")


@pytest.mark.parametrize(
    "attack",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ 乙._data }}",
        "{{ 乙['_data'] }}",
        "{{ 各.child }}",
        "{{ [].append(1) }}",
        "{{ lipsum.__globals__ }}",
        "{{ self.__init__ }}",
        "{% for 某 in 各 %}{{ loop.__class__ }}{% endfor %}",
        "{{ 乙|attr('_data') }}",
        "{{ '{0.__class__}'.format(1) }}",
        "{% include 'x' %}",
    ],
)
def test_nothing_but_the_names_can_be_reached(attack):
    with pytest.raises(InputError) as error:
        filled(attack)
    assert str(error.value).startswith("模板.docx: ")
    assert "class" not in str(error.value).split("」：")[-1]


@pytest.mark.parametrize("bomb", ["{{ 'a' * 1000000000 }}", "{{ '%1000000000d' % 1 }}", "{{ 9 ** 9 ** 9 }}"])
def test_texts_and_numbers_without_end_are_refused_by_the_operator(bomb):
    with pytest.raises(InputError, match="两边应当都是数"):
        filled(bomb)


def test_a_loop_in_loops_is_stopped_after_a_hundred_thousand_rounds():
    assert language.MOST_ROUNDS == 100_000
    loops = "".join(f"{{% for 某{i} in 各 %}}" for i in range(6))
    with pytest.raises(InputError, match="循环超过10万次"):
        filled(f"{loops}{'{% endfor %}' * 6}")


def test_a_template_that_does_not_end_is_ended():
    loops = "".join(f"{{% for 某{i} in '0123456789' %}}" for i in range(12))
    with pytest.raises(InputError, match=r"模板.docx: 模板运行超过2秒，已停止。"):
        filled(f"{loops}{'{% endfor %}' * 12}", seconds=2)


def test_a_template_that_eats_all_memory_is_ended():
    pytest.importorskip("resource", reason="only POSIX systems bound the memory of a process")
    with pytest.raises(InputError, match="占用内存过多，已停止"):
        filled("{% set x = 'aaaaaaaaaaaaaaaa' %}" + "{% set x = x ~ x %}" * 40 + "{{ x }}", megabytes=512)


def test_a_mistake_met_while_filling_quotes_its_paragraph():
    with pytest.raises(InputError) as error:
        filled("第一段", "第二段{{ 1 / 0 }}")
    assert str(error.value) == "模板.docx: 「第二段{{ 1 / 0 }}」：“/”右边是0，无法相除。"
