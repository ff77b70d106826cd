"""A simulated GREEN-API over real HTTP, on a loopback address."""

from .faults import Fault
from .instance import Instance
from .media import ASSETS, Drawn, Sample, Upload
from .replies import Behaviour
from .sample_data import (
    DEFAULT_ACCOUNTS,
    FIRST_ID,
    FIRST_TOKEN,
    SECOND_ID,
    SECOND_TOKEN,
    Account,
    fake_token,
)
from .server import Simulator
from .simulation import LoggedCall
from .statuses import Media, Status, Text

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
    "Media",
    "Sample",
    "Simulator",
    "Status",
    "Text",
    "Upload",
    "fake_token",
]
