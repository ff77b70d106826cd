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
    Font,
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
    "Font",
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
