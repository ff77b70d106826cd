"""The files that keep what was measured, so that pages can be made of it again."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import orjson

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

DIGITS: Final = 4


def write(file: Path, measured: DataclassInstance) -> None:
    """Write what was measured, a line for each field, so that a difference can be read."""
    rounded: dict[str, Any] = _rounded(asdict(measured))
    lines = (
        f'"{key}": {orjson.dumps(value).decode()}' for key, value in rounded.items()
    )
    file.parent.mkdir(exist_ok=True)
    file.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")


def read(file: Path) -> dict[str, Any]:
    """Return the fields that were written."""
    fields: dict[str, Any] = orjson.loads(file.read_bytes())
    return fields


def _rounded(value: Any) -> Any:
    """Return a value with fewer digits: nobody needs the others."""
    match value:
        case float():
            return round(value, DIGITS)
        case list() | tuple():
            return [_rounded(each) for each in value]
        case dict():
            return {key: _rounded(each) for key, each in value.items()}
    return value
