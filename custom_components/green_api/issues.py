"""What the two answers of a poll mean together, and the repair issues that are open for an account."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.loader import async_get_loaded_integration

from .client import (
    GreenApiAuthError,
    GreenApiClient,
    GreenApiConnectionError,
    GreenApiDeletedError,
    GreenApiError,
    GreenApiExpiredError,
    GreenApiForbiddenError,
    GreenApiNotReadyError,
    GreenApiQuotaError,
    InstanceState,
    StatusReply,
    StatusState,
)
from .const import CONSOLE_URL, DOMAIN
from .journal import LIFETIME, Journal
from .util import unix_time

# Seconds until an instance that starts, or whose phone is off, is worth a repair issue.
NOT_READY_FOR: Final = 15 * 60
# Polls in a row in which the list alone says that no phone is linked.
NOT_AUTHORIZED_POLLS: Final = 2
STORAGE_DOCUMENTATION: Final = "/blob/main/docs/reliability.md"


class Issue(StrEnum):
    """What the user has to see to. The values are translation keys."""

    NOT_AUTHORIZED = "not_authorized"
    BLOCKED = "blocked"
    STARTING = "starting"
    SLEEP_MODE = "sleep_mode"
    EXPIRED = "expired"
    DELETED = "deleted"
    METHODS_NOT_ENABLED = "methods_not_enabled"
    QUOTA_EXCEEDED = "quota_exceeded"
    DELIVERY_RECEIPTS_OFF = "delivery_receipts_off"
    CONTACTS_NOT_ENABLED = "contacts_not_enabled"
    CONTACTS_QUOTA_EXCEEDED = "contacts_quota_exceeded"
    VIEWS_QUOTA_EXCEEDED = "views_quota_exceeded"
    JOURNAL_UNREADABLE = "journal_unreadable"


# Found and closed by polls. They keep an account from working, the others do not.
POLL_ISSUES: Final = (
    Issue.NOT_AUTHORIZED,
    Issue.BLOCKED,
    Issue.STARTING,
    Issue.SLEEP_MODE,
    Issue.EXPIRED,
    Issue.DELETED,
    Issue.METHODS_NOT_ENABLED,
    Issue.QUOTA_EXCEEDED,
)

type Issues = Mapping[Issue, Mapping[str, str]]


class WrongInstanceError(GreenApiForbiddenError):
    """403 to all methods: there is no such instance at this host."""

    translation_key = "wrong_instance"


class MethodsNotEnabledError(GreenApiForbiddenError):
    """403 to the status methods alone: they are not enabled for this instance."""

    translation_key = "methods_not_enabled"


@dataclass(frozen=True, slots=True, kw_only=True)
class PollResult:
    """The meaning of a poll.

    `error` is why it failed, None if it did not. `issues` maps each open issue to the placeholders of its text; it is
    None when the poll tells nothing about them. `not_authorized_polls` counts polls in a row in which the list said
    that no phone is linked, `not_ready_since` is when a starting or sleeping instance was first seen in that state, and
    `failing_since` when the first of the polls failed that have failed since.
    """

    error: GreenApiError | None = None
    issues: Issues | None = None
    instance_state: InstanceState | None = None
    connected: bool = False
    not_authorized_polls: int = 0
    not_ready_since: int | None = None
    failing_since: int | None = None


def evaluate_poll(
    reply: StatusReply | GreenApiError,
    state: InstanceState | GreenApiError | None,
    previous: PollResult,
    now: int,
) -> PollResult:
    """Return what the list of statuses and the instance state mean together, after what the previous poll meant."""
    state_known = not isinstance(state, GreenApiError)
    instance_state = state if isinstance(state, InstanceState) else None
    if isinstance(reply, GreenApiError) and not isinstance(
        reply, GreenApiNotReadyError
    ):
        return _failed(_poll_error(reply, state), instance_state, previous, now)
    if (
        isinstance(reply, GreenApiError)
        and isinstance(state, GreenApiError)
        and _is_about_account(state)
    ):
        return _failed(state, instance_state, previous, now)

    not_ready_since = previous.not_ready_since
    if instance_state in (InstanceState.STARTING, InstanceState.SLEEP_MODE):
        # Failed polls in between do not restart the time.
        if not_ready_since is None or previous.instance_state not in (
            None,
            instance_state,
        ):
            not_ready_since = now
    elif state_known:
        not_ready_since = None
    polls = 0
    if isinstance(reply, GreenApiNotReadyError) and not_ready_since is None:
        polls = previous.not_authorized_polls + 1

    issues: dict[Issue, Mapping[str, str]] = {}
    if instance_state is InstanceState.BLOCKED:
        issues[Issue.BLOCKED] = {}
    elif (
        instance_state is InstanceState.NOT_AUTHORIZED or polls >= NOT_AUTHORIZED_POLLS
    ):
        issues[Issue.NOT_AUTHORIZED] = {}
    elif (
        state_known
        and not_ready_since is not None
        and now - not_ready_since >= NOT_READY_FOR
    ):
        is_starting = instance_state is InstanceState.STARTING
        issues[Issue.STARTING if is_starting else Issue.SLEEP_MODE] = {}
    return PollResult(
        issues=issues if issues or state_known else None,
        instance_state=instance_state,
        connected=isinstance(reply, StatusReply)
        and (instance_state is None or instance_state.connected),
        not_authorized_polls=polls,
        not_ready_since=not_ready_since,
    )


def _is_about_account(error: GreenApiError) -> bool:
    """Return whether an error says that the token was refused or the instance lost."""
    return isinstance(
        error, (GreenApiAuthError, GreenApiExpiredError, GreenApiDeletedError)
    )


def _poll_error(
    error: GreenApiError, state: InstanceState | GreenApiError | None
) -> GreenApiError:
    """Return why a poll failed: the instance state tells what a refused list means."""
    if isinstance(state, GreenApiError) and _is_about_account(state):
        return state
    if isinstance(error, GreenApiForbiddenError):
        if isinstance(state, GreenApiForbiddenError):
            return WrongInstanceError(error.method, status=error.status)
        if isinstance(state, GreenApiError):
            return GreenApiConnectionError(error.method, status=error.status)
        return MethodsNotEnabledError(error.method, status=error.status)
    return error


def _failed(
    error: GreenApiError,
    instance_state: InstanceState | None,
    previous: PollResult,
    now: int,
) -> PollResult:
    """Return the result of a poll that failed."""
    issue = {
        GreenApiExpiredError: Issue.EXPIRED,
        GreenApiDeletedError: Issue.DELETED,
        GreenApiQuotaError: Issue.QUOTA_EXCEEDED,
        MethodsNotEnabledError: Issue.METHODS_NOT_ENABLED,
    }.get(type(error))
    return PollResult(
        error=error,
        issues=None if issue is None else {issue: error.translation_placeholders},
        instance_state=instance_state,
        not_authorized_polls=previous.not_authorized_polls,
        not_ready_since=previous.not_ready_since,
        failing_since=now if previous.error is None else previous.failing_since,
    )


@callback
def async_set_poll_issues(
    hass: HomeAssistant, entry: ConfigEntry, issues: Issues
) -> None:
    """Open the issues that a poll found, with their placeholders, and close the others."""
    for issue in POLL_ISSUES:
        async_set_issue(hass, entry, issue, issues.get(issue))


@callback
def async_set_issue(
    hass: HomeAssistant,
    entry: ConfigEntry,
    issue: Issue,
    placeholders: Mapping[str, str] | None,
) -> None:
    """Open an issue, or close it when there are no placeholders for it."""
    issue_id = f"{issue}_{entry.entry_id}"
    if placeholders is None:
        ir.async_delete_issue(hass, DOMAIN, issue_id)
        return
    is_unreadable = issue is Issue.JOURNAL_UNREADABLE
    documentation = async_get_loaded_integration(hass, DOMAIN).documentation
    ir.async_create_issue(
        hass,
        DOMAIN,
        issue_id,
        config_entry_id=entry.entry_id,
        is_fixable=is_unreadable or issue is Issue.DELIVERY_RECEIPTS_OFF,
        is_persistent=is_unreadable,
        learn_more_url=f"{documentation}{STORAGE_DOCUMENTATION}"
        if is_unreadable
        else CONSOLE_URL,
        severity=ir.IssueSeverity.ERROR
        if issue in POLL_ISSUES
        else ir.IssueSeverity.WARNING,
        translation_key=issue,
        translation_placeholders={
            "account": entry.title,
            "console_url": CONSOLE_URL,
            **placeholders,
        },
    )


@callback
def async_rename_issues(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Let the open issues of an account call it by its new name."""
    registry = ir.async_get(hass)
    for issue in Issue:
        opened = registry.async_get_issue(DOMAIN, f"{issue}_{entry.entry_id}")
        if opened is not None and opened.active:
            placeholders = dict(opened.translation_placeholders or {})
            placeholders.pop("account", None)
            async_set_issue(hass, entry, issue, placeholders)


@callback
def async_close_issues_of_disabled_entries(hass: HomeAssistant) -> None:
    """Close the issues of an account when it is disabled, whether or not it was loaded."""

    @callback
    def handle_change(change: ConfigEntryChange, entry: ConfigEntry) -> None:
        if entry.domain == DOMAIN and entry.disabled_by is not None:
            for issue in Issue:
                async_set_issue(hass, entry, issue, None)

    async_dispatcher_connect(hass, SIGNAL_CONFIG_ENTRY_CHANGED, handle_change)


async def async_check_delivery_receipts(
    hass: HomeAssistant,
    entry: ConfigEntry,
    client: GreenApiClient,
    get_journal: Callable[[], Journal],
) -> None:
    """Find out whether the instance gets read receipts, and offer to change it if not.

    What goes wrong here also shows in the next poll.
    """
    try:
        settings = await client.get_settings()
    except GreenApiError:
        return
    if settings.delivery_receipts is None:
        return
    is_on = settings.delivery_receipts or has_receipts(get_journal(), unix_time())
    async_set_issue(hass, entry, Issue.DELIVERY_RECEIPTS_OFF, None if is_on else {})


def has_receipts(journal: Journal, now: int) -> bool:
    """Return whether a status was delivered or read within a day: settings that say otherwise are out of date."""
    return any(
        record.state in (StatusState.DELIVERED, StatusState.READ)
        and now - LIFETIME < record.state_changed_at
        for record in journal.records.values()
    )
