"""Tests for which error an answer stands for."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import orjson
import pytest

from custom_components.green_api.client import (
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
from custom_components.green_api.client.errors import (
    error_for_answer,
    error_in_body,
    parse_retry_after,
)

LIST = "getOutgoingStatuses"
NOW = datetime(2026, 11, 26, 8, tzinfo=UTC)

EXPIRED = "Instance account is expired. Renew your instance from personal area"
DELETED = "Instance is deleted"


def bad_request(message: str, method: str = LIST) -> type[GreenApiError]:
    """Return the kind of error of a 400, the same in all forms in which the message was captured."""
    token = "c0ffee" * 8
    captured = {
        "statusCode": 400,
        "timestamp": "2026-11-26T08:00:00.000Z",
        "path": f"/waInstance7103000001/{method}/{token}",
        "message": message,
    }
    errors = (
        error_for_answer(method, 400, message.encode()),
        error_for_answer(method, 400, orjson.dumps(message)),
        error_for_answer(method, 400, orjson.dumps(captured)),
        error_in_body(method, {"code": 400, "description": message}),
        error_in_body(method, {"status": False, "reason": message}),
    )
    assert {error and error.status for error in errors} == {400}
    (kind,) = {type(error) for error in errors}
    assert issubclass(kind, GreenApiError)
    return kind


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, GreenApiAuthError),
        (403, GreenApiForbiddenError),
        (404, GreenApiNotFoundError),
        (429, GreenApiRateLimitError),
        (469, GreenApiRateLimitError),
        (466, GreenApiQuotaError),
        (400, GreenApiRequestError),
        (405, GreenApiRequestError),
        (499, GreenApiRequestError),
        (204, GreenApiResponseError),
        (302, GreenApiResponseError),
        (500, GreenApiResponseError),
        (501, GreenApiResponseError),
    ],
)
@pytest.mark.parametrize(
    "body",
    [b"", b"Unauthorized", b"<html>", b'{"message":null}', b"[]", b"\xff", b"[" * 5000],
)
def test_status_decides_whatever_the_body(
    status: int, kind: type[GreenApiError], body: bytes
) -> None:
    """401, 403 and 429 were captured with an empty body."""
    error = error_for_answer(LIST, status, body)
    assert type(error) is kind
    assert (error.method, error.status) == (LIST, status)


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("instance in starting process try later", GreenApiNotReadyError),
        ("instance is starting or not authorized", GreenApiNotReadyError),
        ("instance account not authorized", GreenApiNotReadyError),
        ("Instance is not authorized", GreenApiNotReadyError),
        (EXPIRED, GreenApiExpiredError),
        ("Instance account is expired", GreenApiExpiredError),
        (DELETED, GreenApiDeletedError),
        (f" {DELETED}. ", GreenApiDeletedError),
    ],
)
def test_sentences_about_the_instance(message: str, kind: type[GreenApiError]) -> None:
    """The vendor's own sentences name the state of the instance."""
    assert bad_request(message) is kind


@pytest.mark.parametrize(
    "message",
    [
        "deleted",
        "expired",
        "not authorized",
        '"isDeleted" is not allowed',
        "The message is deleted",
        "The link is expired",
        "Instance is deleted by mistake",
        f"Validation failed. Details: 'caption' is \"{DELETED}\"",
        f"Validation failed. Details: '{EXPIRED}'",
        "Unexpected value 'instance account not authorized'",
        "bad request data",
        "ID message notfound",
    ],
)
def test_words_prove_nothing_about_the_instance(message: str) -> None:
    """A parameter or a caption is quoted in the text, or something else is deleted."""
    assert bad_request(message) is GreenApiRequestError


@pytest.mark.parametrize("method", ["deleteStatus", "getStatusStatistic"])
@pytest.mark.parametrize("message", [DELETED, EXPIRED])
def test_methods_of_one_status_say_nothing_about_the_instance(
    method: str, message: str
) -> None:
    """It is the status that is deleted or expired."""
    assert bad_request(message, method) is GreenApiRequestError


def test_status_methods_say_that_no_phone_is_linked() -> None:
    """This sentence has only one meaning."""
    message = "instance account not authorized"
    assert bad_request(message, "deleteStatus") is GreenApiNotReadyError


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ({"code": 401, "description": "Unauthorized"}, GreenApiAuthError),
        ({"code": 403}, GreenApiForbiddenError),
        ({"code": 404}, GreenApiNotFoundError),
        ({"code": 429}, GreenApiRateLimitError),
        ({"code": 469}, GreenApiRateLimitError),
        ({"code": 466}, GreenApiQuotaError),
        ({"code": 500}, GreenApiResponseError),
        ({"code": 400, "message": DELETED}, GreenApiDeletedError),
        ({"code": 400, "message": ["a", "b"]}, GreenApiRequestError),
        ({"status": False, "reason": "instance is starting"}, GreenApiNotReadyError),
        (
            {"status": False, "reason": "Rate limited by messenger"},
            GreenApiRateLimitError,
        ),
        ({"status": False, "reason": "Too Many Requests"}, GreenApiRateLimitError),
        ({"status": False, "reason": None}, GreenApiRequestError),
        ({"correspondentsStatus": {"status": "X_EXCEEDED"}}, GreenApiQuotaError),
        ({"invokeStatus": {"status": "QUOTE_EXCEEDED"}}, GreenApiQuotaError),
    ],
)
def test_error_inside_a_200(value: dict[str, Any], kind: type[GreenApiError]) -> None:
    """The code or the reason inside counts."""
    assert type(error_in_body(LIST, value)) is kind


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"code": 200},
        {"code": "401"},
        {"code": True},
        {"code": None},
        {"status": False},
        {"reason": "none"},
        {"status": True, "reason": "none"},
        {"stateInstance": "authorized"},
        {"saveSettings": True},
        {"invokeStatus": {"status": "QUOTE_ALLOWED", "used": 1, "total": 9}},
        {"idMessage": "BAE5", "correspondentsStatus": {"status": "X_EXCEEDED"}},
    ],
)
def test_success_is_no_error(value: dict[str, Any]) -> None:
    """Numbers of the plan beside the id of a status that was accepted are no error."""
    assert error_in_body(LIST, value) is None


ALLOWED = {"status": "QUOTE_ALLOWED", "used": 1, "total": 1000}


@pytest.mark.parametrize(
    ("body", "numbers"),
    [
        ({"invokeStatus": {"status": "QUOTE_EXCEEDED", "used": 9, "total": 8}}, (9, 8)),
        (
            {"quotaData": {"status": "QUOTA_EXCEEDED", "used": "9", "total": "8"}},
            (9, 8),
        ),
        (
            {
                "invokeStatus": ALLOWED,
                "correspondentsStatus": {
                    "status": "CORRESPONDENTS_QUOTE_EXCEEDED",
                    "used": 3,
                    "total": 3,
                    "description": "15550100001, 15550100002",
                },
            },
            (3, 3),
        ),
        # Without the wrapper.
        ({"method": "x", "status": "QUOTE_EXCEEDED", "used": 9, "total": 8}, (9, 8)),
        ({"invokeStatus": {"status": "QUOTE_EXCEEDED"}}, (None, None)),
        (
            {"invokeStatus": {"status": "QUOTE_EXCEEDED", "used": [], "total": "x"}},
            (None, None),
        ),
        ({"invokeStatus": ALLOWED}, (None, None)),
        ({"invokeStatus": "QUOTE_EXCEEDED"}, (None, None)),
        ([], (None, None)),
        (None, (None, None)),
    ],
)
def test_quota(body: Any, numbers: tuple[int | None, int | None]) -> None:
    """The numbers of the plan are kept where they are given, the vendor's text with phone numbers is not."""
    errors: list[GreenApiError | None] = [
        error_for_answer(LIST, 466, orjson.dumps(body))
    ]
    if isinstance(body, dict):
        errors.append(error_in_body(LIST, {"code": 466, **body}))
    for error in errors:
        assert isinstance(error, GreenApiQuotaError)
        assert (error.used, error.total) == numbers
        assert "1555" not in f"{error} {error!r} {error.args} {vars(error)}"


# When to ask again.


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("30", 30),
        ("7.5", 7.5),
        ("0", 2),
        ("-5", 2),
        ("100000", 900),
        ("inf", 900),
        (format_datetime(NOW + timedelta(minutes=2), usegmt=True), 120),
        (format_datetime(NOW - timedelta(days=1), usegmt=True), 2),
        (format_datetime(NOW + timedelta(days=1), usegmt=True), 900),
        ("nan", None),
        ("soon", None),
        ("", None),
        (None, None),
        # Without a zone, and not in the calendar.
        ("Thu, 26 Nov 2026 08:02:00 -0000", None),
        ("Thu, 99 Nov 2026 08:02:00 GMT", None),
        ("Thu, 26 Nov 99999999999 08:02:00 GMT", None),
    ],
)
def test_retry_after(value: str | None, seconds: float | None) -> None:
    """Seconds or a date, kept within two seconds and a quarter of an hour; None for what is neither."""
    assert parse_retry_after(value, NOW) == seconds
