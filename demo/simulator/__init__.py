"""A GREEN-API stand-in over real HTTP, on the loopback address."""

from .catalogue import (
    DEFAULT_ACCOUNTS,
    FIRST_ID,
    FIRST_TOKEN,
    SECOND_ID,
    SECOND_TOKEN,
    Account,
    fake_token,
)
from .faults import Fault
from .instance import Instance
from .listing import Behaviour
from .media import ASSETS, Drawn, Sample, Upload
from .server import LoggedCall, Simulator
from .world import Status

__all__ = [
    "ASSETS",
    "DEFAULT_ACCOUNTS",
    "FIRST_ID",
    "FIRST_TOKEN",
    "SECOND_ID",
    "SECOND_TOKEN",
    "Account",
    "Behaviour",
    "Drawn",
    "Fault",
    "Instance",
    "LoggedCall",
    "Sample",
    "Simulator",
    "Status",
    "Upload",
    "fake_token",
]
