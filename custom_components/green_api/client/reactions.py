"""Which error an answer stands for. Pure: status, headers and body in, one exception out."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from math import isnan
from typing import Any, Final

import orjson

from .errors import (
    GreenApiAuthError,
    GreenApiDeletedError,
    GreenApiError,
    GreenApiExpiredError,
    GreenApiForbiddenError,
    GreenApiNotFoundError,
    GreenApiNotReadyError,
    GreenApiQuotaError,
    GreenApiRateLimitError,
    GreenApiRequestError,
    GreenApiResponseError,
)

# Seconds. GREEN-API's limiter counts per second; a server that asks for more than a quarter of an hour is not believed.
MIN_RETRY_AFTER: Final = 2.0
MAX_RETRY_AFTER: Final = 900.0


def error_for_answer(
    method: str, status: int, body: bytes, retry_after: str | None = None
) -> GreenApiError:
    """Return the error that an answer other than 200 stands for.

    The vendor gives an identifying text for each 400 and no schema (https://green-api.com/en/docs/api/common-errors/),
    so the body is searched, not decoded.
    """
    match status:
        case HTTPStatus.BAD_REQUEST:
            text = body[:4096].lower()
            if b"deleted" in text:
                return GreenApiDeletedError(method, status=status)
            if b"expired" in text:
                return GreenApiExpiredError(method, status=status)
            if b"starting" in text or b"not authorized" in text:
                return GreenApiNotReadyError(method, status=status)
            return GreenApiRequestError(method, status=status)
        case HTTPStatus.UNAUTHORIZED:
            return GreenApiAuthError(method, status=status)
        case HTTPStatus.FORBIDDEN:
            return GreenApiForbiddenError(method, status=status)
        case HTTPStatus.NOT_FOUND:
            return GreenApiNotFoundError(method, status=status)
        case HTTPStatus.TOO_MANY_REQUESTS:
            return GreenApiRateLimitError(
                method, retry_after=parse_retry_after(retry_after, datetime.now(UTC))
            )
        case 466:
            return _quota_error(method, body)
        case _ if 400 <= status < 500:
            return GreenApiRequestError(method, status=status)
        case _:
            return GreenApiResponseError(method, status=status)


def error_in_body(method: str, value: dict[str, Any]) -> GreenApiError | None:
    """Return the error inside a 200: `updateApiToken` is documented to answer `{"code": 401, …}` that way."""
    code = value.get("code")
    if not isinstance(code, int) or not 400 <= code < 600:
        return None
    try:
        text = repr(value)
    except RecursionError:
        # What is nested so deeply that decoding it just worked.
        text = ""
    return error_for_answer(method, code, text.encode(errors="replace"))


def parse_retry_after(value: str | None, now: datetime) -> float | None:
    """Return the seconds that a Retry-After header asks for, given in seconds or as a date; within our bounds."""
    if value is None:
        return None
    try:
        seconds = float(value)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(value) - now).total_seconds()
        except ValueError, TypeError:
            return None
    if isnan(seconds):
        return None
    return min(max(seconds, MIN_RETRY_AFTER), MAX_RETRY_AFTER)


def _quota_error(method: str, body: bytes) -> GreenApiQuotaError:
    """Return the plan's numbers of a 466; they stand in one of two objects, and may be strings.

    https://green-api.com/en/docs/api/466-error-example-body/
    """
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError:
        return GreenApiQuotaError(method)
    if isinstance(value, dict):
        for key in ("correspondentsStatus", "invokeStatus"):
            numbers = value.get(key)
            if isinstance(numbers, dict) and "EXCEEDED" in str(numbers.get("status")):
                return GreenApiQuotaError(
                    method,
                    used=_number(numbers.get("used")),
                    total=_number(numbers.get("total")),
                )
    return GreenApiQuotaError(method)


def _number(value: Any) -> int | None:
    """Return a count that may be a number or its string."""
    try:
        return int(value)
    except TypeError, ValueError, OverflowError:
        return None
