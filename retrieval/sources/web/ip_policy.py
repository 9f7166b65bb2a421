"""Which sources are addresses of the web, and which IP addresses are the public's."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_TRANSLATED = IPv6Network("64:ff9b::/96")  # IPv4 as seen from a network of IPv6 alone, RFC 6052
_NOT_PUBLIC = tuple(  # whatever the tables of older Pythons say
    map(
        ip_network,
        (
            "192.0.0.0/24",  # of protocols, and of a cloud's metadata
            "168.63.129.16/32",  # another cloud's: public by its number, not by its use
            "fec0::/10",  # of one site, RFC 3879
            "64:ff9b:1::/48",  # IPv4 as seen from within one network, RFC 8215
        ),
    )
)


def is_address(source: object) -> bool:
    """Return whether a source is an address of the web, not a file or folder."""
    return isinstance(source, str) and _ADDRESS.match(source) is not None


def is_public(ip: str) -> bool:
    """Return whether an IP address is one that anybody can reach.

    Not so are this machine, private and carrier networks, links, groups, and what stands for any of
    these in IPv6. Raises ValueError where it is no IP address.

    >>> is_public("93.184.216.34"), is_public("10.0.0.1"), is_public("::ffff:127.0.0.1")
    (True, False, False)
    """
    address = _meant(ip_address(ip))
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and not any(address in network for network in _NOT_PUBLIC)
    )


def is_any(ip: str) -> bool:
    """Return that every IP address will do, for who may read private networks."""
    return True


def _meant(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address for which an IPv6 address stands, where it stands for one."""
    if isinstance(address, IPv4Address):
        return address
    if address in _TRANSLATED:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour or address
