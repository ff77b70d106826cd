"""What can go wrong at GREEN-API: one exception for each reaction a caller can have.

No message carries an address, a token or text of the reply: GREEN-API puts the token in the URL path and phone numbers
in error texts.
"""

from typing import override


class GreenApiError(Exception):
    """Base of all errors of this client. `method` is the API method that was called."""

    reason = "the call failed"

    def __init__(self, method: str, *, status: int | None = None) -> None:
        """Remember the API method and, where there was an answer, its HTTP status."""
        super().__init__(method, status)
        self.method = method
        self.status = status

    @override
    def __str__(self) -> str:
        """Name the method and the reason, never the address."""
        answer = "" if self.status is None else f" (HTTP {self.status})"
        return f"{self.method}: {self.reason}{answer}"


class GreenApiAuthError(GreenApiError):
    """401: the token is not the instance's."""

    reason = "the token was refused"


class GreenApiForbiddenError(GreenApiError):
    """403: wrong instance id or host, or a method that is not enabled for this instance."""

    reason = "access was refused"


class GreenApiNotFoundError(GreenApiError):
    """404: wrong host or id, and at times an outage of the vendor."""

    reason = "GREEN-API does not know this address"


class GreenApiNotReadyError(GreenApiError):
    """400: the instance is starting or its phone is not linked; the credentials are good."""

    reason = "the instance is starting or not authorized"


class GreenApiExpiredError(GreenApiError):
    """400: the plan of the instance ran out."""

    reason = "the instance has expired"


class GreenApiDeletedError(GreenApiError):
    """400: the instance was deleted."""

    reason = "the instance was deleted"


class GreenApiRequestError(GreenApiError):
    """Any other 4xx: GREEN-API did not accept the parameters."""

    reason = "GREEN-API did not accept the request"


class GreenApiRateLimitError(GreenApiError):
    """429: too many calls. `retry_after` is in seconds, or None when GREEN-API did not say."""

    reason = "too many requests"

    def __init__(self, method: str, *, retry_after: float | None = None) -> None:
        """Remember how long GREEN-API wants to be left alone."""
        super().__init__(method, status=429)
        self.retry_after = retry_after


class GreenApiQuotaError(GreenApiError):
    """466: the quota of the plan is used up until the first of the month. `used` of `total` calls were made."""

    reason = "the quota of the plan is used up"

    def __init__(
        self, method: str, *, used: int | None = None, total: int | None = None
    ) -> None:
        """Remember the numbers of the plan; the vendor's text holds phone numbers and is dropped."""
        super().__init__(method, status=466)
        self.used = used
        self.total = total


class GreenApiConnectionError(GreenApiError):
    """No answer: unreachable, timed out, cut off, or a gateway's 502, 503 or 504, after all tries."""

    reason = "GREEN-API could not be reached"


class GreenApiResponseError(GreenApiError):
    """An answer that makes no sense: a redirect, another 5xx, no JSON, the wrong shape, or too large."""

    reason = "GREEN-API answered with something unusable"
