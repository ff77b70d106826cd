"""One process of the coverage-guided fuzzer: `python -m tests.fuzz.guided TARGET FOLDER… [options of libFuzzer]`.

`scripts/fuzz` starts it, with atheris on the path: it is not among what the tests need.
"""

from importlib import import_module
from random import Random
import sys
from typing import Any


def main() -> None:
    """Fuzz until libFuzzer ends this process."""
    atheris: Any = import_module("atheris")
    with atheris.instrument_imports(include=["custom_components.green_api"]):
        # Here, and not above: what has been imported before is not measured.
        from .mutate import MUTATORS  # noqa: PLC0415
        from .targets import TARGETS  # noqa: PLC0415
        from .wire import at_once, own_loop  # noqa: PLC0415
    name, *arguments = sys.argv[1:]
    target = TARGETS[name]
    mutated = MUTATORS.get(name)

    def mutate(data: bytes, max_size: int, seed: int) -> bytes:
        """Change what is in the bytes, or else the bytes."""
        random = Random(seed)  # noqa: S311
        if mutated is not None and random.random() < 0.6:
            for _ in range(random.randrange(1, 4)):
                data = mutated(random, data)
            if len(data) <= max_size:
                return data
        result: bytes = atheris.Mutate(data[:max_size], max_size)
        return result

    with at_once(), own_loop() as loop:
        atheris.Setup(
            # libFuzzer starts itself again, by the first of these, when it minimises.
            [f"{sys.executable} -m tests.fuzz.guided {name}", *arguments],
            lambda data: target(loop, data),
            custom_mutator=mutate,
        )
        atheris.Fuzz()


if __name__ == "__main__":
    main()
