"""Fuzzes one target until libFuzzer ends the process: `python -m tests.fuzz.guided TARGET [libFuzzer's arguments]`.

`scripts/fuzz` starts it with atheris on the path, which the tests do not need.
"""

from importlib import import_module
import sys
from typing import Any
from unittest.mock import patch

TRANSPORT = "custom_components.green_api.client.transport"


def main() -> None:
    """Fuzz the target that the command line names."""
    atheris: Any = import_module("atheris")
    with atheris.instrument_imports(include=["custom_components.green_api"]):
        # What is imported before is not measured.
        from .targets import TARGETS  # noqa: PLC0415
    name, *arguments = sys.argv[1:]
    with (
        patch(f"{TRANSPORT}.RETRY_DELAYS", (0, 0)),
        patch(f"{TRANSPORT}.DEFAULT_SPACING", 0),
        patch(f"{TRANSPORT}.SPACING", {}),
    ):
        # libFuzzer starts itself again, by the first of these, when it minimises.
        command = f"{sys.executable} -m tests.fuzz.guided {name}"
        atheris.Setup([command, *arguments], TARGETS[name])
        atheris.Fuzz()


if __name__ == "__main__":
    main()
