import hashlib
import runpy
import subprocess
import sys

import matplotlib as mpl
import pytest
from matplotlib import font_manager

from sqgz.errors import InputError
from sqgz.figures import fonts


@pytest.fixture
def fresh_font():
    fonts.load_font.cache_clear()
    yield
    fonts.load_font.cache_clear()


def test_the_packaged_font_is_first_choice_even_if_the_machine_has_one_of_its_name():
    assert fonts.load_font().packaged
    assert font_manager.findfont(fonts.FAMILY, fallback_to_default=False) == str(fonts.packaged_path())


def test_a_character_that_no_font_has_is_named_with_its_text_and_code_point():
    with pytest.raises(InputError) as error:
        fonts.check_characters(["本社区", "某\U0001f3e0街道"])
    assert str(error.value) == (
        "图中文字“某\U0001f3e0街道”里的字符“\U0001f3e0”（U+1F3E0）在字体 Noto Sans SC 中没有，无法显示。"
        "请在数据或 study.yaml 的 label 中换一种写法。"
    )


def test_rare_characters_of_place_names_are_there():
    fonts.check_characters(["埗垟塆湴㙦岠畲", "１２—～“”②"])


def test_an_invisible_character_is_named_by_its_code_point():
    with pytest.raises(InputError, match=r"不可见字符）（U\+E000"):
        fonts.check_characters(["本\ue000社区"])


def test_an_altered_font_file_is_refused(tmp_path, monkeypatch, fresh_font):
    path = tmp_path / "NotoSansSC-Regular.otf"
    path.write_bytes(b"not the font")
    monkeypatch.setattr(fonts, "packaged_path", lambda: path)
    with pytest.raises(InputError, match="与发布的不一致"):
        fonts.load_font()


def test_without_any_chinese_font_there_is_an_error_and_never_boxes(monkeypatch, fresh_font):
    monkeypatch.setattr(fonts, "packaged_path", lambda: None)
    monkeypatch.setattr(fonts, "find_stand_in", lambda: None)
    with pytest.raises(InputError, match="没有可用的中文字体"):
        fonts.load_font()


def test_a_font_of_the_machine_stands_in_and_is_named(monkeypatch, fresh_font):
    path = fonts.packaged_path()
    entry = font_manager.FontEntry(fname=str(path), name="SimHei", style="normal", weight=400)
    monkeypatch.setattr(fonts, "packaged_path", lambda: None)
    monkeypatch.setattr(font_manager.fontManager, "ttflist", [entry])
    found = fonts.load_font()
    assert found.family == "SimHei"
    assert not found.packaged
    assert "非随附字体" in found.described
    assert str(path.parent) not in found.described


def test_a_stand_in_without_chinese_is_passed_over(monkeypatch):
    fallback = font_manager.findfont(fonts.FALLBACK)
    entry = font_manager.FontEntry(fname=fallback, name="SimHei", style="normal", weight=400)
    monkeypatch.setattr(font_manager.fontManager, "ttflist", [entry])
    assert fonts.find_stand_in() is None


def test_a_machine_without_other_fonts_and_settings_gives_the_same_picture(tmp_path, monkeypatch, capsys):
    script = tmp_path / "draw.py"
    script.write_text(
        "import hashlib, io, sys\n"
        "import matplotlib as mpl\n"
        "mpl.use('Agg')\n"
        "from matplotlib import font_manager, pyplot as plt\n"
        "from sqgz.figures.theme import themed\n"
        "if 'bare' in sys.argv:\n"
        "    manager = font_manager.fontManager\n"
        "    manager.ttflist = [e for e in manager.ttflist if 'mpl-data' in e.fname and 'DejaVu' in e.name]\n"
        "    mpl.rcParams['font.family'] = 'Humor Sans'\n"
        "    mpl.rcParams['text.hinting'] = 'force_autohint'\n"
        "with themed():\n"
        "    figure = plt.figure(figsize=(3, 1))\n"
        "    figure.text(0.1, 0.5, '户口在本社区12.7%，湴 A')\n"
        "    for suffix in ('png', 'svg', 'pdf'):\n"
        "        out = io.BytesIO()\n"
        "        extra = {'png': {'Software': None}, 'svg': {'Date': None}, 'pdf': {'CreationDate': None}}[suffix]\n"
        "        figure.savefig(out, format=suffix, metadata=extra)\n"
        "        print(hashlib.sha256(out.getvalue()).hexdigest())\n",
        encoding="utf-8",
    )
    bare = subprocess.run(
        [sys.executable, str(script), "bare"], capture_output=True, text=True, check=True
    ).stdout
    monkeypatch.setattr(sys, "argv", [str(script)])
    runpy.run_path(str(script))
    here = capsys.readouterr().out
    assert len(here.split()) == 3
    assert here == bare


def test_widths_are_the_fonts_own():
    assert fonts.advance("国") == 1.0
    assert fonts.advance("1") == pytest.approx(0.555)  # hmtx of Noto Sans SC Regular


def test_the_hash_in_the_code_is_that_of_the_released_file():
    assert hashlib.sha256(fonts.packaged_path().read_bytes()).hexdigest() == fonts._SHA256
    assert mpl.rcParams["font.family"] != [fonts.FAMILY]
