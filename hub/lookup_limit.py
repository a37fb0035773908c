"""How often strangers may look dossiers up: a bucket of tokens for each client and one for all of them together.

Rules. A look-up takes one token out of both buckets, or, where one of them is empty, none at all: who is refused uses
up nobody's tokens. A bucket fills up again evenly. A client is an IPv4 address or an IPv6 /64 (one household has a
whole /64 to choose addresses from). This machine is nobody's client: behind a proxy or a tunnel that runs here all
phones of the province have its address, so only the bucket for all counts, and limits for each client are the proxy's.

Memory is bounded without pushing anybody out: only who was let in has a bucket, it is forgotten when it is full again,
and the bucket for all bounds how many are let in until then.
"""

from collections import OrderedDict
from ipaddress import IPv6Address, ip_address, ip_network
from typing import NamedTuple

# Waiting exactly as long as one was told must be enough, whatever the rounding.
_NEARLY = 1e-6


class Rate(NamedTuple):
    """`burst` tokens at most, `per_minute` new ones."""

    burst: int
    per_minute: int


# A hall has one address on its Wi-Fi, a mobile network one for many phones: 30 is far above what they ask, and whoever
# tries all 10 000 codes of one unit and day in a row needs hours.
CLIENT = Rate(30, 30)
# Five a second is what the one-stop system is asked at worst.
OVERALL = Rate(100, 300)


class _Bucket(NamedTuple):
    tokens: float
    at: float

    def filled(self, rate: Rate, now: float) -> "_Bucket":
        return _Bucket(min(rate.burst, self.tokens + (now - self.at) * rate.per_minute / 60), now)

    def taken(self) -> "_Bucket":
        return _Bucket(self.tokens - 1, self.at)

    def wait_s(self, rate: Rate) -> float:
        return 0.0 if self.tokens >= 1 - _NEARLY else (1 - self.tokens) * 60 / rate.per_minute


class Limiter:
    """The buckets; `now` is seconds on a monotonic clock."""

    def __init__(self, client: Rate = CLIENT, overall: Rate = OVERALL) -> None:
        self._client = client
        self._overall = overall
        self._all: _Bucket | None = None
        # In the order of their last use: those that are full by now are in front.
        self._clients: OrderedDict[str, _Bucket] = OrderedDict()

    def __len__(self) -> int:
        """How many clients are remembered."""
        return len(self._clients)

    def take(self, address: str, now: float) -> float:
        """Count a look-up of `address`: 0.0; or, where that is too many, the seconds until it may ask again."""
        self._forget(now)
        client = client_of(address)
        shared = (self._all or _Bucket(self._overall.burst, now)).filled(self._overall, now)
        own = self._clients.get(client, _Bucket(self._client.burst, now)).filled(self._client, now)
        wait_s = max(shared.wait_s(self._overall), own.wait_s(self._client) if client else 0.0)
        if wait_s == 0.0:
            self._all = shared.taken()
            if client:
                self._clients[client] = own.taken()
                self._clients.move_to_end(client)
        return wait_s

    def _forget(self, now: float) -> None:
        full_s = self._client.burst * 60 / self._client.per_minute
        while self._clients:
            client, bucket = next(iter(self._clients.items()))
            if now - bucket.at < full_s:
                return
            del self._clients[client]


def client_of(address: str) -> str:
    """Who an address belongs to; "" for this machine, and for an address that is none."""
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    ip = (ip.ipv4_mapped or ip) if isinstance(ip, IPv6Address) else ip
    if ip.is_loopback:
        return ""
    return str(ip_network((ip, 64), strict=False)) if isinstance(ip, IPv6Address) else str(ip)
