"""A client for the parts of Home Assistant's API that its own frontend uses."""

from types import TracebackType
from typing import Any, Final, Self

import aiohttp

TIMEOUT: Final = aiohttp.ClientTimeout(total=30)


class HomeAssistant:
    """A session with a Home Assistant that needs no password from this machine."""

    def __init__(self, url: str) -> None:
        """Prepare the session."""
        self.url = url
        self._session = aiohttp.ClientSession(timeout=TIMEOUT)
        self._refresh_token = ""
        self._headers: dict[str, str] = {}

    async def __aenter__(self) -> Self:
        """Enter; Home Assistant need not be running yet."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the session."""
        await self._session.close()

    async def answers(self) -> bool:
        """Return whether Home Assistant answers."""
        try:
            async with self._session.get(self.url) as response:
                return response.status == 200
        except aiohttp.ClientError:
            return False

    async def log_in(self) -> None:
        """Log in as the browser does."""
        client = {"client_id": f"{self.url}/"}
        login = await self._post_json(
            "/auth/login_flow",
            {
                **client,
                "handler": ["trusted_networks", None],
                "redirect_uri": f"{self.url}/?auth_callback=1",
            },
        )
        tokens = await self._post_form(
            "/auth/token",
            {
                **client,
                "grant_type": "authorization_code",
                "code": login["result"],
            },
        )
        self._refresh_token = tokens["refresh_token"]
        self._headers = {"Authorization": f"Bearer {tokens['access_token']}"}

    async def log_out(self) -> None:
        """Revoke the refresh token."""
        await self._post_form("/auth/revoke", {"token": self._refresh_token})
        self._headers = {}

    async def get(self, path: str) -> Any:
        """Make a GET request."""
        async with self._session.get(
            self.url + path, headers=self._headers, raise_for_status=True
        ) as response:
            return await response.json(content_type=None)

    async def post(self, path: str, data: dict[str, Any] | None = None) -> Any:
        """Make a POST request."""
        return await self._post_json(path, data or {})

    async def delete(self, path: str) -> Any:
        """Make a DELETE request."""
        async with self._session.delete(
            self.url + path, headers=self._headers, raise_for_status=True
        ) as response:
            return await response.json(content_type=None)

    async def command(self, **message: Any) -> Any:
        """Send a command over the websocket and return its result."""
        async with self._session.ws_connect(f"{self.url}/api/websocket") as socket:
            await socket.receive_json()
            token = self._headers["Authorization"].removeprefix("Bearer ")
            await socket.send_json({"type": "auth", "access_token": token})
            await socket.receive_json()
            await socket.send_json({"id": 1, **message})
            reply = await socket.receive_json()
        if not reply["success"]:
            raise ValueError(reply["error"]["message"])
        return reply["result"]

    async def started(self) -> bool:
        """Return whether Home Assistant has finished starting."""
        config = await self.get("/api/config")
        return bool(config["state"] == "RUNNING")

    async def entries(self, domain: str) -> list[dict[str, Any]]:
        """Return the entries of an integration."""
        found = await self.get(f"/api/config/config_entries/entry?domain={domain}")
        return list(found)

    async def add_entry(self, domain: str, values: dict[str, Any]) -> dict[str, Any]:
        """Submit the form of an integration and return the next step of the flow."""
        flow = await self.open_form(domain)
        return await self.submit_form(flow["flow_id"], values)

    async def reconfigure(
        self, domain: str, entry_id: str, values: dict[str, Any]
    ) -> dict[str, Any]:
        """Reconfigure an entry and return the next step of the flow."""
        path = "/api/config/config_entries/flow"
        flow = await self.post(path, {"handler": domain, "entry_id": entry_id})
        return await self.submit_form(flow["flow_id"], values)

    async def reload_entry(self, entry_id: str) -> None:
        """Reload an entry."""
        await self.post(f"/api/config/config_entries/entry/{entry_id}/reload")

    async def open_form(self, domain: str) -> dict[str, Any]:
        """Open the form of an integration."""
        opened = await self.post(
            "/api/config/config_entries/flow",
            {"handler": domain, "show_advanced_options": False},
        )
        return dict(opened)

    async def submit_form(self, flow_id: str, values: dict[str, Any]) -> dict[str, Any]:
        """Submit an open form."""
        path = f"/api/config/config_entries/flow/{flow_id}"
        return dict(await self.post(path, values))

    async def set_options(
        self, entry_id: str, options: dict[str, Any]
    ) -> dict[str, Any]:
        """Submit the options form of an entry."""
        path = "/api/config/config_entries/options/flow"
        flow = await self.post(path, {"handler": entry_id})
        return dict(await self.post(f"{path}/{flow['flow_id']}", options))

    async def entity_ids(self, id_instance: str) -> dict[str, str]:
        """Return the ids of the entities of an account that are enabled, by the keys in their unique ids."""
        prefix = f"{id_instance}_"
        entities = await self.command(type="config/entity_registry/list")
        return {
            one["unique_id"].removeprefix(prefix): one["entity_id"]
            for one in entities
            if one["platform"] == "green_api"
            and one["unique_id"].startswith(prefix)
            and one["disabled_by"] is None
        }

    async def device_id(self, id_instance: str) -> str:
        """Return the device of an account."""
        devices = await self.command(type="config/device_registry/list")
        known = {one["id"]: one["identifiers"] for one in devices}
        return next(
            str(key)
            for key, names in known.items()
            if ["green_api", id_instance] in names
        )

    async def dashboard(self, url_path: str) -> dict[str, Any] | None:
        """Return the stored configuration of a dashboard."""
        try:
            config = await self.command(type="lovelace/config", url_path=url_path)
        except ValueError:
            return None
        return dict(config)

    async def state(self, entity_id: str) -> dict[str, Any]:
        """Return the state of an entity."""
        return dict(await self.get(f"/api/states/{entity_id}"))

    async def _post_json(self, path: str, data: dict[str, Any]) -> Any:
        async with self._session.post(
            self.url + path, json=data, headers=self._headers, raise_for_status=True
        ) as response:
            return await response.json(content_type=None)

    async def _post_form(self, path: str, data: dict[str, str]) -> Any:
        async with self._session.post(
            self.url + path, data=data, raise_for_status=True
        ) as response:
            return await response.json(content_type=None)
