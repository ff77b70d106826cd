"""The contacts of an account, kept for an hour."""

import asyncio
from collections.abc import Sequence
from typing import cast

from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.green_api.client import (
    Contact,
    GreenApiClient,
    GreenApiConnectionError,
    GreenApiError,
)
from custom_components.green_api.viewers import ContactNames

ANNA = Contact(
    ids=("1555@c.us", "77@lid"), name="Anna", in_phone_book=True, is_group=False
)
NAMELESS = Contact(ids=("1556@c.us",), name=None, in_phone_book=False, is_group=False)


class Client:
    """A client that has contacts, or fails to."""

    def __init__(self) -> None:
        """Start with contacts."""
        self.answer: Sequence[Contact] | GreenApiError = (ANNA, NAMELESS)
        self.requests = 0

    async def get_contacts(self) -> Sequence[Contact]:
        """Return the contacts."""
        self.requests += 1
        await asyncio.sleep(0)
        if isinstance(self.answer, GreenApiError):
            raise self.answer
        return self.answer


@pytest.fixture(name="client")
def _client() -> Client:
    """Return the client."""
    return Client()


@pytest.fixture(name="contacts")
def _contacts(client: Client, freezer: FrozenDateTimeFactory) -> ContactNames:
    """Return the contacts of the client, with the clock stopped."""
    return ContactNames(cast("GreenApiClient", client))


async def test_names_by_each_of_their_ids(contacts: ContactNames) -> None:
    """A statistic may have either; who has no name is left out."""
    assert await contacts.async_names() == {"1555@c.us": "Anna", "77@lid": "Anna"}
    assert await contacts.async_contacts() == (ANNA, NAMELESS)


async def test_asked_for_once_an_hour(
    contacts: ContactNames, client: Client, freezer: FrozenDateTimeFactory
) -> None:
    """However often they are wanted at once, and only then."""
    assert client.requests == 0
    await asyncio.gather(*(contacts.async_names() for _ in range(3)))
    freezer.tick(3599)
    await contacts.async_names()
    assert client.requests == 1
    freezer.tick(1)
    await contacts.async_names()
    assert client.requests == 2


async def test_clock_that_is_set_back_does_not_keep_them_for_ever(
    contacts: ContactNames, client: Client, freezer: FrozenDateTimeFactory
) -> None:
    """They are asked for again."""
    await contacts.async_names()
    freezer.tick(-86_400)
    await contacts.async_names()
    await contacts.async_names()
    assert client.requests == 2


async def test_empty_answer_means_ask_again(
    contacts: ContactNames, client: Client, freezer: FrozenDateTimeFactory
) -> None:
    """What was known before holds until then."""
    client.answer = ()
    assert await contacts.async_contacts() == ()
    client.answer = (ANNA,)
    assert await contacts.async_contacts() == (ANNA,)
    freezer.tick(3600)
    client.answer = ()
    assert await contacts.async_contacts() == (ANNA,)
    await contacts.async_contacts()
    assert client.requests == 4


async def test_failure_is_raised_and_the_next_call_asks_again(
    contacts: ContactNames, client: Client
) -> None:
    """The caller says what went wrong."""
    client.answer = GreenApiConnectionError("getContacts")
    with pytest.raises(GreenApiConnectionError):
        await contacts.async_names()
    client.answer = (ANNA,)
    assert await contacts.async_contacts() == (ANNA,)
