"""Long work leaves others their turn, short work does not ask."""

import asyncio
from collections.abc import Generator, Iterable
from unittest.mock import patch

import pytest

from custom_components.green_api.client.slices import SLICE, in_slices


async def turns_during(work: Iterable[int], items: list[int]) -> int:
    """Do the work, and return how often something else got a turn."""

    async def do() -> None:
        items.extend([item async for item in in_slices(work)])

    turns = 0
    task = asyncio.create_task(do())
    await asyncio.sleep(0)
    while not task.done():
        turns += 1
        await asyncio.sleep(0)
    return turns


@pytest.mark.parametrize(("items_in_a_slice", "turns"), [(1, 20), (4, 5), (30, 0)])
async def test_others_get_their_turn(items_in_a_slice: int, turns: int) -> None:
    """After each slice there is a turn, and all comes in order."""
    now = 0.0

    def make(count: int) -> Generator[int]:
        nonlocal now
        for number in range(count):
            # A bit more, as these do not add up to the slice.
            now += 1.001 * SLICE / items_in_a_slice
            yield number

    items: list[int] = []
    with patch(
        "custom_components.green_api.client.slices.monotonic", side_effect=lambda: now
    ):
        assert await turns_during(make(20), items) == turns
    assert items == list(range(20))
