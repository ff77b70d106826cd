"""What fuzzing has found before is looked at in every test run."""

import pytest

from .corpus import CRASHES, corpus_of, crashes, target_of
from .targets import TARGETS
from .wire import own_loop


@pytest.mark.parametrize("target", TARGETS)
def test_what_was_reached(target: str) -> None:
    """Inputs that together reach what a run of the fuzzer reached."""
    inputs = corpus_of(target)

    assert inputs
    with own_loop() as loop:
        for data in inputs:
            TARGETS[target](loop, data)


@pytest.mark.parametrize("name", [crash.name for crash in crashes()])
def test_what_once_failed(name: str) -> None:
    """Inputs that showed a fault."""
    crash = CRASHES / name
    with own_loop() as loop:
        TARGETS[target_of(crash)](loop, crash.read_bytes())
