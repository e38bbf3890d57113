"""Who asks: one name for all requests that one network connection of somebody sends."""

from __future__ import annotations

import functools
import ipaddress

UNKNOWN = "unknown"
#: Bits of an IPv6 address that a provider gives to one customer; the rest the customer chooses.
_IPV6_BITS = 64


@functools.lru_cache(maxsize=1024)
def client(address: str | None) -> str:
    """The name of a client with this address, which the proxies in front are believed about.

    An IPv4 address as it is, of an IPv6 address its network; whoever has none is one with all who
    have none, as behind a Unix socket.
    """
    try:
        found = ipaddress.ip_address((address or "").strip("[]").partition("%")[0])
    except ValueError:
        return UNKNOWN
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, _IPV6_BITS), strict=False))
