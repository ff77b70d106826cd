"""GREEN-API over HTTP. Knows aiohttp and JSON, knows nothing of Home Assistant."""

from .client import GreenApiClient
from .errors import (
    GreenApiAuthError,
    GreenApiConnectionError,
    GreenApiDeletedError,
    GreenApiError,
    GreenApiExpiredError,
    GreenApiForbiddenError,
    GreenApiNotFoundError,
    GreenApiNotReadyError,
    GreenApiQuotaError,
    GreenApiRateLimitError,
    GreenApiRequestError,
    GreenApiResponseError,
)
from .models import (
    InstanceState,
    Settings,
    Status,
    StatusReply,
    StatusState,
    StatusType,
    Viewer,
    WaSettings,
)

__all__ = [
    "GreenApiAuthError",
    "GreenApiClient",
    "GreenApiConnectionError",
    "GreenApiDeletedError",
    "GreenApiError",
    "GreenApiExpiredError",
    "GreenApiForbiddenError",
    "GreenApiNotFoundError",
    "GreenApiNotReadyError",
    "GreenApiQuotaError",
    "GreenApiRateLimitError",
    "GreenApiRequestError",
    "GreenApiResponseError",
    "InstanceState",
    "Settings",
    "Status",
    "StatusReply",
    "StatusState",
    "StatusType",
    "Viewer",
    "WaSettings",
]
