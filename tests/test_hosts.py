"""Tests of the rules about hosts."""

import pytest

from custom_components.green_api.hosts import is_loopback, is_public


@pytest.mark.parametrize(
    "address",
    [
        "93.184.216.34",
        "8.8.8.8",
        "2606:2800:220:1:248:1893:25c8:1946",
        # The same in a network with IPv6 only.
        "64:ff9b::5db8:d822",
    ],
)
def test_public(address: str) -> None:
    """These are out on the internet."""
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",  # noqa: S104
        "0.1.2.3",
        "10.0.0.1",
        "100.64.0.1",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.1",
        "192.0.2.1",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1",
        "::ffff:127.0.0.1",
        "::ffff:93.184.216.34",
        "64:ff9b::7f00:1",
        "64:ff9b::a00:1",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::1",
        "2002:5db8:d822::1",
        "fc00::1",
        "fd12:3456:789a::1",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "localhost",
        "example.com",
        "2130706433",
        "0x7f.1",
        "127.1",
        "",
    ],
)
def test_not_public(address: str) -> None:
    """These are not, or not addresses at all."""
    assert not is_public(address)


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("localhost", True),
        ("192.168.1.1", False),
        ("localhost.example.com", False),
        (None, False),
    ],
)
def test_loopback(host: str | None, loopback: bool) -> None:
    """The simulator runs on this machine only."""
    assert is_loopback(host) is loopback
