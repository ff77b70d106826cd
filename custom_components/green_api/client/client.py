"""One method for each of GREEN-API's methods."""

from collections.abc import AsyncIterable, Mapping, Sequence
from typing import Any, Final

from aiohttp import ClientSession

from .decoding import list_of, parse_body
from .listing import Listing, read_listing
from .models import Font, InstanceState, Settings, StatusReply, Viewer, WaSettings
from .parsing import (
    parse_contacts,
    parse_instance_state,
    parse_sent,
    parse_settings,
    parse_statistic,
    parse_uploaded,
    parse_wa_settings,
)
from .transport import MAX_ANSWER_SIZE, Transport, Upload

# Bytes. 5,000 statuses with thumbnails are 13 MB.
MAX_LIST_SIZE: Final = 64 * 1024 * 1024


class GreenApiClient:
    """Calls one instance. Every method raises a GreenApiError and nothing else."""

    def __init__(
        self, session: ClientSession, api_url: str, id_instance: str, api_token: str
    ) -> None:
        """Take the three values of GREEN-API's console; `api_url` may end with a slash."""
        self._transport = Transport(session, api_url, id_instance, api_token)
        self._outgoing_statuses = 0, Listing()

    async def get_outgoing_statuses(self, minutes: int) -> StatusReply | None:
        """Return the statuses of the last `minutes`; None when the reply is, byte for byte, the one before.

        https://green-api.com/en/docs/api/statuses/GetOutgoingStatuses/
        """
        minutes_before, listing = self._outgoing_statuses
        body = await self._transport.call(
            "getOutgoingStatuses",
            query={"minutes": minutes},
            max_size=MAX_LIST_SIZE,
            known=listing.body,
        )
        if body is not listing.body or not body:
            listing = await read_listing("getOutgoingStatuses", body, listing)
        elif minutes == minutes_before:
            return None
        self._outgoing_statuses = minutes, listing
        return listing.reply()

    async def get_status_statistic(self, status_id: str) -> tuple[Viewer, ...]:
        """Return whom a status reached. An empty answer means nothing: the API is known to lose its statistics.

        https://green-api.com/en/docs/api/statuses/GetStatusStatistic/
        """
        body = await self._transport.call(
            "getStatusStatistic",
            query={"idMessage": status_id},
            max_size=MAX_LIST_SIZE,
        )
        return await parse_body("getStatusStatistic", body, list_of(parse_statistic))

    async def get_contacts(self) -> dict[str, str]:
        """Return the names of the account's contacts by id. Empty means that it is worth asking again.

        https://green-api.com/en/docs/api/service/GetContacts/
        """
        body = await self._transport.call("getContacts", max_size=MAX_LIST_SIZE)
        return await parse_body("getContacts", body, list_of(parse_contacts))

    async def get_state_instance(self) -> InstanceState | None:
        """Return the instance's connection state, None for one this client does not know.

        https://green-api.com/en/docs/api/account/GetStateInstance/
        """
        body = await self._transport.call("getStateInstance")
        return await parse_body("getStateInstance", body, parse_instance_state)

    async def get_wa_settings(self) -> WaSettings:
        """Return the WhatsApp account behind the instance.

        https://green-api.com/en/docs/api/account/GetWaSettings/
        """
        body = await self._transport.call("getWaSettings")
        return await parse_body("getWaSettings", body, parse_wa_settings)

    async def get_settings(self) -> Settings:
        """Return the instance's settings.

        https://green-api.com/en/docs/api/account/GetSettings/
        """
        body = await self._transport.call("getSettings")
        return await parse_body("getSettings", body, parse_settings)

    async def enable_delivery_receipts(self) -> None:
        """Switch on `outgoingWebhook`. This restarts the instance and takes up to five minutes.

        https://green-api.com/en/docs/api/account/SetSettings/
        """
        body = await self._transport.call(
            "setSettings", payload={"outgoingWebhook": "yes"}
        )
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
        await self._transport.call("deleteStatus", payload={"idMessage": status_id})

    async def upload_file(
        self, content: AsyncIterable[bytes], content_type: str, file_name: str
    ) -> str:
        """Upload a file and return its address, which lasts for 15 days.

        https://green-api.com/en/docs/api/sending/UploadFile/
        """
        body = await self._transport.attempt(
            "uploadFile",
            None,
            None,
            MAX_ANSWER_SIZE,
            upload=Upload(content, content_type, file_name),
        )
        return await parse_body("uploadFile", body, parse_uploaded)

    async def _send(self, method: str, payload: Mapping[str, Any]) -> str:
        """Queue a status and return its id."""
        body = await self._transport.call(method, payload=payload)
        return await parse_body(method, body, parse_sent)
