"""What is entered in the form: read before any call, and answered at the field that is wrong. Pure."""

from collections.abc import Mapping
import re

from yarl import URL

from homeassistant.const import CONF_API_TOKEN

from .client import (
    GreenApiAuthError,
    GreenApiDeletedError,
    GreenApiError,
    GreenApiExpiredError,
    GreenApiForbiddenError,
    GreenApiNotFoundError,
    GreenApiQuotaError,
)
from .const import CONF_API_URL, CONF_ID_INSTANCE
from .hosts import is_loopback


def read_form(values: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the values as they are stored, and what is wrong with them by field."""
    values = {key: value.strip() for key, value in values.items()}
    errors = {}
    if (api_url := _read_api_url(values[CONF_API_URL])) is None:
        errors[CONF_API_URL] = "invalid_url"
    # Ten digits once, twelve since July 2026.
    if not re.fullmatch(r"[0-9]{4,20}", values[CONF_ID_INSTANCE]):
        errors[CONF_ID_INSTANCE] = "invalid_instance_id"
    # It becomes a segment of the path: with a slash in it, it would be another address.
    if not re.fullmatch(r"[0-9A-Za-z_-]+", values[CONF_API_TOKEN]):
        errors[CONF_API_TOKEN] = "invalid_auth"
    return {**values, CONF_API_URL: api_url or values[CONF_API_URL]}, errors


def _read_api_url(value: str) -> str | None:
    """Return the address without a trailing slash, None if the token must not be sent there.

    Instances of the vendor's other products, whose address ends in /v3, have no statuses.
    """
    try:
        url = URL(value if "://" in value else f"https://{value}")
    except ValueError:
        return None
    if url.host is None or re.search(r"\s", url.host):
        return None
    if url.user is not None or url.query or url.fragment:
        return None
    path = url.path.rstrip("/")
    if path.endswith("/v3"):
        return None
    if url.scheme != "https" and not (url.scheme == "http" and is_loopback(url.host)):
        return None
    return str(url.with_path(path))


def form_errors(error: GreenApiError) -> dict[str, str]:
    """Return what the form says about an error, at the field that it is about."""
    match error:
        case GreenApiAuthError():
            return {CONF_API_TOKEN: "invalid_auth"}
        case GreenApiDeletedError():
            return {CONF_ID_INSTANCE: "invalid_instance_id"}
        case GreenApiNotFoundError():
            return {CONF_API_URL: "invalid_url"}
        case GreenApiForbiddenError():
            return {"base": "forbidden"}
        case GreenApiExpiredError():
            return {"base": "expired"}
        case GreenApiQuotaError():
            return {"base": "quota_exceeded"}
        case _:
            return {"base": "cannot_connect"}
