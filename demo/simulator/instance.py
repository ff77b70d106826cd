"""One account: its connection, credentials, settings and quotas, besides its statuses."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import override

from .replies import DEFAULT_SETTINGS, DELETED, EXPIRED, NOT_AUTHORIZED, STARTING
from .sample_data import Account
from .status_store import Clock, StatusStore

AUTHORIZED = "authorized"
# While these last, what is sent stays in the queue.
SUSPENDED = frozenset({"suspended", "yellowCard"})
LINKED = SUSPENDED | {AUTHORIZED, "sleepMode"}
# In these, every method answers with this error.
ENDED = {"expired": EXPIRED, "deleted": DELETED}

_RATE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Quota:
    """What a plan allows for one method in a month."""

    total: int
    used: int = 0

    @property
    def exhausted(self) -> bool:
        """Whether nothing is left."""
        return self.used >= self.total


@dataclass(frozen=True, slots=True)
class _Restart:
    """A restart in progress, and the settings that it applies."""

    until: float
    settings: Mapping[str, str | int]


class Instance(StatusStore):
    """One account of GREEN-API."""

    def __init__(
        self,
        account: Account,
        clock: Clock,
        media_url: str,
        *,
        seed: int,
        speed: float,
        people: int,
    ) -> None:
        """Start authorized, with all reports switched on."""
        super().__init__(
            account, clock, media_url, seed=seed, speed=speed, people=people
        )
        self.token = account.token
        self.quotas: dict[str, Quota] = {}
        self._recent_calls: dict[str, deque[float]] = {}
        self._state: str | None = AUTHORIZED
        self._state_since = clock()
        self._settings: dict[str, str | int] = dict(DEFAULT_SETTINGS)
        self._restart: _Restart | None = None

    @override
    @property
    def reporting(self) -> bool:
        return self.settings["outgoingWebhook"] == "yes"

    @override
    @property
    def publishing(self) -> bool:
        return self.state == AUTHORIZED

    @override
    @property
    def lid_mode(self) -> bool:
        return self.settings["enableLidMode"] == "yes"

    @property
    def state(self) -> str | None:
        """The instance state; None while the account is being created."""
        self._finish_restart()
        return "starting" if self._restart is not None else self._state

    @property
    def reported_state(self) -> str | None:
        """The instance state that is answered, which may be wrong."""
        return AUTHORIZED if self.behaviour.claims_authorized else self.state

    @property
    def suspended_until(self) -> int | None:
        """When a suspension ends, while there is one."""
        if self.state not in SUSPENDED:
            return None
        return int(self._state_since + self.behaviour.suspension_seconds)

    @property
    def settings(self) -> Mapping[str, str | int]:
        """The settings in effect."""
        self._finish_restart()
        return self._settings

    def set_state(self, state: str | None) -> None:
        """Change the instance state at once."""
        self.hold_queue()
        self._restart = None
        self._state = state
        self._state_since = self.clock()
        self.changed()
        if self.publishing:
            self.release_queue()

    def set_settings(self, changes: Mapping[str, str | int]) -> None:
        """Change settings at once."""
        self._settings.update(changes)
        self.changed()

    def change_settings(self, changes: Mapping[str, str | int]) -> None:
        """Change settings as GREEN-API does, through a restart."""
        self._finish_restart()
        pending = self._restart.settings if self._restart is not None else {}
        seconds = self.behaviour.restart_seconds / self.speed
        self._restart = _Restart(self.clock() + seconds, {**pending, **changes})
        self.changed()

    def set_token(self, token: str) -> None:
        """Replace the token; the old one is refused from now on."""
        self.token = token

    def set_quota(self, method: str, total: int | None, used: int = 0) -> None:
        """Limit a method (or "correspondents") for the month; None lifts the limit."""
        self.quotas.pop(method, None)
        if total is not None:
            self.quotas[method] = Quota(total, used)

    def within_rate_limit(self, method: str, calls: int, now: float) -> bool:
        """Return whether a call is within so many per second, and count it if so."""
        recent = self._recent_calls.setdefault(method, deque(maxlen=calls))
        if len(recent) == calls and now - recent[0] < _RATE_SECONDS:
            return False
        recent.append(now)
        return True

    def refusal(self, *, lists: bool, sends: bool) -> str | None:
        """Return the text of the 400 that the instance state causes, if any."""
        state = self.state
        if state in ENDED:
            return ENDED[state]
        if lists and not self.behaviour.stale_lists and state not in LINKED:
            return STARTING if state in (None, "starting") else NOT_AUTHORIZED
        # What is sent while the phone is not linked waits in the queue.
        if sends and state in (None, "starting"):
            return STARTING
        return None

    def _finish_restart(self) -> None:
        """Apply the settings of a restart that is over."""
        restart = self._restart
        if restart is None or self.clock() < restart.until:
            return
        self._restart = None
        self._settings.update(restart.settings)
        self.changed()
