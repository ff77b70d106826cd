"""Faults on demand: what to do to which calls, and how often."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal, Self

import orjson

type Drop = Literal["before", "mid"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong; what is left out keeps the genuine answer.

    `message` is the text of an error in the body that GREEN-API gives its errors.

    aiohttp's client tries a call again when a connection that it had kept is dropped
    before the answer: only `times` of 2, or a new connection, lets it see that drop.
    """

    instance: str | None = None
    method: str | None = None
    times: int | None = 1
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str | None = None
    message: str | None = None
    # In a tuple, so that the answer `null` differs from no answer.
    json: tuple[object] | None = None
    delay: float = 0.0
    drip: tuple[int, float] | None = None
    drop: Drop | None = None
    location: str | None = None
    pad_to: int | None = None
    gzip: bool = False

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Create a fault from JSON, and refuse unknown keys."""
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
        """Whether the genuine answer is not needed."""
        return (
            self.status is not None
            or self.body is not None
            or self.message is not None
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
    """Faults in order, each used up after its number of times."""

    _faults: list[tuple[Fault, int | None]] = field(default_factory=list)

    def add(self, fault: Fault) -> None:
        """Append a fault."""
        self._faults.append((fault, fault.times))

    def clear(self) -> None:
        """Drop all faults."""
        self._faults.clear()

    def lift(self, instance: str) -> None:
        """Drop the faults of one account."""
        self._faults[:] = [one for one in self._faults if one[0].instance != instance]

    def pending(self) -> list[tuple[Fault, int | None]]:
        """Return the faults to come, with how often."""
        return list(self._faults)

    def take(self, instance: str, method: str) -> Fault | None:
        """Return the fault for this call, if any, and use it up by one."""
        for index, (fault, left) in enumerate(self._faults):
            if fault.instance not in (None, instance):
                continue
            if fault.method not in (None, method):
                continue
            if left is not None:
                if left <= 1:
                    del self._faults[index]
                else:
                    self._faults[index] = (fault, left - 1)
            return fault
        return None
