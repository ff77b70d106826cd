"""Faults on demand: what to do to which call, how often."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal, Self

import orjson

type Drop = Literal["before", "mid"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong; what is left out keeps the genuine answer.

    A connection dropped before the answer is tried once more by aiohttp's own client
    when it was a kept one: two times, or a new connection, make it feel the drop.
    """

    instance: str | None = None
    method: str | None = None
    times: int | None = 1
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str | None = None
    # A list of one, so that the answer `null` can be told from no answer.
    json: tuple[object] | None = None
    delay: float = 0.0
    drip: tuple[int, float] | None = None
    drop: Drop | None = None
    location: str | None = None
    pad_to: int | None = None
    gzip: bool = False

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read what the admin sent; refuse what is not understood."""
        known = {item.name for item in fields(cls)}
        if unknown := sorted(set(data) - known):
            raise ValueError(f"unknown fault keys: {', '.join(unknown)}")
        values = dict(data)
        if "json" in values:
            values["json"] = (values["json"],)
        if values.get("drip") is not None:
            size, interval = values["drip"]
            values["drip"] = (int(size), float(interval))
        if values.get("drop") not in (None, "before", "mid"):
            raise ValueError("drop is before or mid")
        return cls(**values)

    @property
    def replaces(self) -> bool:
        """Tell whether the genuine answer is not needed at all."""
        return (
            self.status is not None
            or self.body is not None
            or self.json is not None
            or self.location is not None
            or self.drop == "before"
        )

    def payload(self) -> tuple[int, bytes, dict[str, str]]:
        """Return the status, body and headers that this fault answers with."""
        status = self.status or (302 if self.location is not None else 200)
        headers = dict(self.headers)
        if self.location is not None:
            headers["Location"] = self.location
        if self.json is not None:
            headers.setdefault("Content-Type", "application/json")
            return status, orjson.dumps(self.json[0]), headers
        if self.body is not None:
            kind = "text/html" if self.body.lstrip().startswith("<") else "text/plain"
            headers.setdefault("Content-Type", f"{kind}; charset=utf-8")
            return status, self.body.encode(), headers
        if status in GATEWAY_PAGES:
            headers.setdefault("Content-Type", "text/html")
            return status, GATEWAY_PAGES[status], headers
        headers.setdefault("Content-Type", "text/plain; charset=utf-8")
        return status, b"", headers


def _page(title: str) -> bytes:
    return (
        f"<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n"
        f"<center><h1>{title}</h1></center>\r\n<hr><center>nginx</center>\r\n"
        "</body>\r\n</html>\r\n"
    ).encode()


GATEWAY_PAGES = {
    502: _page("502 Bad Gateway"),
    503: _page("503 Service Temporarily Unavailable"),
    504: _page("504 Gateway Time-out"),
}


@dataclass(slots=True)
class Faults:
    """The script: faults in order, each used up after its number of times."""

    _script: list[tuple[Fault, int | None]] = field(default_factory=list)

    def add(self, fault: Fault) -> None:
        """Append a fault to the script."""
        self._script.append((fault, fault.times))

    def clear(self) -> None:
        """Drop the script."""
        self._script.clear()

    def lift(self, instance: str) -> None:
        """Drop what was scripted for one account."""
        self._script[:] = [
            each for each in self._script if each[0].instance != instance
        ]

    def pending(self) -> list[tuple[Fault, int | None]]:
        """Return what is still to come, with how often."""
        return list(self._script)

    def take(self, instance: str, method: str) -> Fault | None:
        """Return the fault for this call, if any, and use it up by one."""
        for index, (fault, left) in enumerate(self._script):
            if fault.instance not in (None, instance):
                continue
            if fault.method not in (None, method):
                continue
            if left is not None:
                if left <= 1:
                    del self._script[index]
                else:
                    self._script[index] = (fault, left - 1)
            return fault
        return None
