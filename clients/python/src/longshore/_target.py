"""Which server is meant, and who calls it."""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path

DEFAULT_PORT = 50051
_MAX_PORT = 65_535
ADMIN = "admin"

_FORM = re.compile(r"(?:(https?)://)?(?:\[([0-9a-fA-F:.%]+)]|([^:/\[\]]+))(?::(\d{1,5}))?/?")


@dataclass(frozen=True)
class Address:
    """Where a server listens for gRPC."""

    host: str
    port: int
    tls: bool

    @staticmethod
    def parse(text: str) -> Address:
        """Reads `HOST[:PORT]`, with `https://` before it for TLS; an IPv6 address stands in brackets."""
        match = _FORM.fullmatch(text.strip())
        if match is None:
            raise ValueError(f"server: {text} (expected: HOST:PORT, such as 127.0.0.1:{DEFAULT_PORT})")
        scheme, bracketed, plain, port = match.groups()
        number = int(port or DEFAULT_PORT)
        if not 1 <= number <= _MAX_PORT:
            raise ValueError(f"port: {number} (expected: 1 to 65535)")
        return Address(bracketed or plain, number, scheme == "https")

    @property
    def authority(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def loopback(self) -> bool:
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    def __str__(self) -> str:
        return f"https://{self.authority}" if self.tls else self.authority


@dataclass(frozen=True)
class Target:
    """A server, and who calls it; without a password only calls that need no session can do."""

    address: Address
    user: str
    password: str | None = field(repr=False)
    roots: bytes | None = field(repr=False)

    @staticmethod
    def find(
        server: str | None,
        data: str | PathLike[str] | None,
        user: str | None,
        password: str | None,
        ca: str | PathLike[str] | None,
        environment: Mapping[str, str],
    ) -> Target:
        said = server or (environment.get("LONGSHORE_SERVER") if data is None else None)
        folder = _data_folder(data, environment)
        local = _endpoint(folder)
        if data is not None and local is None and said is None:
            raise FileNotFoundError(f"{folder / 'endpoints.json'}: not there (expected: the data folder of a server)")
        address = Address.parse(said) if said else local or Address.parse("127.0.0.1")
        caller = user or environment.get("LONGSHORE_USER") or ADMIN
        secret = password
        if secret is None and data is None:
            secret = _password(environment)
        # The server's own password goes to no other server.
        if secret is None and caller == ADMIN and address == local:
            secret = _read(folder / "admin-password")
        authority = ca or environment.get("LONGSHORE_CA")
        roots = Path(authority).read_bytes() if authority and address.tls else None
        return Target(address, caller, secret, roots)


def _password(environment: Mapping[str, str]) -> str | None:
    file = environment.get("LONGSHORE_PASSWORD_FILE")
    return environment.get("LONGSHORE_PASSWORD") or (Path(file).read_text().strip() if file else None)


def _data_folder(data: str | PathLike[str] | None, environment: Mapping[str, str]) -> Path:
    """The folder that is named, or that servers use where nobody says: the server's own rule."""
    named = data or environment.get("LONGSHORE_DATA")
    if named:
        return Path(named)
    base = environment.get("XDG_DATA_HOME", "")
    # The XDG specification has relative paths ignored.
    return (Path(base) if base.startswith("/") else Path.home() / ".local" / "share") / "longshore"


def _endpoint(folder: Path) -> Address | None:
    text = _read(folder / "endpoints.json")
    return Address.parse(json.loads(text)["grpc"]) if text else None


def _read(path: Path) -> str | None:
    try:
        return path.read_text().strip() or None
    except OSError:
        return None  # absent, or another user's: then it is not ours to use
