"""Which hosts media may come from. Pure."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final

# What the registries give out; everything else in IPv6 is local, special or stands for something else.
GLOBAL_UNICAST: Final = ip_network("2000::/3")
# Where a network has IPv6 only, its resolver puts IPv4 addresses in here (RFC 6052).
NAT64: Final = ip_network("64:ff9b::/96")


def is_public(address: str) -> bool:
    """Return whether an address belongs to a single host out on the internet; a name is no address."""
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, IPv6Address):
        if ip not in NAT64:
            return ip in GLOBAL_UNICAST and ip.is_global
        ip = IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.is_global and not ip.is_multicast


def is_loopback(host: str | None) -> bool:
    """Return whether a host is this machine, where the simulator runs."""
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return host == "localhost"
