import hashlib
import os
import subprocess
import sys
from pathlib import Path

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


BARE = """
import socket
from pathlib import Path
import matplotlib as mpl
mpl.use("Agg")
from matplotlib import font_manager

def refused(*_, **__):
    raise OSError("no network here")

socket.socket.connect = socket.create_connection = socket.getaddrinfo = refused
own = Path(mpl.get_data_path())
seen = [entry.fname for entry in font_manager.fontManager.ttflist if own not in Path(entry.fname).parents]
assert not seen, f"fonts of the machine are seen: {seen[:3]}"
mpl.rcParams["font.family"] = "Humor Sans"
mpl.rcParams["text.hinting"] = "force_autohint"
"""
DRAW = """
import hashlib, sys
sys.path.insert(0, sys.argv[1])
from figures.synthetic import default_rows, pair_rows
from sqgz.figures import draw_differences, draw_flow, draw_ranking, draw_shares, save_figure
from sqgz.results import Results
from sqgz.results.schema import build_frame
from sqgz.study import load_study

from pathlib import Path
study = load_study(Path(sys.argv[2])).model_copy(update={"root": Path(sys.argv[3])})
made = Results(build_frame([*default_rows(), *pair_rows([[30, 5, 0, 1], [2, 20, 1, 0], [0, 3, 9, 2], [1, 1, 1, 8]])]), study)
for at, draw in enumerate((draw_shares, draw_differences, draw_ranking, draw_flow), start=1):
    save_figure(draw(made), f"{at:02d}_{draw.__name__}", study)
for path in sorted(study.figures.iterdir()):
    print(path.name, hashlib.sha256(path.read_bytes()).hexdigest(), file=sys.stderr)
"""


def test_a_machine_without_any_font_and_without_network_gives_the_same_bytes(make_study, tmp_path):
    study = make_study()
    empty = tmp_path / "empty"
    empty.mkdir()
    (empty / "fonts.conf").write_text("<fontconfig></fontconfig>", encoding="utf-8")
    bare = {"HOME": empty, "MPLCONFIGDIR": empty, "XDG_DATA_HOME": empty, "XDG_CONFIG_HOME": empty, "FONTCONFIG_FILE": empty / "fonts.conf", "FONTCONFIG_PATH": empty, "MPL_IGNORE_SYSTEM_FONTS": 1}  # fmt: skip
    found = {}
    for name, before, changes in (("here", "", {}), ("bare", BARE, bare)):
        script = tmp_path / f"{name}.py"
        script.write_text(before + DRAW, encoding="utf-8")
        root = tmp_path / name
        done = subprocess.run(
            [sys.executable, str(script), str(Path(__file__).parents[1]), str(study.folder), str(root)],
            capture_output=True, text=True, check=False,
            env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])} | {key: str(value) for key, value in changes.items()},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        found[name] = done.stderr.split("\n")
    files = [line.split()[0] for line in found["here"] if line]
    assert len([name for name in files if name.endswith((".png", ".svg", ".pdf"))]) == 12
    assert found["bare"] == found["here"]


def test_widths_are_the_fonts_own():
    assert fonts.advance("国") == 1.0
    assert fonts.advance("1") == pytest.approx(0.555)  # hmtx of Noto Sans SC Regular


def test_the_hash_in_the_code_is_that_of_the_released_file():
    assert hashlib.sha256(fonts.packaged_path().read_bytes()).hexdigest() == fonts._SHA256
    assert mpl.rcParams["font.family"] != [fonts.FAMILY]
