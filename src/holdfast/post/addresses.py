"""Where a webhook may go: out into the world, never into the network we stand in (SSRF)."""

import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from holdfast.post.port import Forbidden, Unreachable


@dataclass(frozen=True, slots=True)
class Target:
    """An address that was looked up and may be used: whoever connects uses `ip` itself, so that a name that changes its
    mind between looking and connecting leads nowhere else."""

    scheme: str
    host: str
    port: int
    path: str
    ip: str


def resolve(url: str, *, loopback: bool) -> Target:
    """Look an address up and say whether it may be used. `loopback`: this very machine is allowed, and http there.

    Blocks while the name is looked up. Raises Forbidden, Unreachable.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise Forbidden("not an address") from error
    if not host or parts.username or parts.scheme not in ("https", "http"):
        raise Forbidden("not an address of the web")
    port = port or (443 if parts.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable(f"the name {host} is not known") from error
    ips = [str(one[4][0]).partition("%")[0] for one in found]
    if not ips:
        raise Unreachable(f"the name {host} is not known")
    for ip in ips:  # One address inside is enough to refuse: which of them would be used is not ours to choose.
        _check(ip_address(ip), parts.scheme, loopback)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port, path, ips[0])


def _check(ip: IPv4Address | IPv6Address, scheme: str, loopback: bool) -> None:
    mapped = ip.ipv4_mapped if isinstance(ip, IPv6Address) else None
    ip = mapped or ip
    if ip.is_loopback:
        if not loopback:
            raise Forbidden("this very machine is not allowed")
        return
    if scheme != "https":
        raise Forbidden("only https leaves this machine")
    if not ip.is_global or ip.is_multicast or _leads_on(ip):
        raise Forbidden("an address inside is not allowed")


_NAT64 = ip_network("64:ff9b::/96")


def _leads_on(ip: IPv4Address | IPv6Address) -> bool:
    """Whether an address stands for an older one behind it, which may be inside."""
    return isinstance(ip, IPv6Address) and bool(ip.sixtofour or ip.teredo or ip in _NAT64)
