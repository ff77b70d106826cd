"""What the two answers of a poll mean together: the table of reactions."""

from typing import Final

import pytest

from custom_components.green_api.client import (
    GreenApiAuthError,
    GreenApiConnectionError,
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
    InstanceState,
    Status,
    StatusReply,
    StatusState,
)
from custom_components.green_api.issues import (
    Issue,
    MethodsNotEnabledError,
    PollResult,
    WrongInstanceError,
    evaluate_poll,
    has_receipts,
)
from custom_components.green_api.journal import LIFETIME, Journal, apply_reply

NOW: Final = 1_710_158_400
METHOD: Final = "getOutgoingStatuses"
REPLY: Final = StatusReply(
    minutes=1440,
    items={},
    body=b"[]",
    statuses=(),
    thumbnails={},
    skipped=0,
    unknown_states=frozenset(),
    unknown_keys=frozenset(),
)

AUTH: Final = GreenApiAuthError(METHOD, status=401)
FORBIDDEN: Final = GreenApiForbiddenError(METHOD, status=403)
NOT_FOUND: Final = GreenApiNotFoundError(METHOD, status=404)
NOT_READY: Final = GreenApiNotReadyError(METHOD, status=400)
EXPIRED: Final = GreenApiExpiredError(METHOD, status=400)
DELETED: Final = GreenApiDeletedError(METHOD, status=400)
REQUEST: Final = GreenApiRequestError(METHOD, status=400)
RATE_LIMIT: Final = GreenApiRateLimitError(METHOD, retry_after=30)
QUOTA: Final = GreenApiQuotaError(METHOD, used=1000, total=1000)
QUOTA_WITHOUT_NUMBERS: Final = GreenApiQuotaError(METHOD)
CONNECTION: Final = GreenApiConnectionError(METHOD)
RESPONSE: Final = GreenApiResponseError(METHOD, status=500)
ERRORS: Final = [
    *(AUTH, FORBIDDEN, NOT_FOUND, NOT_READY, EXPIRED, DELETED, REQUEST),
    *(RATE_LIMIT, QUOTA, CONNECTION, RESPONSE),
]

AUTHORIZED: Final = InstanceState.AUTHORIZED
NOT_AUTHORIZED: Final = InstanceState.NOT_AUTHORIZED
BLOCKED: Final = InstanceState.BLOCKED
STARTING: Final = InstanceState.STARTING
SLEEP_MODE: Final = InstanceState.SLEEP_MODE

type Reply = StatusReply | GreenApiError
type State = InstanceState | GreenApiError | None


def evaluate(*polls: tuple[Reply, State]) -> PollResult:
    """Return what the last of some polls means, a minute apart."""
    result = PollResult()
    for minute, (reply, state) in enumerate(polls):
        result = evaluate_poll(reply, state, result, NOW + minute * 60)
    return result


def test_failing_since() -> None:
    """It is the time of the first of the failures in a row, whatever they are."""
    assert evaluate((REPLY, AUTHORIZED)).failing_since is None
    failures = ((CONNECTION, CONNECTION), (AUTH, AUTH))
    assert evaluate((REPLY, AUTHORIZED), *failures).failing_since == NOW + 60
    assert evaluate(*failures, (REPLY, AUTHORIZED)).failing_since is None


@pytest.mark.parametrize(
    ("reply", "state", "kind", "key", "retry_after"),
    [
        # 401 to either, unless the list was accepted.
        (AUTH, AUTHORIZED, GreenApiAuthError, "invalid_auth", 900),
        (AUTH, CONNECTION, GreenApiAuthError, "invalid_auth", 900),
        (AUTH, AUTH, GreenApiAuthError, "invalid_auth", 900),
        (NOT_READY, AUTH, GreenApiAuthError, "invalid_auth", 900),
        (RESPONSE, AUTH, GreenApiAuthError, "invalid_auth", 900),
        (FORBIDDEN, AUTH, GreenApiAuthError, "invalid_auth", 900),
        # 403 to the list: not enabled if the state answers, whatever it answers.
        (FORBIDDEN, AUTHORIZED, MethodsNotEnabledError, "methods_not_enabled", 900),
        (FORBIDDEN, NOT_AUTHORIZED, MethodsNotEnabledError, "methods_not_enabled", 900),
        (FORBIDDEN, None, MethodsNotEnabledError, "methods_not_enabled", 900),
        # 403 to both: a wrong id or host.
        (FORBIDDEN, FORBIDDEN, WrongInstanceError, "wrong_instance", 900),
        # 403 to the list while the state fails otherwise: an outage like any other.
        (FORBIDDEN, CONNECTION, GreenApiConnectionError, "cannot_connect", None),
        (FORBIDDEN, RESPONSE, GreenApiConnectionError, "cannot_connect", None),
        (FORBIDDEN, NOT_FOUND, GreenApiConnectionError, "cannot_connect", None),
        (FORBIDDEN, RATE_LIMIT, GreenApiConnectionError, "cannot_connect", None),
        # 400 about the instance, whichever answer says so.
        (EXPIRED, AUTHORIZED, GreenApiExpiredError, "expired", 900),
        (NOT_READY, EXPIRED, GreenApiExpiredError, "expired", 900),
        (FORBIDDEN, EXPIRED, GreenApiExpiredError, "expired", 900),
        (DELETED, DELETED, GreenApiDeletedError, "deleted", 900),
        (RESPONSE, DELETED, GreenApiDeletedError, "deleted", 900),
        # The list says it all.
        (NOT_FOUND, AUTHORIZED, GreenApiNotFoundError, "cannot_connect", None),
        (RATE_LIMIT, RATE_LIMIT, GreenApiRateLimitError, "rate_limited", 30),
        (QUOTA, AUTHORIZED, GreenApiQuotaError, "quota_exceeded", 3600),
        (CONNECTION, CONNECTION, GreenApiConnectionError, "cannot_connect", None),
        (RESPONSE, AUTHORIZED, GreenApiResponseError, "invalid_response", None),
        (REQUEST, AUTHORIZED, GreenApiRequestError, "request_refused", None),
    ],
)
def test_failed_poll(
    reply: Reply,
    state: State,
    kind: type[GreenApiError],
    key: str,
    retry_after: float | None,
) -> None:
    """A list that cannot be had has one cause, with a message and a time for the next try."""
    result = evaluate((reply, state))
    assert type(result.error) is kind
    assert result.error.translation_key == key
    assert result.error.retry_after == retry_after
    assert not result.connected


@pytest.mark.parametrize(
    ("state", "connected"),
    [
        (AUTHORIZED, True),
        (InstanceState.SUSPENDED, True),
        (NOT_AUTHORIZED, False),
        (BLOCKED, False),
        (SLEEP_MODE, False),
        (STARTING, False),
        # A state that is not known is no reason to complain.
        (None, True),
    ],
)
def test_accepted_list(state: InstanceState | None, connected: bool) -> None:
    """With a list at hand, the state alone tells whether new statuses can be expected."""
    result = evaluate((REPLY, state))
    assert result.error is None
    assert result.instance_state is state
    assert result.connected is connected


@pytest.mark.parametrize("state", ERRORS, ids=lambda error: type(error).__name__)
def test_accepted_list_outweighs_a_state_that_failed(state: GreenApiError) -> None:
    """A refused token included: the list is what counts, and issues are left as they are."""
    result = evaluate((REPLY, state))
    assert result.error is None
    assert result.connected
    assert result.instance_state is None
    assert result.issues is None


@pytest.mark.parametrize("state", [None, *InstanceState, CONNECTION, FORBIDDEN])
def test_instance_that_is_not_ready_keeps_its_data(state: State) -> None:
    """It is no failure, but no connection either, even where the state lies."""
    result = evaluate((NOT_READY, state))
    assert result.error is None
    assert not result.connected


@pytest.mark.parametrize(
    ("reply", "state", "issues"),
    [
        (REPLY, AUTHORIZED, {}),
        (REPLY, None, {}),
        (REPLY, InstanceState.SUSPENDED, {}),
        (REPLY, NOT_AUTHORIZED, {Issue.NOT_AUTHORIZED: {}}),
        (NOT_READY, NOT_AUTHORIZED, {Issue.NOT_AUTHORIZED: {}}),
        (REPLY, BLOCKED, {Issue.BLOCKED: {}}),
        (NOT_READY, BLOCKED, {Issue.BLOCKED: {}}),
        (NOT_READY, STARTING, {}),
        (REPLY, SLEEP_MODE, {}),
        (FORBIDDEN, AUTHORIZED, {Issue.METHODS_NOT_ENABLED: {}}),
        (EXPIRED, AUTHORIZED, {Issue.EXPIRED: {}}),
        (NOT_READY, DELETED, {Issue.DELETED: {}}),
        (QUOTA, AUTHORIZED, {Issue.QUOTA_EXCEEDED: {"used": "1000", "total": "1000"}}),
        (
            QUOTA_WITHOUT_NUMBERS,
            AUTHORIZED,
            {Issue.QUOTA_EXCEEDED: {"used": "?", "total": "?"}},
        ),
        # These tell nothing about what the user has to see to.
        (AUTH, AUTHORIZED, None),
        (FORBIDDEN, FORBIDDEN, None),
        (FORBIDDEN, CONNECTION, None),
        (NOT_FOUND, AUTHORIZED, None),
        (RATE_LIMIT, AUTHORIZED, None),
        (CONNECTION, NOT_AUTHORIZED, None),
        (RESPONSE, AUTHORIZED, None),
        (NOT_READY, CONNECTION, None),
    ],
)
def test_issues(
    reply: Reply, state: State, issues: dict[Issue, dict[str, str]] | None
) -> None:
    """A poll opens the issues that it finds, closes the others, or says nothing about them."""
    assert evaluate((reply, state)).issues == issues


# Not authorized, by the list alone.


@pytest.mark.parametrize("state", [AUTHORIZED, None, CONNECTION])
def test_list_alone_says_twice_in_a_row_that_no_phone_is_linked(state: State) -> None:
    """Once may be a hiccup; the state is known to lie."""
    assert not evaluate((NOT_READY, state)).issues
    result = evaluate((NOT_READY, state), (NOT_READY, state))
    assert result.issues == {Issue.NOT_AUTHORIZED: {}}
    result = evaluate((NOT_READY, state), (REPLY, state), (NOT_READY, state))
    assert not result.issues


# Starting, and asleep.


def test_change_of_state_starts_the_time_anew() -> None:
    """So does a moment in which all was well."""
    long = [(NOT_READY, STARTING)] * 15
    assert evaluate(*long, (REPLY, SLEEP_MODE)).issues == {}
    assert evaluate(*long, (REPLY, AUTHORIZED), (NOT_READY, STARTING)).issues == {}


@pytest.mark.parametrize("failed", [(CONNECTION, CONNECTION), (NOT_READY, CONNECTION)])
def test_failures_in_between_do_not_start_the_time_anew(
    failed: tuple[Reply, State],
) -> None:
    """Nor do they make one issue of the other."""
    long = [(NOT_READY, STARTING)] * 15
    result = evaluate(*long, failed)
    assert result.issues is None
    result = evaluate(*long, failed, (NOT_READY, STARTING))
    assert result.issues == {Issue.STARTING: {}}


@pytest.mark.parametrize("reply", ERRORS, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("state", ERRORS, ids=lambda error: type(error).__name__)
def test_every_pair_of_errors_has_a_reaction(
    reply: GreenApiError, state: GreenApiError
) -> None:
    """It is a failure or the data are kept, and never a connection."""
    result = evaluate((reply, state))
    assert not result.connected
    assert result.error is not None or reply is NOT_READY


# Delivery receipts.


@pytest.mark.parametrize(
    ("state", "age", "expected"),
    [
        (StatusState.READ, 0, True),
        (StatusState.DELIVERED, LIFETIME - 1, True),
        (StatusState.READ, LIFETIME, False),
        (StatusState.SENT, 0, False),
        (StatusState.FAILED, 0, False),
    ],
)
def test_reads_within_a_day_prove_that_receipts_are_on(
    state: StatusState, age: int, expected: bool
) -> None:
    """Settings that say otherwise are out of date."""
    row = Status(status_id="A", timestamp=NOW - age, state=state)
    journal, _ = apply_reply(Journal(), [row], NOW)
    assert has_receipts(journal, NOW) is expected
