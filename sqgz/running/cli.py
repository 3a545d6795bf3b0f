"""The command line: words in, one clear message out, and an exit code that says whose fault it was.

0 well; 130 ended by Ctrl-C; 1 the audit found an error, or `--strict` and answers await a decision; 2 the user's input; 3 a defect of this program.
"""

from __future__ import annotations

import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from sqgz.errors import InputError

if TYPE_CHECKING:
    from sqgz.results import Results

app = typer.Typer(
    name="sqgz",
    help="社区工作者调查：由调查文件到统计表、检验、图和报告。",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
STOPPED = 130  # as shells have it for a program that was ended by Ctrl-C
_console = Console(highlight=False, soft_wrap=True, markup=False)


@app.callback()
def _common() -> None:
    """社区工作者调查：由调查文件到统计表、检验、图和报告。"""


@app.command()
def run(
    studies: Annotated[list[str], typer.Argument(metavar="调查…", help="含 study.yaml 的文件夹，可写几个")],
    jobs: Annotated[str, typer.Option(metavar="数", help="同时运行几个调查")] = "1",
    only: Annotated[str | None, typer.Option(help="只运行某一本笔记本，如 04")] = None,
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="键=值", help="改动 study.yaml 的键，如 design.alpha=0.01"),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="还有待核内容时以退出码 1 结束")] = False,
) -> None:
    """依次运行全部笔记本：清洗、概况、交叉表、检验、图；写了几个调查的，最后相互比较。"""
    from sqgz.running.pipeline import run_studies
    from sqgz.running.summary import summarise

    runs = run_studies(
        studies, _overrides(set_ or []), only=only, jobs=_at_least_one("--jobs", jobs), tell=_console.print
    )
    for one in runs:
        _console.print(summarise(one))
    if len(runs) > 1 and only is None:
        from sqgz.running.districts import try_comparison

        try_comparison([one.study for one in runs], _console.print)
    if strict and any(one.open_questions for one in runs):
        raise typer.Exit(1)


@app.command()
def compare(
    studies: Annotated[
        list[str], typer.Argument(metavar="调查…", help="已经运行过的几个调查，含 study.yaml 的文件夹")
    ],
) -> None:
    """几个调查（如各区）相互比较：同样的变量、属地化率和比较，只用各自的计数。"""
    from sqgz.running.districts import compare_studies, tell_comparison
    from sqgz.study import load_study

    _console.print(tell_comparison(compare_studies([load_study(one) for one in studies])))


@app.command()
def new(
    files: Annotated[
        list[Path], typer.Argument(metavar="文件…", help="问卷导出、花名册、单位名录等；也可写文件夹")
    ],
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="文件夹", help="新调查的文件夹，默认 data/raw/ 下以第一个文件命名"),
    ] = None,
) -> None:
    """由收到的文件生成一份 study.yaml 草稿，逐列写明识别结果和须确认之处。"""
    from sqgz.running.scaffold import scaffold_study

    _console.print(scaffold_study(files, to))


@app.command()
def form(
    study: Annotated[str, typer.Argument(metavar="调查", help="含 study.yaml 的文件夹")],
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="文件夹", help="默认 data/processed/调查/填报表"),
    ] = None,
    contact: Annotated[str, typer.Option(metavar="文字", help="写在填报说明中的联系人和电话")] = "",
) -> None:
    """生成各街道的空白填报表：街道和社区已写好，答案下拉选择，附填报说明和自动检查。"""
    from sqgz.forms import write_forms
    from sqgz.running.issued import tell_issued
    from sqgz.study import load_study

    _console.print(tell_issued(write_forms(load_study(study), to, contact=contact)))


@app.command()
def refresh(
    file: Annotated[Path, typer.Argument(metavar="文件", help="编辑过的报告（.docx）")],
    study: Annotated[str, typer.Option(metavar="调查", help="含 study.yaml 的文件夹")],
    to: Annotated[
        Path | None, typer.Option("--to", metavar="文件", help="默认在原文件旁另存 报告.更新.docx")
    ] = None,
    in_place: Annotated[bool, typer.Option("--in-place", help="就地更新，原文件另存为 .bak")] = False,
    track: Annotated[
        bool, typer.Option("--track", help="以修订方式写入，可在 Word 中逐处接受或拒绝")
    ] = False,
    restore: Annotated[bool, typer.Option("--restore", help="被手工改写的数字也换成现有数据")] = False,
) -> None:
    """用现有数据更新报告中的每个数字，保留文字修改，列出结论有变化之处。"""
    from sqgz.report.living import refresh as refresh_report

    if to is not None and in_place:
        raise InputError("--to 和 --in-place 不能同时使用。请只写其中一个。")
    results = _load(study)
    changes = refresh_report(file, results, to=to, in_place=in_place, track=track, restore=restore)
    _console.print("\n".join(changes.lines()))


@app.command()
def audit(
    file: Annotated[Path, typer.Argument(metavar="文件", help="docx、txt、md、html 或含文字的 pdf")],
    study: Annotated[str | None, typer.Option(metavar="调查", help="同时与该调查的结果表核对")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False,
    mark: Annotated[Path | None, typer.Option(metavar="文件", help="另存一份加了批注的 docx")] = None,
) -> None:
    """核对报告中的数字：占比、合计、增幅、前后是否一致。"""
    from sqgz.auditing import audit as audit_report

    results = None if study is None else _load(study)
    found = audit_report(file, results=results)
    _console.print(found.to_json() if as_json else "\n".join(found.lines()))
    if mark is not None:
        found.mark(mark)
    if found.has_errors:
        raise typer.Exit(1)


@app.command()
def fields(
    study: Annotated[str, typer.Option("--study", metavar="调查", help="含 study.yaml 的文件夹")],
    search: Annotated[str, typer.Option("--search", metavar="词", help="只列出含这些词的占位符")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False,
) -> None:
    """列出 Word 模板可用的全部占位符及其现值。"""
    from sqgz.report.templating.listing import list_fields
    from sqgz.results import load_results
    from sqgz.study import load_study

    found = list_fields(load_results(load_study(study)), search)
    _console.print(found.to_json() if as_json else "\n".join(found.lines()))


@app.command()
def release(
    study: Annotated[str, typer.Argument(metavar="调查", help="含 study.yaml 的文件夹")],
) -> None:
    """登记已对外公布的公开版；以后的公开版与它对照，两次之差不透露个别人的情况。"""
    from sqgz.running.released import release_results
    from sqgz.study import load_study

    _console.print(release_results(load_study(study)))


@app.command()
def example(
    to: Annotated[Path | None, typer.Option("--to", metavar="文件夹", help="默认 data/raw/example")] = None,
    truth: Annotated[Path | None, typer.Option(metavar="文件", help="同时写出模拟真值")] = None,
) -> None:
    """生成模拟调查（虚构的区、虚构的人）。"""
    from sqgz.example import write_example
    from sqgz.study.loading import library_root

    folder = to or library_root() / "data" / "raw" / "example"
    write_example(folder, truth=truth)
    _console.print(f"已写出模拟调查：{folder}\n运行: python run.py run {folder}")


def _load(where: str) -> Results:
    """Results of a study, for a command that takes them as they are; what changed since they were made is said aside."""
    from sqgz.results import load_results
    from sqgz.running.since import tell_since
    from sqgz.study import load_study

    study = load_study(where)
    results = load_results(study)
    for sentence in tell_since(study):
        _aside().print(f"注意：{sentence}")
    return results


def _aside() -> Console:
    """Where is said what is not the answer itself, which another program may read."""
    return Console(stderr=True, highlight=False, soft_wrap=True, markup=False)


def _at_least_one(option: str, text: str) -> int:
    """The number that an option was given; raises InputError for anything but 1, 2, 3 …"""
    if not text.strip().isdecimal() or int(text) < 1:
        raise InputError(f'{option} 应为不小于 1 的整数，如 {option} 2；现为 "{text}"。')
    return int(text)


def _overrides(pairs: list[str]) -> dict[str, Any]:
    """Overrides from `--set key=value`; values are read as YAML flow text, scalars stay text."""
    from sqgz.study.source import parse_source

    found: dict[str, Any] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or not key.strip():
            raise InputError(f'--set 应写作 键=值，如 --set design.alpha=0.01；现为 "{pair}"。')
        found[key.strip()] = parse_source(f"value: {value}", file=f"--set {key}").value["value"]
    return found


def main() -> None:
    """Run the command line; ends the process with its exit code."""
    sys.exit(run_command(sys.argv[1:]))


def run_command(arguments: list[str]) -> int:
    """Exit code of a command line; `--debug` anywhere shows the traceback of an error."""
    from sqgz.running.notebooks import NotebookError, StoppedError
    from sqgz.running.usage import say_usage

    debug = "--debug" in arguments
    arguments = [one for one in arguments if one != "--debug"]
    stderr = _aside()
    try:
        result = app(args=arguments, standalone_mode=False)
    except InputError as error:
        if debug:
            traceback.print_exc()
        stderr.print(f"错误：{error}")
        return 2
    except NotebookError as failure:
        stderr.print(
            failure.traceback
            if debug
            else f"程序内部错误：{failure}\n请加 --debug 重新运行，并把输出发给维护者。"
        )
        return 3
    except StoppedError as stopped:
        stderr.print(str(stopped))
        return STOPPED
    except (typer.Abort, KeyboardInterrupt):
        stderr.print("已中断。")
        return STOPPED
    except Exception as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            _console.print(str(error))
            return 2
        if hasattr(error, "format_message"):  # errors about options and arguments
            stderr.print(f"错误：{say_usage(error)}")
            return 2
        if debug:
            traceback.print_exc()
        stderr.print(
            f"程序内部错误：{type(error).__name__}: {error}\n请加 --debug 重新运行，并把输出发给维护者。"
        )
        return 3
    if result == STOPPED:  # typer makes an exit code of Ctrl-C
        stderr.print("已中断。")
    return result if isinstance(result, int) else 0
