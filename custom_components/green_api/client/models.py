"""What GREEN-API answers, as frozen data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class StatusType(StrEnum):
    """What kind of post a status is."""

    TEXT = "text"
    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"


class StatusState(StrEnum):
    """How far a status got."""

    PENDING = "pending"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"

    @property
    def rank(self) -> int:
        """Return how far this is: states only move up.

        A failure is final, unless the status turns out to be delivered or read after all.
        """
        return _RANKS[self]


class Font(StrEnum):
    """The fonts of a text status; Norican has Latin letters only."""

    SERIF = "SERIF"
    SANS_SERIF = "SANS_SERIF"
    NORICAN_REGULAR = "NORICAN_REGULAR"
    BRYNDAN_WRITE = "BRYNDAN_WRITE"
    OSWALD_HEAVY = "OSWALD_HEAVY"


class InstanceState(StrEnum):
    """The connection between the instance and its phone."""

    AUTHORIZED = "authorized"
    NOT_AUTHORIZED = "not_authorized"
    BLOCKED = "blocked"
    SLEEP_MODE = "sleep_mode"
    STARTING = "starting"
    SUSPENDED = "suspended"

    @property
    def connected(self) -> bool:
        """Return whether new statuses can be expected; a suspended instance only has its sending limited."""
        return self in (InstanceState.AUTHORIZED, InstanceState.SUSPENDED)


_RANKS = {
    StatusState.PENDING: 0,
    StatusState.SENT: 1,
    StatusState.FAILED: 2,
    StatusState.DELIVERED: 3,
    StatusState.READ: 4,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """One status as one reply shows it.

    `timestamp` is in unix seconds, UTC: the posting time or the time of the last action, GREEN-API's pages do not
    agree. `recipient_count` counts the chosen recipients, 0 means all contacts.
    """

    status_id: str
    timestamp: int
    type: StatusType | None = None
    state: StatusState | None = None
    text: str | None = None
    caption: str | None = None
    media_url: str | None = None
    mime_type: str | None = None
    file_name: str | None = None
    background_color: str | None = None
    font: str | None = None
    recipient_count: int | None = None
    sent_by_api: bool | None = None
    deleted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who posted a status: other people's data.

    `contact_id` is an id of WhatsApp, by phone (`…@c.us`) or without it (`…@lid`), empty if GREEN-API does not tell.
    `contact_name` is the name in the phone book, `own_name` the one that people gave themselves.
    """

    contact_id: str
    contact_name: str | None = None
    own_name: str | None = None

    @property
    def name(self) -> str | None:
        """Return the name in the phone book or else the one that people gave themselves."""
        return self.contact_name or self.own_name

    @property
    def phone(self) -> str | None:
        """Return the phone number in international form, None for an id that is none."""
        digits, _, server = self.contact_id.partition("@")
        return f"+{digits}" if server == "c.us" and digits.isdecimal() else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListItem:
    """One item of a list as it came, and what was read from it."""

    raw: Mapping[str, Any]
    status: Status | None
    sender: Sender | None
    thumbnail: str | None
    unknown_state: str | None
    unknown_keys: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StatusReply:
    """One reply of `getOutgoingStatuses` or `getIncomingStatuses`: each id once, oldest first.

    `minutes` and `body` are what was asked and answered, `items` what the body holds, by id. `thumbnails` holds JPEGs
    in base64 by status id, about 3 kB each, `senders` who posted, by status id, where these are contacts. `skipped`
    counts the items that could not be used. `unknown_states` holds values outside StatusState, `unknown_keys` fields
    that no page of the vendor names.
    """

    minutes: int
    body: bytes
    items: Mapping[str, ListItem]
    statuses: tuple[Status, ...]
    thumbnails: Mapping[str, str]
    skipped: int
    unknown_states: frozenset[str]
    unknown_keys: frozenset[str]
    senders: Mapping[str, Sender] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """One recipient of a status, and how far it got there.

    `participant` is an id of WhatsApp, by phone (`…@c.us`) or without it (`…@lid`): other people's data. `timestamp` is
    that of the state, in unix seconds, UTC.
    """

    participant: str
    state: StatusState
    timestamp: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagesQueue:
    """What waits to be sent. `complete` is False where GREEN-API shows no more of it."""

    status_ids: frozenset[str]
    complete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One row of `getContacts`: other people's data.

    `ids` are the ids that WhatsApp may use for it, by phone (`…@c.us`) first. `name` is the phone book's or else the
    one people gave themselves; `in_phone_book` says which.
    """

    ids: tuple[str, ...]
    name: str | None
    in_phone_book: bool
    is_group: bool

    @property
    def can_get_statuses(self) -> bool:
        """Return whether a status can name it as a recipient: a person with a name in the phone book."""
        return self.in_phone_book and not self.is_group


@dataclass(frozen=True, slots=True)
class WaSettings:
    """The WhatsApp account behind an instance. `phone` is in digits, None while no phone is linked."""

    state: InstanceState | None
    phone: str | None


@dataclass(frozen=True, slots=True)
class Settings:
    """The instance's settings that matter here.

    `delivery_receipts` is the vendor's `outgoingWebhook`: while it is off, states stay at "sent". `marks_as_viewed` is
    its `markIncomingMessagesReaded`, with which contacts see that their statuses were viewed. None if not reported.
    """

    delivery_receipts: bool | None
    marks_as_viewed: bool | None
