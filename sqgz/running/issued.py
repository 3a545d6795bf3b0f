"""What `sqgz form` tells: which workbooks were written, what they ask, and how they come back."""

from __future__ import annotations

from sqgz.forms import Issued
from sqgz.running.destination import shown_path


def tell_issued(issued: Issued) -> str:
    """What is told of the forms just written, in Chinese."""
    where = shown_path(issued.folder.absolute())
    streets = issued.streets
    if streets:
        communities = sum(len(street.communities) for street in streets)
        rows = sum(street.rows for street in streets)
        first = f"已写出 {len(streets)} 个空白填报表：{where}/"
        lines = [
            first,
            f"  每个街道一个，共 {communities} 个社区（村），按核定、实有人数留了 {rows} 行，另有预留行",
        ]
    else:
        lines = [f"已写出 1 个空白填报表：{where}/{issued.files[0]}"]
        lines.append("  研究说明中没有单位名录（role: places），街道和社区没有预先写好，由填报人自己填写")
    lines.append(f"  填报 {len(issued.fields)} 栏：{'、'.join(field.label for field in issued.fields)}")
    sorts = {field.sort for field in issued.fields}
    lost = [name for sort, name in (("street", "街道"), ("community", "社区")) if sort not in sorts]
    if streets and lost:
        lines.append(f"  请注意：研究说明没有写明{'、'.join(lost)}取自哪一列（column），表中没有这一栏")
    if not issued.contact:
        lines.append("  填报说明中联系人和电话留了空；可用 --contact 写明后重新生成")
    lines += ["", "收齐后放入调查文件夹下的同一个文件夹（如 上报），在 study.yaml 的 files 中写："]
    lines.append("  - {folder: 上报, role: roster}")
    return "\n".join(lines)
