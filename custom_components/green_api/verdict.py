"""What the outcome of a poll means: which error to raise, which repair issues are open. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from homeassistant.exceptions import (
    ConfigEntryAuthFailed,
    ConfigEntryError,
    HomeAssistantError,
)
from homeassistant.helpers.update_coordinator import UpdateFailed

from .client import (
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
    InstanceState,
    StatusReply,
)
from .const import DOMAIN

# Seconds until the next try where only the user or the vendor can mend it.
SLOW_POLLING: Final = 15 * 60
QUOTA_POLLING: Final = 60 * 60
# Seconds, where GREEN-API does not say. Whoever shares the limit of one call a second, at the same interval and in the
# same second, would be in our way at each poll; this puts us out of step.
OUT_OF_STEP: Final = 10


class Issue(StrEnum):
    """What the user has to see to. The values are translation keys."""

    NOT_AUTHORIZED = "not_authorized"
    BLOCKED = "blocked"
    EXPIRED = "expired"
    DELETED = "deleted"
    METHODS_NOT_ENABLED = "methods_not_enabled"
    QUOTA_EXCEEDED = "quota_exceeded"
    DELIVERY_RECEIPTS_OFF = "delivery_receipts_off"
    JOURNAL_UNREADABLE = "journal_unreadable"
    VIEWS_QUOTA_EXCEEDED = "views_quota_exceeded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The meaning of a poll.

    `issues` maps each open issue to the placeholders of its text; it is None when the poll tells nothing about them.
    """

    error: HomeAssistantError | None = None
    issues: Mapping[Issue, Mapping[str, str]] | None = None
    instance_state: InstanceState | None = None
    connected: bool = False


def judge(
    state: InstanceState | GreenApiError | None,
    reply: StatusReply | GreenApiError | None,
) -> Verdict:
    """Return what the two answers of a poll mean together: the instance state, and the list of statuses."""
    for answer in (reply, state):
        # A refused token and a lost instance show in either answer, and outweigh whatever the other one says.
        if isinstance(
            answer, (GreenApiAuthError, GreenApiExpiredError, GreenApiDeletedError)
        ):
            return _failed(answer)
    instance_state = None if isinstance(state, GreenApiError) else state
    if isinstance(reply, GreenApiForbiddenError) and not isinstance(
        state, GreenApiForbiddenError
    ):
        return Verdict(
            error=_update_failed("methods_not_enabled", SLOW_POLLING),
            issues={Issue.METHODS_NOT_ENABLED: {}},
            instance_state=instance_state,
        )
    issues: dict[Issue, Mapping[str, str]] = {}
    if instance_state is InstanceState.NOT_AUTHORIZED:
        issues[Issue.NOT_AUTHORIZED] = {}
    elif instance_state is InstanceState.BLOCKED:
        issues[Issue.BLOCKED] = {}
    if isinstance(reply, GreenApiNotReadyError):
        return Verdict(
            issues=None if isinstance(state, GreenApiError) else issues,
            instance_state=instance_state,
        )
    if isinstance(reply, GreenApiError):
        return _failed(reply)
    return Verdict(
        issues=None if isinstance(state, GreenApiError) else issues,
        instance_state=instance_state,
        connected=instance_state is None or instance_state.connected,
    )


def explain(error: GreenApiError) -> HomeAssistantError:
    """Return what an action says when GREEN-API does not do what was asked."""
    match error:
        case GreenApiAuthError():
            return HomeAssistantError(**_text("invalid_auth"))
        case GreenApiForbiddenError():
            return HomeAssistantError(**_text("forbidden"))
        case GreenApiNotReadyError():
            return HomeAssistantError(**_text("not_connected"))
        case GreenApiExpiredError():
            return HomeAssistantError(**_text("expired"))
        case GreenApiDeletedError():
            return HomeAssistantError(**_text("deleted"))
        case GreenApiQuotaError():
            return HomeAssistantError(**_text("quota_exceeded"))
        case GreenApiRateLimitError():
            return HomeAssistantError(**_text("rate_limited"))
        case GreenApiRequestError():
            return HomeAssistantError(**_text("request_refused"))
        case GreenApiConnectionError() | GreenApiNotFoundError():
            return HomeAssistantError(**_text("cannot_connect"))
        case _:
            return HomeAssistantError(**_text("invalid_response"))


def quota(error: GreenApiQuotaError) -> dict[str, str]:
    """Return the numbers of the plan as placeholders."""
    return {
        "used": "?" if error.used is None else str(error.used),
        "total": "?" if error.total is None else str(error.total),
    }


def _failed(error: GreenApiError) -> Verdict:
    """Return the verdict on a list that could not be had."""
    match error:
        case GreenApiAuthError():
            return Verdict(error=ConfigEntryAuthFailed(**_text("invalid_auth")))
        case GreenApiForbiddenError():
            return Verdict(error=ConfigEntryError(**_text("wrong_instance")))
        case GreenApiExpiredError():
            return Verdict(
                error=_update_failed("expired", SLOW_POLLING),
                issues={Issue.EXPIRED: {}},
            )
        case GreenApiDeletedError():
            return Verdict(
                error=_update_failed("deleted", SLOW_POLLING),
                issues={Issue.DELETED: {}},
            )
        case GreenApiQuotaError():
            return Verdict(
                error=_update_failed("quota_exceeded", QUOTA_POLLING),
                issues={Issue.QUOTA_EXCEEDED: quota(error)},
            )
        case GreenApiRateLimitError():
            pause = OUT_OF_STEP if error.retry_after is None else error.retry_after
            return Verdict(error=_update_failed("rate_limited", pause))
        case GreenApiConnectionError() | GreenApiNotFoundError():
            return Verdict(error=_update_failed("cannot_connect"))
        case _:
            return Verdict(error=_update_failed("invalid_response"))


def _update_failed(key: str, retry_after: float | None = None) -> UpdateFailed:
    """Return a failed update that is tried again after so many seconds, or at the next poll."""
    return UpdateFailed(retry_after=retry_after, **_text(key))


def _text(key: str) -> dict[str, Any]:
    """Return the arguments that make an exception speak the user's language."""
    return {"translation_domain": DOMAIN, "translation_key": key}
