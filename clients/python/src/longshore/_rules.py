"""What holds for every call, blocking or not."""

from __future__ import annotations

import uuid
from typing import Any, NamedTuple, TypeVar

import grpc
from google.protobuf.message import Message

from longshore import v1
from longshore._target import Target

UNARY_SECONDS = 60.0
"""How long a unary call may take where the caller does not say."""

M = TypeVar("M", bound=Message)


class CallDetails(NamedTuple):
    """What gRPC's interceptors pass on of a call; gRPC has the interface and no class for it."""

    method: str
    timeout: float | None
    metadata: Any
    credentials: Any
    wait_for_ready: bool | None
    compression: Any = None


def bearer(token: str | None) -> list[tuple[str, str]]:
    """What a call carries of a session."""
    return [] if token is None else [("authorization", f"Bearer {token}")]


def authorized(details: Any, token: str | None, timeout: float | None) -> CallDetails:
    """The same call, under a session."""
    return CallDetails(
        details.method,
        timeout if details.timeout is None else details.timeout,
        [*(details.metadata or ()), *bearer(token)],
        details.credentials,
        details.wait_for_ready,
        getattr(details, "compression", None),
    )


def copy(message: M) -> M:
    """A message of its own with the same content."""
    other = type(message)()
    other.CopyFrom(message)
    return other


def repeatable(request: M) -> M:
    """The request with a `request_id`, where it can have one: asked again, it means the same."""
    if "request_id" not in request.DESCRIPTOR.fields_by_name or getattr(request, "request_id"):  # noqa: B009
        return request
    named = copy(request)
    setattr(named, "request_id", uuid.uuid4().hex)  # noqa: B010
    return named


def login_request(target: Target) -> v1.LoginRequest:
    """Asks for a session for the target's caller."""
    return v1.LoginRequest(account_name=target.user, password=target.password or "")


def channel_options(target: Target) -> list[tuple[str, Any]]:
    """Pings find a connection that died unnoticed; a server that is back is found soon."""
    options: list[tuple[str, Any]] = [
        ("grpc.max_receive_message_length", 8 << 20),
        ("grpc.keepalive_time_ms", 30_000),
        ("grpc.keepalive_timeout_ms", 20_000),
        ("grpc.initial_reconnect_backoff_ms", 100),
        ("grpc.min_reconnect_backoff_ms", 1_000),
        ("grpc.max_reconnect_backoff_ms", 2_000),
    ]
    if target.address.loopback:
        options.append(("grpc.enable_http_proxy", 0))
    return options


def tls(target: Target) -> grpc.ChannelCredentials | None:
    """None for a plain connection."""
    return grpc.ssl_channel_credentials(root_certificates=target.roots) if target.address.tls else None
