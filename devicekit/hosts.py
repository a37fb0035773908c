"""What a machine on the network may be called in a settings file: an IP address or a host name."""

import ipaddress
import re

# ipaddress takes any text, line ends too, behind the % of an IPv6 address.
_ADDRESS = re.compile(r"[0-9A-Za-z.:%_-]+")
_LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?")
_LONGEST = 253


def is_host(text: str) -> bool:
    """True for an IP address (v6 without brackets) or a host name (RFC 1123); "192.168.1.999" is neither."""
    try:
        ipaddress.ip_address(text)
        return _ADDRESS.fullmatch(text) is not None
    except ValueError:
        labels = text.removesuffix(".").split(".")
        # A name that ends in digits is a mistyped IPv4 address: no top-level domain is a number.
        right = all(_LABEL.fullmatch(label) for label in labels) and not labels[-1].isdigit()
        return right and len(text) <= _LONGEST
