"""The strings behind the scene, over HTTP: the methods of the simulator as JSON."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
import functools
from typing import TYPE_CHECKING, Any

from aiohttp import web
import orjson

from .answer import JSON
from .catalogue import Account
from .instance import Instance
from .media import Drawn, Sample
from .scenes import THEMES
from .world import Status, state_at

if TYPE_CHECKING:
    from .server import Simulator

LATEST = "latest"
SAMPLES = {"video": "waves.mp4", "audio": "melody.mp3"}

type Handler = Callable[[web.Request], Awaitable[object]]


async def _body(request: web.Request) -> Any:
    raw = await request.read()
    return orjson.loads(raw) if raw else {}


def _told(handler: Handler) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Return the handler with its result, or what is wrong, as JSON."""

    @functools.wraps(handler)
    async def wrapped(request: web.Request) -> web.Response:
        status, data = 200, None
        try:
            data = await handler(request)
        except KeyError as err:
            status, data = 404, {"error": f"unknown or missing: {err.args[0]}"}
        except (TypeError, ValueError) as err:
            status, data = 400, {"error": str(err)}
        return web.Response(
            status=status,
            body=orjson.dumps({"ok": True} if data is None else data),
            content_type=JSON,
        )

    return wrapped


class AdminRoutes:
    """Takes orders from tests, the demo and the benchmarks."""

    def __init__(self, simulator: Simulator) -> None:
        """Steer this simulator."""
        self._simulator = simulator

    def add_to(self, app: web.Application) -> None:
        """Register the routes."""
        instance = "/admin/instances/{instance}"
        status = instance + "/statuses/{status}"
        for verb, path, handler in (
            ("GET", "/admin", self.overview),
            ("PATCH", "/admin", self.steer),
            ("POST", "/admin/reset", self.reset),
            ("GET", "/admin/calls", self.calls),
            ("DELETE", "/admin/calls", self.clear_calls),
            ("GET", "/admin/faults", self.faults),
            ("POST", "/admin/faults", self.add_fault),
            ("DELETE", "/admin/faults", self.clear_faults),
            ("POST", "/admin/instances", self.add_instance),
            ("GET", instance, self.instance),
            ("PATCH", instance, self.steer_instance),
            ("PUT", instance + "/settings", self.settings),
            ("PUT", instance + "/quotas/{method}", self.quota),
            ("PUT", instance + "/items", self.set_items),
            ("DELETE", instance + "/items", self.clear_items),
            ("POST", instance + "/bulk", self.bulk),
            ("POST", instance + "/statuses", self.post),
            ("DELETE", instance + "/statuses", self.clear),
            ("PATCH", status, self.patch),
            ("DELETE", status, self.delete),
            ("POST", status + "/advance", self.advance),
            ("PUT", status + "/statistic", self.statistic),
        ):
            app.router.add_route(verb, path, _told(handler))

    def _instance(self, request: web.Request) -> Instance:
        return self._simulator.instances[request.match_info["instance"]]

    def _status(self, request: web.Request) -> tuple[Instance, str]:
        instance = self._instance(request)
        name = request.match_info["status"]
        return instance, instance.latest.id if name == LATEST else name

    async def overview(self, _request: web.Request) -> object:
        """Tell how things are."""
        simulator = self._simulator
        return {
            "now": simulator.now(),
            "speed": simulator.speed,
            "rate_limits": simulator.rate_limits,
            "instances": [_account(one) for one in simulator.instances.values()],
        }

    async def steer(self, request: web.Request) -> None:
        """Change what holds for all: evolve, rate_limits, clock_offset."""
        orders = await _body(request)
        _only(orders, "evolve", "rate_limits", "clock_offset")
        if "clock_offset" in orders:
            self._simulator.set_clock_offset(float(orders["clock_offset"]))
        if "rate_limits" in orders:
            self._simulator.rate_limits = bool(orders["rate_limits"])
        if "evolve" in orders:
            self._simulator.evolve(bool(orders["evolve"]))

    async def reset(self, _request: web.Request) -> None:
        """Go back to the start."""
        self._simulator.reset()

    async def calls(self, _request: web.Request) -> object:
        """Tell which calls came."""
        simulator = self._simulator
        log = [asdict(call) for call in simulator.calls]
        return {"counts": dict(simulator.call_counts), "log": log}

    async def clear_calls(self, _request: web.Request) -> None:
        """Forget the calls."""
        self._simulator.clear_calls()

    async def faults(self, _request: web.Request) -> object:
        """Tell which faults are to come."""
        return [
            {"instance": fault.instance, "method": fault.method, "left": left}
            for fault, left in self._simulator.faults.pending()
        ]

    async def add_fault(self, request: web.Request) -> None:
        """Append a fault to the script."""
        self._simulator.fault(**await _body(request))

    async def clear_faults(self, _request: web.Request) -> None:
        """Drop the script."""
        self._simulator.faults.clear()

    async def add_instance(self, request: web.Request) -> object:
        """Add an account."""
        orders = await _body(request)
        history = orders.pop("history", None)
        account = Account(**orders)
        return _account(self._simulator.add_instance(account, history=history))

    async def instance(self, request: web.Request) -> object:
        """Tell about one account and its statuses."""
        instance = self._instance(request)
        now = instance.clock()
        instance.catch_up(now)
        found = [_told_status(one, now) for one in instance.statuses.values()]
        return {**_account(instance), "statuses": found}

    async def steer_instance(self, request: web.Request) -> None:
        """Change one account: state, token, evolve, and any behaviour."""
        instance = self._instance(request)
        orders = await _body(request)
        state = orders.pop("state", instance.state)
        token = orders.pop("token", instance.token)
        evolve = orders.pop("evolve", instance.evolving)
        instance.configure(**orders)
        if state != instance.state:
            instance.set_state(state)
        instance.set_token(token)
        instance.evolve(bool(evolve))

    async def settings(self, request: web.Request) -> None:
        """Change settings at once, without the restart."""
        self._instance(request).set_settings(await _body(request))

    async def quota(self, request: web.Request) -> None:
        """Limit a method for the month; a total of null lifts the limit."""
        orders = await _body(request)
        self._instance(request).set_quota(
            request.match_info["method"], orders["total"], orders.get("used", 0)
        )

    async def set_items(self, request: web.Request) -> None:
        """Serve this JSON as the list, verbatim."""
        self._instance(request).set_items(await _body(request))

    async def clear_items(self, request: web.Request) -> None:
        """Serve the own statuses again."""
        self._instance(request).clear_items()

    async def bulk(self, request: web.Request) -> object:
        """Replace everything by many statuses."""
        orders = await _body(request)
        made = self._instance(request).bulk(**orders)
        return {"count": len(made)}

    async def post(self, request: web.Request) -> object:
        """Post a status: a text, a picture, a video or a voice."""
        instance = self._instance(request)
        orders = await _body(request)
        match kind := orders.pop("type", "text"):
            case "text":
                status = instance.post_text(orders.pop("text"), **orders)
            case "image":
                theme = orders.pop("theme", THEMES[0])
                if theme not in THEMES:
                    raise ValueError(f"theme is one of {', '.join(THEMES)}")
                picture = Drawn(theme, orders.pop("number", len(instance.statuses)))
                status = instance.post_media(picture, **orders)
            case "video" | "audio":
                status = instance.post_media(Sample(SAMPLES[kind]), **orders)
            case _:
                raise ValueError("type is text, image, video or audio")
        return _told_status(status, instance.clock())

    async def clear(self, request: web.Request) -> None:
        """Take all statuses down."""
        self._instance(request).clear()

    async def patch(self, request: web.Request) -> None:
        """Overwrite and remove raw fields of one item."""
        instance, status_id = self._status(request)
        orders = await _body(request)
        _only(orders, "fields", "remove")
        instance.patch(status_id, orders.get("fields", {}), orders.get("remove", ()))

    async def delete(self, request: web.Request) -> None:
        """Delete a status."""
        instance, status_id = self._status(request)
        instance.delete(status_id)

    async def advance(self, request: web.Request) -> object:
        """Bring a status to a state, and let so many more see it."""
        instance, status_id = self._status(request)
        moved = instance.advance(status_id, **await _body(request))
        return _told_status(moved, instance.clock())

    async def statistic(self, request: web.Request) -> None:
        """Serve this JSON as the statistic of one status."""
        instance, status_id = self._status(request)
        instance.set_statistic(status_id, await _body(request))


def _only(orders: dict[str, Any], *known: str) -> None:
    if unknown := sorted(set(orders) - set(known)):
        raise ValueError(f"unknown keys: {', '.join(unknown)}")


def _account(instance: Instance) -> dict[str, object]:
    return {
        "id": instance.id,
        "phone": instance.phone,
        "name": instance.name,
        "state": instance.state,
        "evolve": instance.evolving,
        "settings": dict(instance.settings),
        "behaviour": asdict(instance.behaviour),
    }


def _told_status(status: Status, now: float) -> dict[str, object]:
    read = [row for row in status.arrivals if row.read is not None and row.read <= now]
    return {
        "id": status.id,
        "posted": status.posted,
        "state": state_at(status, now)[0],
        "views": len(read),
        "deleted": status.deleted is not None,
    }
