"""What the two answers of a poll mean together: DESIGN.md's table of reactions."""

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
    StatusReply,
)
from custom_components.green_api.verdict import (
    OUT_OF_STEP,
    QUOTA_POLLING,
    SLOW_POLLING,
    Issue,
    judge,
)
from homeassistant.exceptions import (
    ConfigEntryAuthFailed,
    ConfigEntryError,
    HomeAssistantError,
)
from homeassistant.helpers.update_coordinator import UpdateFailed

AUTHORIZED = InstanceState.AUTHORIZED
REPLY = StatusReply((), {}, 0, frozenset())
UNCHANGED = None
M = "getOutgoingStatuses"

AUTH = GreenApiAuthError(M, status=401)
FORBIDDEN = GreenApiForbiddenError(M, status=403)
NOT_FOUND = GreenApiNotFoundError(M, status=404)
NOT_READY = GreenApiNotReadyError(M, status=400)
EXPIRED = GreenApiExpiredError(M, status=400)
DELETED = GreenApiDeletedError(M, status=400)
REQUEST = GreenApiRequestError(M, status=400)
RATE_LIMIT = GreenApiRateLimitError(M, retry_after=30)
RATE_LIMIT_UNTOLD = GreenApiRateLimitError(M)
QUOTA = GreenApiQuotaError(M, used=1000, total=1000)
QUOTA_UNTOLD = GreenApiQuotaError(M)
CONNECTION = GreenApiConnectionError(M)
RESPONSE = GreenApiResponseError(M, status=500)
ERRORS = [
    *(AUTH, FORBIDDEN, NOT_FOUND, NOT_READY, EXPIRED, DELETED, REQUEST),
    *(RATE_LIMIT, QUOTA, CONNECTION, RESPONSE),
]

type State = InstanceState | GreenApiError | None
type Reply = StatusReply | GreenApiError | None


@pytest.mark.parametrize(
    ("state", "reply", "kind", "key", "retry_after"),
    [
        # 401: reauth, whichever answer shows it.
        (AUTHORIZED, AUTH, ConfigEntryAuthFailed, "invalid_auth", None),
        (AUTH, REPLY, ConfigEntryAuthFailed, "invalid_auth", None),
        (AUTH, UNCHANGED, ConfigEntryAuthFailed, "invalid_auth", None),
        (AUTH, AUTH, ConfigEntryAuthFailed, "invalid_auth", None),
        (AUTH, CONNECTION, ConfigEntryAuthFailed, "invalid_auth", None),
        (CONNECTION, AUTH, ConfigEntryAuthFailed, "invalid_auth", None),
        # 403: the methods are not enabled if the state answers, whatever it answers.
        (AUTHORIZED, FORBIDDEN, UpdateFailed, "methods_not_enabled", SLOW_POLLING),
        (None, FORBIDDEN, UpdateFailed, "methods_not_enabled", SLOW_POLLING),
        (
            InstanceState.NOT_AUTHORIZED,
            FORBIDDEN,
            UpdateFailed,
            "methods_not_enabled",
            SLOW_POLLING,
        ),
        # 403 twice: a wrong id or host.
        (FORBIDDEN, FORBIDDEN, ConfigEntryError, "wrong_instance", None),
        # 400 that ends the instance, whichever answer shows it.
        (AUTHORIZED, EXPIRED, UpdateFailed, "expired", SLOW_POLLING),
        (EXPIRED, REPLY, UpdateFailed, "expired", SLOW_POLLING),
        (EXPIRED, EXPIRED, UpdateFailed, "expired", SLOW_POLLING),
        (AUTHORIZED, DELETED, UpdateFailed, "deleted", SLOW_POLLING),
        (DELETED, UNCHANGED, UpdateFailed, "deleted", SLOW_POLLING),
        # 404 while running is an outage.
        (AUTHORIZED, NOT_FOUND, UpdateFailed, "cannot_connect", None),
        # 429: when GREEN-API says so, or soon, out of step with whoever else asks.
        (AUTHORIZED, RATE_LIMIT, UpdateFailed, "rate_limited", 30),
        (AUTHORIZED, RATE_LIMIT_UNTOLD, UpdateFailed, "rate_limited", OUT_OF_STEP),
        (RATE_LIMIT, RATE_LIMIT, UpdateFailed, "rate_limited", 30),
        # 466: hardly ever until the first of the month.
        (AUTHORIZED, QUOTA, UpdateFailed, "quota_exceeded", QUOTA_POLLING),
        (AUTHORIZED, QUOTA_UNTOLD, UpdateFailed, "quota_exceeded", QUOTA_POLLING),
        # No answer, or one that makes no sense.
        (AUTHORIZED, CONNECTION, UpdateFailed, "cannot_connect", None),
        (CONNECTION, CONNECTION, UpdateFailed, "cannot_connect", None),
        (InstanceState.BLOCKED, CONNECTION, UpdateFailed, "cannot_connect", None),
        (AUTHORIZED, RESPONSE, UpdateFailed, "invalid_response", None),
        (AUTHORIZED, REQUEST, UpdateFailed, "invalid_response", None),
    ],
)
def test_failed_poll(
    state: State,
    reply: Reply,
    kind: type[HomeAssistantError],
    key: str,
    retry_after: float | None,
) -> None:
    """A list that cannot be had is one reaction, in the user's language."""
    error = judge(state, reply).error
    assert type(error) is kind
    assert error.translation_domain == "green_api"
    assert error.translation_key == key
    assert getattr(error, "retry_after", None) == retry_after
    assert not judge(state, reply).connected


@pytest.mark.parametrize(
    ("state", "connected"),
    [
        (InstanceState.AUTHORIZED, True),
        (InstanceState.SUSPENDED, True),
        (InstanceState.NOT_AUTHORIZED, False),
        (InstanceState.BLOCKED, False),
        (InstanceState.SLEEP_MODE, False),
        (InstanceState.STARTING, False),
        # The list was answered, so a state that is not known is no reason to complain.
        (None, True),
    ],
)
@pytest.mark.parametrize("reply", [REPLY, UNCHANGED])
def test_good_poll(state: InstanceState | None, connected: bool, reply: Reply) -> None:
    """With a list at hand, the state alone tells whether new statuses can be expected."""
    verdict = judge(state, reply)
    assert verdict.error is None
    assert verdict.instance_state is state
    assert verdict.connected is connected


@pytest.mark.parametrize("reply", [REPLY, UNCHANGED])
@pytest.mark.parametrize(
    "state",
    [
        each
        for each in ERRORS
        if not isinstance(
            each, (GreenApiAuthError, GreenApiExpiredError, GreenApiDeletedError)
        )
    ],
    ids=lambda error: type(error).__name__,
)
def test_state_that_cannot_be_had_costs_no_list(
    state: GreenApiError, reply: Reply
) -> None:
    """The list is what counts, and issues are left as they are."""
    verdict = judge(state, reply)
    assert verdict.error is None
    assert verdict.instance_state is None
    assert verdict.connected
    assert verdict.issues is None


@pytest.mark.parametrize(
    "state",
    [
        InstanceState.NOT_AUTHORIZED,
        InstanceState.STARTING,
        InstanceState.SLEEP_MODE,
        InstanceState.BLOCKED,
        InstanceState.AUTHORIZED,
        None,
    ],
)
def test_instance_that_is_not_ready_keeps_its_data(state: InstanceState | None) -> None:
    """A list that is refused because the phone is not linked is no outage, but no connection either."""
    verdict = judge(state, NOT_READY)
    assert verdict.error is None
    assert verdict.instance_state is state
    assert not verdict.connected


@pytest.mark.parametrize(
    ("state", "reply", "issues"),
    [
        (AUTHORIZED, REPLY, {}),
        (AUTHORIZED, UNCHANGED, {}),
        (None, REPLY, {}),
        (InstanceState.STARTING, NOT_READY, {}),
        (InstanceState.SLEEP_MODE, REPLY, {}),
        (InstanceState.SUSPENDED, REPLY, {}),
        (InstanceState.NOT_AUTHORIZED, REPLY, {Issue.NOT_AUTHORIZED: {}}),
        (InstanceState.NOT_AUTHORIZED, NOT_READY, {Issue.NOT_AUTHORIZED: {}}),
        (InstanceState.BLOCKED, REPLY, {Issue.BLOCKED: {}}),
        (InstanceState.BLOCKED, NOT_READY, {Issue.BLOCKED: {}}),
        (AUTHORIZED, FORBIDDEN, {Issue.METHODS_NOT_ENABLED: {}}),
        (AUTHORIZED, EXPIRED, {Issue.EXPIRED: {}}),
        (EXPIRED, EXPIRED, {Issue.EXPIRED: {}}),
        (AUTHORIZED, DELETED, {Issue.DELETED: {}}),
        (
            AUTHORIZED,
            QUOTA,
            {Issue.QUOTA_EXCEEDED: {"used": "1000", "total": "1000"}},
        ),
        (
            AUTHORIZED,
            QUOTA_UNTOLD,
            {Issue.QUOTA_EXCEEDED: {"used": "?", "total": "?"}},
        ),
        # These tell nothing about what the user has to see to.
        (AUTHORIZED, AUTH, None),
        (FORBIDDEN, FORBIDDEN, None),
        (AUTHORIZED, NOT_FOUND, None),
        (AUTHORIZED, RATE_LIMIT, None),
        (AUTHORIZED, CONNECTION, None),
        (InstanceState.NOT_AUTHORIZED, CONNECTION, None),
        (AUTHORIZED, RESPONSE, None),
        (CONNECTION, NOT_READY, None),
        (RESPONSE, NOT_READY, None),
    ],
)
def test_issues(
    state: State, reply: Reply, issues: dict[Issue, dict[str, str]] | None
) -> None:
    """A poll opens the issues that it finds, closes the others, or says nothing about them."""
    assert judge(state, reply).issues == issues


@pytest.mark.parametrize("reply", ERRORS, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("state", ERRORS, ids=lambda error: type(error).__name__)
def test_every_pair_of_errors_has_a_reaction(
    state: GreenApiError, reply: GreenApiError
) -> None:
    """Whatever comes, it is an error or the data are kept, and never a connection."""
    verdict = judge(state, reply)
    assert not verdict.connected
    assert verdict.error is not None or reply is NOT_READY
