"""Turns the body of an answer into data."""

import asyncio
from collections.abc import Callable
from http import HTTPStatus
import json
from typing import Any, Final

import orjson

from .errors import GreenApiResponseError
from .reactions import error_in_body

# Bytes. From here on decoding takes longer than handing it to a thread.
THREAD_SIZE: Final = 128 * 1024


async def parse_body[T](method: str, body: bytes, parse: Callable[[Any], T]) -> T:
    """Decode a body and read it with `parse`, in a thread when it is large."""
    if len(body) < THREAD_SIZE:
        return _parse(method, body, parse)
    return await asyncio.to_thread(_parse, method, body, parse)


def list_of[T](parse: Callable[[list[Any]], T]) -> Callable[[Any], T]:
    """Return a reader of bodies that must be lists; `null` stands for an empty one."""

    def read(value: Any) -> T:
        if value is not None and not isinstance(value, list):
            raise TypeError
        return parse(value or [])

    return read


def loads(text: bytes | memoryview) -> Any:
    """Decode JSON; half an emoji, which orjson is too strict for, must not cost a whole list. Raises ValueError."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return json.loads(bytes(text).decode("utf-8", "replace"))


def _parse[T](method: str, body: bytes, parse: Callable[[Any], T]) -> T:
    """Decode a body and read it with `parse`."""
    try:
        value = loads(body)
    except ValueError, RecursionError:
        raise GreenApiResponseError(method, status=HTTPStatus.OK) from None
    if isinstance(value, dict) and (error := error_in_body(method, value)) is not None:
        raise error
    try:
        return parse(value)
    except TypeError:
        raise GreenApiResponseError(method, status=HTTPStatus.OK) from None
