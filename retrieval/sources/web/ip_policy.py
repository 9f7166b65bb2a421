"""Recognises web addresses and public IP addresses."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_TRANSLATED = IPv6Network("64:ff9b::/96")  # NAT64, RFC 6052
_NOT_PUBLIC = tuple(  # not recognised by all versions of ipaddress
    map(
        ip_network,
        (
            "192.0.0.0/24",  # IETF protocol assignments, and a cloud's metadata service
            "168.63.129.16/32",  # another cloud's metadata service
            "fec0::/10",  # site-local, RFC 3879
            "64:ff9b:1::/48",  # local NAT64, RFC 8215
        ),
    )
)


def is_address(source: object) -> bool:
    """Return whether a source is a web address, not a file or folder."""
    return isinstance(source, str) and _ADDRESS.match(source) is not None


def is_public(ip: str) -> bool:
    """Return whether an IP address is globally reachable.

    False for loopback, private, carrier-grade NAT, link-local, multicast and reserved addresses,
    and IPv6 addresses that embed them. Raises ValueError if it is not an IP address.

    >>> is_public("93.184.216.34"), is_public("10.0.0.1"), is_public("::ffff:127.0.0.1")
    (True, False, False)
    """
    address = _embedded(ip_address(ip))
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and not any(address in network for network in _NOT_PUBLIC)
    )


def is_any(ip: str) -> bool:
    """Allow every IP address, for settings that allow private networks."""
    return True


def _embedded(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address embedded in an IPv6 address, if there is one, else the address."""
    if isinstance(address, IPv4Address):
        return address
    if address in _TRANSLATED:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour or address
