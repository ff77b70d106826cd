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
    Contact,
    Font,
    InstanceState,
    MessagesQueue,
    Settings,
    Status,
    StatusReply,
    StatusState,
    StatusType,
    Viewer,
    WaSettings,
)
from .transport import RateLimiter

__all__ = [
    "Contact",
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
    "MessagesQueue",
    "RateLimiter",
    "Settings",
    "Status",
    "StatusReply",
    "StatusState",
    "StatusType",
    "Viewer",
    "WaSettings",
]
