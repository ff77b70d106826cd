"""One method for each of GREEN-API's methods."""

from collections.abc import AsyncIterable, Mapping, Sequence
from typing import Any

from aiohttp import ClientSession

from .models import (
    Contact,
    Font,
    InstanceState,
    MessagesQueue,
    Settings,
    StatusReply,
    Viewer,
    WaSettings,
)
from .parsing import (
    list_of,
    parse_contacts,
    parse_instance_state,
    parse_queue,
    parse_sent,
    parse_settings,
    parse_statistic,
    parse_statuses,
    parse_uploaded,
    parse_wa_settings,
)
from .transport import MAX_LIST_SIZE, RateLimiter, Transport, Upload, parse_body


class GreenApiClient:
    """Calls one instance. Every method raises a GreenApiError and nothing else."""

    def __init__(
        self,
        session: ClientSession,
        rate_limiter: RateLimiter,
        api_url: str,
        id_instance: str,
        api_token: str,
    ) -> None:
        """Take the three values of GREEN-API's console; `api_url` may end with a slash."""
        self._transport = Transport(
            session, rate_limiter, api_url, id_instance, api_token
        )

    async def get_outgoing_statuses(
        self, minutes: int, last: StatusReply | None = None, *, retry: bool = True
    ) -> StatusReply:
        """Return the statuses of the last `minutes`: `last` itself when the answer is the same.

        https://green-api.com/en/docs/api/statuses/GetOutgoingStatuses/
        """
        return await self._get_statuses(
            "getOutgoingStatuses", minutes, last, incoming=False, retry=retry
        )

    async def get_incoming_statuses(
        self, minutes: int, last: StatusReply | None = None, *, retry: bool = True
    ) -> StatusReply:
        """Return what contacts posted in the last `minutes`: `last` itself when the answer is the same.

        https://green-api.com/en/docs/api/statuses/GetIncomingStatuses/
        """
        return await self._get_statuses(
            "getIncomingStatuses", minutes, last, incoming=True, retry=retry
        )

    async def get_status_statistic(self, status_id: str) -> tuple[Viewer, ...]:
        """Return whom a status reached. An empty answer means nothing: the API is known to lose its statistics.

        https://green-api.com/en/docs/api/statuses/GetStatusStatistic/
        """
        body = await self._transport.get(
            "getStatusStatistic", {"idMessage": status_id}, max_size=MAX_LIST_SIZE
        )
        return await parse_body("getStatusStatistic", body, list_of(parse_statistic))

    async def show_messages_queue(self) -> MessagesQueue:
        """Return what is still to be sent: a status that is sent leaves it when it is published, or lost.

        https://green-api.com/en/docs/api/queues/ShowMessagesQueue/
        """
        body = await self._transport.get("showMessagesQueue", max_size=MAX_LIST_SIZE)
        return await parse_body("showMessagesQueue", body, list_of(parse_queue))

    async def get_contacts(self) -> tuple[Contact, ...]:
        """Return the account's contacts. Empty means that it is worth asking again.

        https://green-api.com/en/docs/api/service/GetContacts/
        """
        body = await self._transport.get("getContacts", max_size=MAX_LIST_SIZE)
        return await parse_body("getContacts", body, list_of(parse_contacts))

    async def get_state_instance(self, *, retry: bool = True) -> InstanceState | None:
        """Return the instance's connection state, None for one this client does not know.

        https://green-api.com/en/docs/api/account/GetStateInstance/
        """
        body = await self._transport.get("getStateInstance", retry=retry)
        return await parse_body("getStateInstance", body, parse_instance_state)

    async def get_wa_settings(self) -> WaSettings:
        """Return the WhatsApp account behind the instance.

        https://green-api.com/en/docs/api/account/GetWaSettings/
        """
        body = await self._transport.get("getWaSettings")
        return await parse_body("getWaSettings", body, parse_wa_settings)

    async def get_settings(self) -> Settings:
        """Return the instance's settings.

        https://green-api.com/en/docs/api/account/GetSettings/
        """
        body = await self._transport.get("getSettings")
        return await parse_body("getSettings", body, parse_settings)

    async def enable_delivery_receipts(self) -> None:
        """Switch on `outgoingWebhook`. This restarts the instance and takes up to five minutes.

        https://green-api.com/en/docs/api/account/SetSettings/
        """
        body = await self._transport.post("setSettings", {"outgoingWebhook": "yes"})
        await parse_body("setSettings", body, lambda _saved: None)

    async def send_text_status(
        self,
        message: str,
        *,
        background_color: str,
        font: Font,
        participants: Sequence[str] = (),
    ) -> str:
        """Queue a text status and return its id; it is published when the instance gets to it.

        At most 500 characters on `#RRGGBB`, in white. No participants means all contacts.
        https://green-api.com/en/docs/api/statuses/SendTextStatus/
        """
        return await self._send(
            "sendTextStatus",
            {
                "message": message,
                "backgroundColor": background_color,
                "font": font,
                "participants": list(participants),
            },
        )

    async def send_media_status(
        self,
        url: str,
        file_name: str,
        *,
        caption: str = "",
        participants: Sequence[str] = (),
    ) -> str:
        """Queue a picture or a video and return its id. A link that is not direct is accepted, and nothing appears.

        https://green-api.com/en/docs/api/statuses/SendMediaStatus/
        """
        return await self._send(
            "sendMediaStatus",
            {
                "urlFile": url,
                "fileName": file_name,
                "caption": caption,
                "participants": list(participants),
            },
        )

    async def send_voice_status(
        self,
        url: str,
        file_name: str,
        *,
        background_color: str,
        participants: Sequence[str] = (),
    ) -> str:
        """Queue a voice status and return its id.

        https://green-api.com/en/docs/api/statuses/SendVoiceStatus/
        """
        return await self._send(
            "sendVoiceStatus",
            {
                "urlFile": url,
                "fileName": file_name,
                "backgroundColor": background_color,
                "participants": list(participants),
            },
        )

    async def delete_status(self, status_id: str) -> None:
        """Delete a status. Raises GreenApiRequestError for an id that GREEN-API does not know.

        https://green-api.com/en/docs/api/statuses/DeleteStatus/
        """
        body = await self._transport.post("deleteStatus", {"idMessage": status_id})
        # Success is an empty body.
        if body:
            await parse_body("deleteStatus", body, lambda _deleted: None)

    async def upload_file(
        self, content: AsyncIterable[bytes], content_type: str, file_name: str
    ) -> str:
        """Upload a file and return its address, which lasts for 15 days.

        https://green-api.com/en/docs/api/sending/UploadFile/
        """
        body = await self._transport.upload(
            "uploadFile", Upload(content, content_type, file_name)
        )
        return await parse_body("uploadFile", body, parse_uploaded)

    async def _get_statuses(
        self,
        method: str,
        minutes: int,
        last: StatusReply | None,
        *,
        incoming: bool,
        retry: bool,
    ) -> StatusReply:
        """Return one of the two lists of statuses."""
        body = await self._transport.get(
            method, {"minutes": minutes}, max_size=MAX_LIST_SIZE, retry=retry
        )
        if last is not None and minutes == last.minutes and body == last.body:
            return last
        return await parse_body(
            method,
            body,
            list_of(
                lambda items: parse_statuses(
                    items, minutes, body, last, incoming=incoming
                )
            ),
        )

    async def _send(self, method: str, payload: Mapping[str, Any]) -> str:
        """Queue a status and return its id."""
        body = await self._transport.post(method, payload)
        return await parse_body(method, body, parse_sent)
