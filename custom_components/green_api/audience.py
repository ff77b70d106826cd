"""Who saw a status: asked for when somebody wants to know, and kept nowhere but for names, for an hour, in memory."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from homeassistant.util import dt as dt_util

from .client import GreenApiClient, Viewer
from .overview import moment

NAMES_LIFETIME: Final = timedelta(hours=1)


class Audience:
    """The people around an account."""

    def __init__(self, client: GreenApiClient) -> None:
        """Initialize the audience."""
        self._client = client
        self._names: Mapping[str, str] = {}
        self._names_until = dt_util.utcnow()
        self._lock = asyncio.Lock()

    async def async_names(self) -> Mapping[str, str]:
        """Return the names of the contacts by id. An empty answer is GREEN-API's way of saying "ask again"."""
        async with self._lock:
            if dt_util.utcnow() >= self._names_until and (
                names := await self._client.get_contacts()
            ):
                self._names = names
                self._names_until = dt_util.utcnow() + NAMES_LIFETIME
        return self._names


def describe_viewer(viewer: Viewer, names: Mapping[str, str] | None) -> dict[str, Any]:
    """Return a recipient as the action tells it, with a name if names were asked for."""
    described: dict[str, Any] = {
        "id": viewer.participant,
        "state": viewer.state,
        "at": viewer.timestamp and moment(viewer.timestamp).isoformat(),
    }
    if names is not None:
        described["name"] = names.get(viewer.participant)
    return described
