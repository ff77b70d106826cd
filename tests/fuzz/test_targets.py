"""A short run of each fuzz target, and proof that each finds the faults it is there for."""

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any
from unittest.mock import patch

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.green_api.client import GreenApiClient, GreenApiResponseError
from custom_components.green_api.journal import apply_reply
from custom_components.green_api.journal.storage import read_stored

from . import corpus, targets
from .targets import TARGETS, TOKEN


def run_random_inputs(target: str) -> None:
    """Run a target with the same few inputs each time."""
    for seed in range(100):
        TARGETS[target](Random(seed).randbytes(400))  # noqa: S311


@pytest.mark.parametrize("target", TARGETS)
def test_saved_inputs(target: str) -> None:
    """What a run of scripts/fuzz reached or found holds."""
    inputs = corpus.load(target)
    assert inputs
    for data in inputs:
        TARGETS[target](data)


@pytest.mark.parametrize("target", TARGETS)
def test_generated_inputs(target: str) -> None:
    """What Hypothesis generates holds; it shrinks an input that fails."""

    @settings(max_examples=200, derandomize=True, database=None, deadline=None)
    @given(st.binary(min_size=50, max_size=400))
    def check(data: bytes) -> None:
        TARGETS[target](data)

    check()


GET = GreenApiClient.get_outgoing_statuses


async def _raise_another_error(self: GreenApiClient, *_: Any) -> Any:
    raise KeyError("idMessage")


async def _raise_with_address(self: GreenApiClient, *_: Any) -> Any:
    raise GreenApiResponseError("x") from ValueError(f"https://example.org/{TOKEN}")


async def _read_again(self: GreenApiClient, minutes: int, *_: Any) -> Any:
    return await GET(self, minutes)


async def _keep_long_fonts(self: GreenApiClient, *arguments: Any) -> Any:
    reply = await GET(self, *arguments)
    long = (replace(status, font="x" * 20_000) for status in reply.statuses)
    return reply if len(arguments) > 1 else replace(reply, statuses=tuple(long))


@pytest.mark.parametrize(
    "faulty",
    [_raise_another_error, _raise_with_address, _read_again, _keep_long_fonts],
)
def test_faulty_client_is_found(faulty: Callable[..., Any]) -> None:
    """Another error, an address in one, an unchanged reply that is new, attributes that cannot be recorded."""
    with (
        patch.object(GreenApiClient, "get_outgoing_statuses", faulty),
        pytest.raises((AssertionError, KeyError)),
    ):
        run_random_inputs("answers")


def _read_carelessly(data: Any) -> Any:
    return read_stored({**data, "total_statuses": 1})


def _raise_attribute_error(data: Any) -> Any:
    return read_stored(data.records)


@pytest.mark.parametrize("faulty", [_read_carelessly, _raise_attribute_error])
def test_faulty_reading_of_a_file_is_found(faulty: Callable[..., Any]) -> None:
    """A journal that comes back as another one, and an error that the store does not expect."""
    with (
        patch.object(targets, "read_stored", faulty),
        pytest.raises((AssertionError, AttributeError)),
    ):
        run_random_inputs("stored")


def _announce_twice(*arguments: Any) -> Any:
    journal, changes = apply_reply(*arguments)
    return journal, changes * 2


def _make_another_journal(*arguments: Any) -> Any:
    journal, changes = apply_reply(*arguments)
    return replace(journal), changes


def _let_states_go_back(journal: Any, statuses: Any, now: int) -> Any:
    journal, changes = apply_reply(journal, statuses, now)
    records = {
        one.status_id: replace(journal.records[one.status_id], state=one.state)
        for one in statuses
        if one.status_id in journal.records
    }
    return replace(journal, records={**journal.records, **records}), changes


@pytest.mark.parametrize(
    "faulty", [_announce_twice, _make_another_journal, _let_states_go_back]
)
def test_faulty_journal_is_found(faulty: Callable[..., Any]) -> None:
    """Changes that come twice, an equal journal that is new, states that go back."""
    with (
        patch.object(targets, "apply_reply", faulty),
        pytest.raises(AssertionError),
    ):
        run_random_inputs("polls")
