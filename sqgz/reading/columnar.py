"""Parquet files as raw sheets: the column names are row 1, so that row numbers mean what they do elsewhere."""

import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet

from sqgz.errors import InputError
from sqgz.reading.grids import build_grid
from sqgz.reading.workbooks import RawSheet


def read_parquet(data: bytes, *, file: str) -> RawSheet:
    """The one raw sheet of a parquet file; raises InputError where it is damaged or holds nested values."""
    try:
        source = pyarrow.parquet.ParquetFile(io.BytesIO(data))
        return RawSheet("", build_grid(_rows(source, file)))
    except (pa.ArrowException, OSError, ValueError, OverflowError):  # ValueError: bytes that are no UTF-8
        raise InputError(f"{file}: 内容已损坏或不完整（parquet 文件）。请重新导出后重试") from None


def _rows(source: Any, file: str) -> Iterator[list[object]]:
    schema = source.schema_arrow
    for column in schema:
        kind = column.type
        if pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
            raise InputError(
                f"{file}: 列“{column.name}”的类型是 {kind}，不是单个的文字、数字或日期。请展开或删去这一列后重新导出"
            )
    yield list(schema.names)
    for batch in source.iter_batches():
        columns = [[_plain(value) for value in column.to_pylist()] for column in batch.columns]
        yield from zip(*columns, strict=True)


def _plain(value: object) -> object:
    """The value as a cell would hold it."""
    if value is None or value != value:
        return ""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, datetime):  # nanosecond stamps arrive as a subclass of their own
        return datetime.combine(value.date(), value.time())
    if isinstance(value, timedelta):
        return timedelta(seconds=value.total_seconds())
    return value
