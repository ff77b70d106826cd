"""Constants for the GREEN-API integration."""

import logging
from typing import Final

DOMAIN: Final = "green_api"

LOGGER = logging.getLogger(__package__)

CONF_API_URL: Final = "api_url"
CONF_ASSIST_NAMES: Final = "assist_names"
CONF_CONTACTS: Final = "contacts"
CONF_CONTACTS_INTERVAL: Final = "contacts_interval"
CONF_ID_INSTANCE: Final = "id_instance"
CONF_LIST_RECIPIENTS: Final = "list_recipients"
CONF_SENDER: Final = "sender"
CONF_VIEWS: Final = "views"
CONF_VIEWS_PER_HOUR: Final = "views_per_hour"
CONF_WINDOW: Final = "window"

DEFAULT_API_URL: Final = "https://api.green-api.com"
CONSOLE_URL: Final = "https://console.green-api.com"

# Seconds, minutes, and requests.
DEFAULT_CONTACTS_INTERVAL: Final = 5
DEFAULT_SCAN_INTERVAL: Final = 60
DEFAULT_WINDOW: Final = 1440
DEFAULT_VIEWS_PER_HOUR: Final = 12
