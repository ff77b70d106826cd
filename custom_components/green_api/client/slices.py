"""Divides long work, so that everything else gets its turn in between."""

import asyncio
from collections.abc import AsyncGenerator, Iterable
from time import monotonic
from typing import Final

# Seconds for which nothing else gets a turn.
SLICE: Final = 0.002


async def in_slices[T](items: Iterable[T]) -> AsyncGenerator[T]:
    """Go through items that take a while to make.

    A thread would be no help where that is Python's work: it hands the interpreter over every five milliseconds only.
    """
    due = monotonic() + SLICE
    for item in items:
        yield item
        if monotonic() >= due:
            await asyncio.sleep(0)
            due = monotonic() + SLICE
