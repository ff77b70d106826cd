"""What a loaded account consists of: its `runtime_data`, and how it is named."""

from collections.abc import Mapping
from dataclasses import dataclass
import re
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_API_TOKEN
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.util.hass_dict import HassKey

from .client import GreenApiClient, RateLimiter
from .const import CONF_API_URL, CONF_ID_INSTANCE, DOMAIN
from .contacts import ContactStatusesCoordinator
from .coordinator import GreenApiCoordinator
from .media import MediaLibrary
from .viewers import ContactNames, ViewsCoordinator

# Shared by all that call GREEN-API: its limits are those of the instance.
RATE_LIMITER: HassKey[RateLimiter] = HassKey(f"{DOMAIN}_rate_limiter")

type GreenApiConfigEntry = ConfigEntry[GreenApiData]


@dataclass(frozen=True, slots=True, kw_only=True)
class GreenApiData:
    """The parts of a loaded account.

    `views` is None where views are not counted, `contact_statuses` where the statuses of contacts are not wanted.
    """

    client: GreenApiClient
    coordinator: GreenApiCoordinator
    views: ViewsCoordinator | None
    contact_names: ContactNames
    contact_statuses: ContactStatusesCoordinator | None
    media: MediaLibrary

    @property
    def counts_views(self) -> bool:
        """Return whether the views that are shown are kept up to date."""
        return self.views is not None and self.views.last_update_success


def create_client(hass: HomeAssistant, data: Mapping[str, Any]) -> GreenApiClient:
    """Return a client for the values of an entry, or of a form."""
    return GreenApiClient(
        async_get_clientsession(hass),
        hass.data.setdefault(RATE_LIMITER, RateLimiter()),
        data[CONF_API_URL],
        data[CONF_ID_INSTANCE],
        data[CONF_API_TOKEN],
    )


@callback
def account_title(hass: HomeAssistant, id_instance: str, phone: str | None) -> str:
    """Return the title of an account: the last four digits of its phone, more where another account has the same."""
    if phone is None:
        return f"WhatsApp {id_instance}"
    taken = {
        entry.title
        for entry in hass.config_entries.async_entries(DOMAIN)
        if entry.unique_id != id_instance
    }
    titles = (f"WhatsApp {phone[-digits:]}" for digits in range(4, len(phone)))
    return next(
        (title for title in titles if title not in taken), f"WhatsApp {id_instance}"
    )


def is_default_title(title: str) -> bool:
    """Return whether a title is one of ours, not one that the user chose."""
    return re.fullmatch(r"WhatsApp \d{4,}", title) is not None
