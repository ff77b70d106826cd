"""How much Hypothesis looks at, and JSON of any shape."""

from hypothesis import HealthCheck, settings, strategies as st

LONG_RUN = "fuzz"
FACTOR = 20


def fuzzed(examples: int) -> settings:
    """Return the settings of a test: the same examples in every run, and many new ones in `scripts/fuzz`."""
    long = settings.get_current_profile_name() == LONG_RUN
    return settings(
        max_examples=examples * (FACTOR if long else 1),
        derandomize=not long,
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


# Half of an emoji is allowed: JSON can spell it.
TEXTS = st.text(st.characters(), max_size=20)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False)
    | TEXTS
)
JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4)
    ),
    max_leaves=12,
)
