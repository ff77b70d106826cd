"""One account: its connection, credentials, settings and plan."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import override

from .board import Board, Clock
from .catalogue import Account
from .limits import Quota, RateLimit
from .wire import DEFAULT_SETTINGS, DELETED, EXPIRED, NOT_AUTHORIZED, STARTING

AUTHORIZED = "authorized"
# These end the account, the answer to everything is an error.
ENDED = {"expired": EXPIRED, "deleted": DELETED}
CONNECTED = frozenset({AUTHORIZED, "yellowCard", "suspended"})
READABLE = CONNECTED | {"sleepMode"}


@dataclass(frozen=True, slots=True)
class _Restart:
    """A restart that is under way, with the settings that it brings."""

    until: float
    settings: Mapping[str, str | int]


class Instance(Board):
    """One account of the vendor."""

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
        """Start authorized, with everything switched on."""
        super().__init__(
            account, clock, media_url, seed=seed, speed=speed, people=people
        )
        self.token = account.token
        self.limit = RateLimit()
        self.quotas: dict[str, Quota] = {}
        self._state: str | None = AUTHORIZED
        self._settings: dict[str, str | int] = dict(DEFAULT_SETTINGS)
        self._restart: _Restart | None = None

    @override
    @property
    def reporting(self) -> bool:
        return self.settings["outgoingWebhook"] == "yes"

    @override
    @property
    def publishing(self) -> bool:
        return self.state in CONNECTED

    @property
    def state(self) -> str | None:
        """The connection now; None while the account is being created."""
        self._settle()
        return "starting" if self._restart is not None else self._state

    @property
    def settings(self) -> Mapping[str, str | int]:
        """The settings that are live."""
        self._settle()
        return self._settings

    def set_state(self, state: str | None) -> None:
        """Put the connection into a state at once."""
        self._restart = None
        self._state = state
        self.changed()
        if self.publishing:
            self.publish_queue()

    def set_settings(self, changes: Mapping[str, str | int]) -> None:
        """Change settings at once."""
        self._settings.update(changes)
        self.changed()

    def change_settings(self, changes: Mapping[str, str | int]) -> None:
        """Change settings as the vendor does, through a restart."""
        self._settle()
        under_way = self._restart.settings if self._restart is not None else {}
        seconds = self.behaviour.restart_seconds / self.speed
        self._restart = _Restart(self.clock() + seconds, {**under_way, **changes})
        self.changed()

    def reboot(self) -> None:
        """Restart the account."""
        self.change_settings({})

    def set_token(self, token: str) -> None:
        """Replace the token; the old one is refused from now on."""
        self.token = token

    def set_quota(self, method: str, total: int | None, used: int = 0) -> None:
        """Limit a method (or "correspondents") for the month, or lift the limit."""
        self.quotas.pop(method, None)
        if total is not None:
            self.quotas[method] = Quota(total, used)

    def refusal(self, *, lists: bool, writes: bool) -> str | None:
        """Return the text of the 400 that the connection stands for, if any."""
        state = self.state
        if state in ENDED:
            return ENDED[state]
        if lists and not self.behaviour.stale_lists and state not in READABLE:
            return STARTING if state in (None, "starting") else NOT_AUTHORIZED
        # What is posted while the phone is not linked waits in a queue.
        if writes and state in (None, "starting"):
            return STARTING
        return None

    def _settle(self) -> None:
        """Finish a restart whose time is over."""
        restart = self._restart
        if restart is None or self.clock() < restart.until:
            return
        self._restart = None
        self._settings.update(restart.settings)
        self.changed()
