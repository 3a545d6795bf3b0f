"""Several districts compared after they ran: results, figures and the report, under a name of their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from sqgz.errors import InputError
from sqgz.report.blocks import Report
from sqgz.results.districts import Districts, compare_districts, districts_for_readers
from sqgz.running.restoring import all_or_as_before
from sqgz.study import Study

Tell = Callable[[str], None]
_NAMED = 5


@dataclass(frozen=True)
class Written:
    """A comparison of districts that was written: what was compared, its figures, its report as blocks, and where it is."""

    compared: Districts
    figures: tuple[str, ...]
    report: Report
    path: Path


def compare_studies(studies: Sequence[Study]) -> Written:
    """The studies compared; writes results.csv to data/processed, figures to figures, under the name of the comparison.

    Figures and report show what the readers of the studies may see; results.csv stays internal. Raises InputError
    where they cannot be compared; what stood in these folders then stands there still.
    """
    from sqgz.figures.district_set import save_district_figures
    from sqgz.report.composing.districts import compose_districts
    from sqgz.results import save_results

    compared = compare_districts(studies)
    shown = districts_for_readers(compared)
    study = compared.results.study
    with all_or_as_before(study.processed, study.figures, study.reports):
        save_results(compared.results)
        with redirect_stdout(StringIO()):  # saving a figure prints its numbers, which is for notebooks
            figures = save_district_figures(shown.results)
        report = compose_districts(shown)
        path = write_district_report(report, shown)
    return Written(shown, figures, report, path)


def write_district_report(report: Report, compared: Districts) -> Path:
    """Path of the report, written to reports/COMPARISON/报告.docx, or beside that where somebody has edited it."""
    from sqgz.report.handing_in import REPORT, write_document

    path = compared.results.study.reports / REPORT
    path.parent.mkdir(parents=True, exist_ok=True)
    return write_document(report, compared.results, path).path


def try_comparison(studies: Sequence[Study], tell: Tell) -> Written | None:
    """The studies compared, told in a few lines; why not, where they have nothing in common: they have run all the same."""
    try:
        written = compare_studies(studies)
    except InputError as error:
        tell(f"\n没有作各调查之间的比较：{error}")
        return None
    tell(tell_comparison(written))
    return written


def tell_comparison(written: Written) -> str:
    """What was compared, what was left out, and where it is."""
    compared = written.compared
    study = compared.results.study
    repeated = sum(one.repeated for one in compared.asked)
    lines = [
        f"\n{study.title}（{study.name}）完成。",
        f"  比较  {len(compared.districts)} 个调查，{len(compared.asked) - repeated} 项相互比较，{repeated} 项在各调查内部重复",
        f"  结果表  {_shown(study.processed / 'results.csv', study.root)}",
        f"  图  {_shown(study.figures, study.root)}/  （{len(written.figures)} 幅）",
        f"  报告  {_shown(written.path, study.root)}",
    ]
    for text in compared.told:
        lines.append(f"  注意  {text}")
    for one in compared.left_out:
        lines.append(f"  未比较  {one.what}：{_named(one.who)}{one.why}")
    return "\n".join(lines)


def _named(labels: Sequence[str]) -> str:
    """Districts by name; of many the first, and how many there are: the report names them all."""
    return (
        "、".join(labels) if len(labels) <= _NAMED else f"{'、'.join(labels[:_NAMED])}等 {len(labels)} 个，"
    )


def _shown(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
