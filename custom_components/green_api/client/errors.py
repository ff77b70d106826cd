"""What can go wrong at GREEN-API, and which error an answer stands for.

No error carries an address, a token or text of the reply: the token is in the URL path, GREEN-API repeats it in error
bodies, and phone numbers are in error texts.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from math import isnan
import re
from typing import Any, ClassVar, Final, override

import orjson

# Seconds until the next poll where only the user or the vendor can help.
SLOW_RETRY: Final = 15 * 60.0
QUOTA_RETRY: Final = 60 * 60.0
# Seconds after a 429 without Retry-After. Not a polling interval: another client of the instance that polls at the same
# second would be in the way each time.
RATE_LIMIT_RETRY: Final = 10.0
# Seconds. GREEN-API's limiter counts per second; a server that asks for more than a quarter of an hour is not believed.
MIN_RETRY_AFTER: Final = 2.0
MAX_RETRY_AFTER: Final = 15 * 60.0

RATE_LIMITED: Final = 469
QUOTA_EXCEEDED: Final = 466

# The vendor's sentences about an instance (https://green-api.com/en/docs/api/common-errors/). The words alone prove
# nothing: parameters and captions are quoted in error texts.
_DELETED: Final = re.compile(r"instance is deleted\W*")
_EXPIRED: Final = re.compile(r"instance account is expired\b.*", re.DOTALL)
_NOT_READY: Final = re.compile(
    r"instance (account )?(is |in )?(starting|not authorized)\b.*", re.DOTALL
)
# A 400 to one of these is about the status.
_METHODS_OF_ONE_STATUS: Final = ("deleteStatus", "getStatusStatistic")


class GreenApiError(Exception):
    """Base of all errors of this client.

    `method` is the API method that was called, `status` the HTTP status of the answer if there was one. `retry_after`
    is in seconds, None where the usual interval will do. `translation_key` names the message for users.
    """

    reason: ClassVar[str] = "the call failed"
    translation_key: ClassVar[str] = "invalid_response"
    retry_after: float | None = None

    def __init__(self, method: str, *, status: int | None = None) -> None:
        """Remember the API method and the HTTP status."""
        super().__init__(method, status)
        self.method = method
        self.status = status

    @override
    def __str__(self) -> str:
        """Name the method and the reason, never the address."""
        answer = "" if self.status is None else f" (HTTP {self.status})"
        return f"{self.method}: {self.reason}{answer}"

    @property
    def translation_placeholders(self) -> dict[str, str]:
        """Return what goes into the message for users."""
        return {}


class GreenApiAuthError(GreenApiError):
    """401: the token is not the instance's."""

    reason = "the token was refused"
    translation_key = "invalid_auth"
    retry_after = SLOW_RETRY


class GreenApiForbiddenError(GreenApiError):
    """403: wrong instance ID or host, or a method that is not enabled for this instance."""

    reason = "access was refused"
    translation_key = "forbidden"
    retry_after = SLOW_RETRY


class GreenApiNotFoundError(GreenApiError):
    """404: wrong host or ID, and at times an outage of the vendor."""

    reason = "GREEN-API does not know this address"
    translation_key = "cannot_connect"


class GreenApiNotReadyError(GreenApiError):
    """400: the instance is starting or its phone is not linked; the credentials are good."""

    reason = "the instance is starting or not authorized"
    translation_key = "not_connected"


class GreenApiExpiredError(GreenApiError):
    """400: the plan of the instance ran out."""

    reason = "the instance has expired"
    translation_key = "expired"
    retry_after = SLOW_RETRY


class GreenApiDeletedError(GreenApiError):
    """400: the instance was deleted."""

    reason = "the instance was deleted"
    translation_key = "deleted"
    retry_after = SLOW_RETRY


class GreenApiRequestError(GreenApiError):
    """Any other 4xx: GREEN-API did not accept the parameters."""

    reason = "GREEN-API did not accept the request"
    translation_key = "request_refused"


class GreenApiRateLimitError(GreenApiError):
    """429 or 469: too many calls."""

    reason = "too many requests"
    translation_key = "rate_limited"

    def __init__(
        self,
        method: str,
        *,
        status: int | None = HTTPStatus.TOO_MANY_REQUESTS,
        retry_after: float | None = None,
    ) -> None:
        """Remember for how many seconds GREEN-API wants to be left alone."""
        super().__init__(method, status=status)
        self.retry_after = RATE_LIMIT_RETRY if retry_after is None else retry_after


class GreenApiQuotaError(GreenApiError):
    """466: the quota of the plan is used up until the first of the month. `used` of `total` calls were made."""

    reason = "the quota of the plan is used up"
    translation_key = "quota_exceeded"
    retry_after = QUOTA_RETRY

    def __init__(
        self, method: str, *, used: int | None = None, total: int | None = None
    ) -> None:
        """Remember the numbers of the plan; the vendor's text holds phone numbers and is dropped."""
        super().__init__(method, status=QUOTA_EXCEEDED)
        self.used = used
        self.total = total

    @property
    @override
    def translation_placeholders(self) -> dict[str, str]:
        """Return the numbers of the plan."""
        return {
            "used": "?" if self.used is None else str(self.used),
            "total": "?" if self.total is None else str(self.total),
        }


class GreenApiConnectionError(GreenApiError):
    """No answer: unreachable, timed out, cut off, or a gateway's 502, 503 or 504, after all tries."""

    reason = "GREEN-API could not be reached"
    translation_key = "cannot_connect"


class GreenApiResponseError(GreenApiError):
    """An answer that makes no sense: a redirect, another 5xx, no JSON, the wrong shape, or too large."""

    reason = "GREEN-API sent an unexpected response"


def error_for_answer(
    method: str, status: int, body: bytes, retry_after: str | None = None
) -> GreenApiError:
    """Return the error that an answer other than 200 stands for; `retry_after` is the header's value."""
    match status:
        case HTTPStatus.BAD_REQUEST:
            return _bad_request(method, _message(_decode(body[:65_536])))
        case HTTPStatus.UNAUTHORIZED:
            return GreenApiAuthError(method, status=status)
        case HTTPStatus.FORBIDDEN:
            return GreenApiForbiddenError(method, status=status)
        case HTTPStatus.NOT_FOUND:
            return GreenApiNotFoundError(method, status=status)
        case HTTPStatus.TOO_MANY_REQUESTS | 469:
            return GreenApiRateLimitError(
                method,
                status=status,
                retry_after=parse_retry_after(retry_after, datetime.now(UTC)),
            )
        case 466:
            return _quota_error(method, _decode(body)) or GreenApiQuotaError(method)
        case _ if 400 <= status < 500:
            return GreenApiRequestError(method, status=status)
        case _:
            return GreenApiResponseError(method, status=status)


def error_in_body(method: str, value: Mapping[str, Any]) -> GreenApiError | None:
    """Return the error inside a 200.

    `updateApiToken` is documented to answer `{"code": 401, …}`, other products of the vendor
    `{"status": false, "reason": "…"}`; a quota that is used up was seen in both kinds of answer.
    """
    code = value.get("code")
    if isinstance(code, int) and 400 <= code < 600:
        message = str(value.get("description") or value.get("message") or "")
        if code == HTTPStatus.BAD_REQUEST:
            return _bad_request(method, message)
        if code == QUOTA_EXCEEDED:
            return _quota_error(method, value) or GreenApiQuotaError(method)
        return error_for_answer(method, code, b"")
    if value.get("status") is False and "reason" in value:
        reason = str(value["reason"])
        if re.search("rate.?limit|too many requests", reason, re.IGNORECASE):
            return GreenApiRateLimitError(method, status=RATE_LIMITED)
        return _bad_request(method, reason)
    if "idMessage" not in value and (
        "correspondentsStatus" in value or "invokeStatus" in value
    ):
        return _quota_error(method, value)
    return None


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


def _decode(body: bytes) -> Any:
    """Return the JSON of a body, or its text where it is none."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return body.decode("utf-8", "replace")


def _message(value: Any) -> str:
    """Return the text of an error body; captured ones are `{"statusCode", "timestamp", "path", "message"}`."""
    if isinstance(value, dict):
        value = value.get("message") or value.get("description") or value.get("reason")
    return value if isinstance(value, str) else ""


def _bad_request(method: str, message: str) -> GreenApiError:
    """Return what a 400 is about: the instance, in the vendor's own sentences, or the request."""
    kind: type[GreenApiError] = GreenApiRequestError
    message = message.strip().lower()
    if _NOT_READY.fullmatch(message):
        kind = GreenApiNotReadyError
    elif method not in _METHODS_OF_ONE_STATUS:
        if _DELETED.fullmatch(message):
            kind = GreenApiDeletedError
        elif _EXPIRED.fullmatch(message):
            kind = GreenApiExpiredError
    return kind(method, status=HTTPStatus.BAD_REQUEST)


def _quota_error(method: str, value: Any) -> GreenApiQuotaError | None:
    """Return the numbers of a quota that is used up, None if none is.

    They stand in one of several objects or at the top, and may be strings.
    https://green-api.com/en/docs/api/466-error-example-body/
    """
    if not isinstance(value, dict):
        return None
    keys = ("correspondentsStatus", "invokeStatus", "quotaData")
    for numbers in (*(value.get(key) for key in keys), value):
        if isinstance(numbers, dict) and "EXCEEDED" in str(numbers.get("status")):
            return GreenApiQuotaError(
                method,
                used=_number(numbers.get("used")),
                total=_number(numbers.get("total")),
            )
    return None


def _number(value: Any) -> int | None:
    """Return a count that may be a number or its string."""
    try:
        return int(value)
    except TypeError, ValueError, OverflowError:
        return None
