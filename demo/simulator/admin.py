"""Control of the simulator over HTTP: its own methods, with JSON. README.md lists the routes."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
import functools
from typing import Any

from aiohttp import web
import orjson

from .drawing import THEMES
from .instance import Instance
from .media import Drawn, Sample
from .methods import JSON
from .sample_data import Account
from .simulation import Simulation
from .statuses import Content, Status, Text, state_at

LATEST = "latest"
SAMPLES = {"video": "waves.mp4", "audio": "melody.mp3"}

type Handler = Callable[[web.Request], Awaitable[object]]


async def _read_json(request: web.Request) -> Any:
    raw = await request.read()
    return orjson.loads(raw) if raw else {}


def _json_handler(handler: Handler) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Return a handler that answers with the result, or the error, as JSON."""

    @functools.wraps(handler)
    async def wrapped(request: web.Request) -> web.Response:
        status, result = 200, None
        try:
            result = await handler(request)
        except KeyError as err:
            status, result = 404, {"error": f"unknown or missing: {err.args[0]}"}
        except (TypeError, ValueError) as err:
            status, result = 400, {"error": str(err)}
        return web.Response(
            status=status,
            body=orjson.dumps({"ok": True} if result is None else result),
            content_type=JSON,
        )

    return wrapped


class AdminRoutes:
    """The routes that tests, the demo and the benchmarks use."""

    def __init__(self, simulation: Simulation) -> None:
        """Steer this simulation."""
        self._simulation = simulation

    def add_to(self, app: web.Application) -> None:
        """Register the routes."""
        instance = "/admin/instances/{instance}"
        status = instance + "/statuses/{status}"
        for verb, path, handler in (
            ("GET", "/admin", self.overview),
            ("PATCH", "/admin", self.change),
            ("POST", "/admin/reset", self.reset),
            ("GET", "/admin/calls", self.calls),
            ("DELETE", "/admin/calls", self.clear_calls),
            ("GET", "/admin/faults", self.faults),
            ("POST", "/admin/faults", self.add_fault),
            ("DELETE", "/admin/faults", self.clear_faults),
            ("POST", "/admin/instances", self.add_instance),
            ("GET", instance, self.instance),
            ("PATCH", instance, self.change_instance),
            ("PUT", instance + "/settings", self.settings),
            ("PUT", instance + "/quotas/{method}", self.quota),
            ("PUT", instance + "/items", self.set_items),
            ("DELETE", instance + "/items", self.clear_items),
            ("POST", instance + "/bulk", self.bulk),
            ("POST", instance + "/statuses", self.post),
            ("DELETE", instance + "/statuses", self.clear),
            ("POST", instance + "/incoming", self.post_incoming),
            ("PATCH", status, self.patch),
            ("DELETE", status, self.delete),
            ("POST", status + "/advance", self.advance),
            ("PUT", status + "/statistic", self.statistic),
        ):
            app.router.add_route(verb, path, _json_handler(handler))

    def _instance(self, request: web.Request) -> Instance:
        return self._simulation.instances[request.match_info["instance"]]

    def _status(self, request: web.Request) -> tuple[Instance, str]:
        instance = self._instance(request)
        name = request.match_info["status"]
        return instance, instance.latest.id if name == LATEST else name

    async def overview(self, _request: web.Request) -> object:
        """Describe the simulator."""
        simulation = self._simulation
        return {
            "now": simulation.now(),
            "speed": simulation.speed,
            "rate_limits": simulation.rate_limits,
            "instances": [
                _describe_account(one) for one in simulation.instances.values()
            ],
        }

    async def change(self, request: web.Request) -> None:
        """Change evolve, rate_limits or clock_offset."""
        data = await _read_json(request)
        _only(data, "evolve", "rate_limits", "clock_offset")
        if "clock_offset" in data:
            self._simulation.set_clock_offset(float(data["clock_offset"]))
        if "rate_limits" in data:
            self._simulation.rate_limits = bool(data["rate_limits"])
        if "evolve" in data:
            self._simulation.evolve(bool(data["evolve"]))

    async def reset(self, _request: web.Request) -> None:
        """Go back to the start."""
        self._simulation.reset()

    async def calls(self, _request: web.Request) -> object:
        """Return the log of calls."""
        simulation = self._simulation
        log = [asdict(call) for call in simulation.calls]
        return {"counts": dict(simulation.call_counts), "log": log}

    async def clear_calls(self, _request: web.Request) -> None:
        """Empty the log of calls."""
        self._simulation.clear_calls()

    async def faults(self, _request: web.Request) -> object:
        """Return the faults to come."""
        return [
            {"instance": fault.instance, "method": fault.method, "left": left}
            for fault, left in self._simulation.faults.pending()
        ]

    async def add_fault(self, request: web.Request) -> None:
        """Append a fault."""
        self._simulation.fault(**await _read_json(request))

    async def clear_faults(self, _request: web.Request) -> None:
        """Drop all faults."""
        self._simulation.faults.clear()

    async def add_instance(self, request: web.Request) -> object:
        """Add an account."""
        data = await _read_json(request)
        history = data.pop("history", None)
        account = Account(**data)
        return _describe_account(
            self._simulation.add_instance(account, history=history)
        )

    async def instance(self, request: web.Request) -> object:
        """Describe one account and its statuses."""
        instance = self._instance(request)
        now = instance.clock()
        instance.update(now)
        found = [_describe_status(one, now) for one in instance.statuses.values()]
        queue = instance.queue_rows()
        return {**_describe_account(instance), "statuses": found, "queue": queue}

    async def change_instance(self, request: web.Request) -> None:
        """Change state, token, evolve or a switch of the behaviour."""
        instance = self._instance(request)
        data = await _read_json(request)
        state = data.pop("state", instance.state)
        token = data.pop("token", instance.token)
        evolve = data.pop("evolve", instance.evolving)
        instance.configure(**data)
        if state != instance.state:
            instance.set_state(state)
        instance.set_token(token)
        instance.evolve(bool(evolve))

    async def settings(self, request: web.Request) -> None:
        """Change settings at once, without the restart."""
        self._instance(request).set_settings(await _read_json(request))

    async def quota(self, request: web.Request) -> None:
        """Limit a method for the month; a total of null lifts the limit."""
        data = await _read_json(request)
        self._instance(request).set_quota(
            request.match_info["method"], data["total"], data.get("used", 0)
        )

    async def set_items(self, request: web.Request) -> None:
        """Answer getOutgoingStatuses with this JSON."""
        self._instance(request).set_items(await _read_json(request))

    async def clear_items(self, request: web.Request) -> None:
        """List the account's own statuses again."""
        self._instance(request).clear_items()

    async def bulk(self, request: web.Request) -> object:
        """Replace all statuses by many."""
        data = await _read_json(request)
        made = self._instance(request).bulk(**data)
        return {"count": len(made)}

    async def post(self, request: web.Request) -> object:
        """Post a status of this account."""
        instance = self._instance(request)
        data = await _read_json(request)
        status = instance.post(_take_content(instance, data), **data)
        return _describe_status(status, instance.clock())

    async def post_incoming(self, request: web.Request) -> object:
        """Post a status of a contact."""
        instance = self._instance(request)
        data = await _read_json(request)
        status = instance.post_incoming(_take_content(instance, data), **data)
        return _describe_status(status, instance.clock())

    async def clear(self, request: web.Request) -> None:
        """Remove everything."""
        self._instance(request).clear()

    async def patch(self, request: web.Request) -> None:
        """Overwrite and remove raw fields of one item."""
        instance, status_id = self._status(request)
        data = await _read_json(request)
        _only(data, "fields", "remove")
        instance.patch(status_id, data.get("fields", {}), data.get("remove", ()))

    async def delete(self, request: web.Request) -> None:
        """Delete a status."""
        instance, status_id = self._status(request)
        instance.delete(status_id)

    async def advance(self, request: web.Request) -> object:
        """Put a status into a state, and add viewers."""
        instance, status_id = self._status(request)
        moved = instance.advance(status_id, **await _read_json(request))
        return _describe_status(moved, instance.clock())

    async def statistic(self, request: web.Request) -> None:
        """Answer getStatusStatistic for one status with this JSON."""
        instance, status_id = self._status(request)
        instance.set_statistic(status_id, await _read_json(request))


def _take_content(instance: Instance, data: dict[str, Any]) -> Content:
    """Create the content that the data describes, and remove its keys."""
    participants = tuple(data.pop("participants", ()))
    match kind := data.pop("type", "text"):
        case "text":
            background = data.pop("background", "#228B22")
            font = data.pop("font", "SERIF")
            return Text(data.pop("text"), background, font, participants)
        case "image":
            theme = data.pop("theme", THEMES[0])
            if theme not in THEMES:
                raise ValueError(f"theme is one of {', '.join(THEMES)}")
            number = data.pop("number", len(instance.statuses))
            file: Drawn | Sample = Drawn(theme, number)
        case "video" | "audio":
            file = Sample(SAMPLES[kind])
        case _:
            raise ValueError("type is text, image, video or audio")
    caption = data.pop("caption", "")
    return instance.files.media_status(file, caption=caption, participants=participants)


def _only(data: dict[str, Any], *known: str) -> None:
    if unknown := sorted(set(data) - set(known)):
        raise ValueError(f"unknown keys: {', '.join(unknown)}")


def _describe_account(instance: Instance) -> dict[str, object]:
    return {
        "id": instance.id,
        "phone": instance.phone,
        "name": instance.name,
        "state": instance.state,
        "evolve": instance.evolving,
        "settings": dict(instance.settings),
        "behaviour": asdict(instance.behaviour),
    }


def _describe_status(status: Status, now: float) -> dict[str, object]:
    read = [row for row in status.receipts if row.read is not None and row.read <= now]
    return {
        "id": status.id,
        "posted": status.posted,
        "state": state_at(status, now)[0],
        "views": len(read),
        "deleted": status.deleted is not None,
    }
