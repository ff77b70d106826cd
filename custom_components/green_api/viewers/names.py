"""The account's contacts: other people's data, asked for when somebody wants to know, kept for an hour in memory."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final

from ..client import Contact, GreenApiClient
from ..util import unix_time

# Seconds.
LIFETIME: Final = 60 * 60


class ContactNames:
    """The contacts of an account."""

    def __init__(self, client: GreenApiClient) -> None:
        """Initialize without contacts."""
        self._client = client
        self._contacts: Sequence[Contact] = ()
        self._asked_at = 0
        self._lock = asyncio.Lock()

    async def async_contacts(self) -> Sequence[Contact]:
        """Return the contacts. Raises a GreenApiError.

        An empty answer is GREEN-API's way of saying "ask again": then what was known before holds.
        """
        async with self._lock:
            is_fresh = 0 <= unix_time() - self._asked_at < LIFETIME
            if not is_fresh and (contacts := await self._client.get_contacts()):
                self._contacts = contacts
                self._asked_at = unix_time()
        return self._contacts

    async def async_names(self) -> Mapping[str, str]:
        """Return the names of the contacts by each of their ids. Raises a GreenApiError."""
        return {
            contact_id: contact.name
            for contact in await self.async_contacts()
            if contact.name is not None
            for contact_id in contact.ids
        }
