"""What goes wrong, as exceptions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import grpc
from google.protobuf.message import DecodeError
from google.rpc.error_details_pb2 import BadRequest, ErrorInfo, RetryInfo
from google.rpc.status_pb2 import Status

from longshore import v1

# What the server says when it stops or can't take calls; any other reason under UNAVAILABLE is about a storage.
_SERVER_UNAVAILABLE = "UNAVAILABLE"
_DETAILS = "grpc-status-details-bin"


class Violation(NamedTuple):
    """A field of the request that breaks its rule."""

    field: str
    """Which, such as `image_uuid`."""
    description: str
    """What was expected of it."""


class LongshoreError(Exception):
    """A call or a task that failed, with all that the server told of it.

    Each status code has a class of its own below this one: catch that, or look at `reason`, which is finer. `str()` is the
    server's own sentence: which value, and what was expected.
    """

    code: grpc.StatusCode = grpc.StatusCode.UNKNOWN
    """The gRPC status code."""

    def __init__(
        self,
        message: str,
        *,
        code: grpc.StatusCode | None = None,
        reason: str = "",
        metadata: Mapping[str, str] | None = None,
        error: v1.ErrorCode | None = None,
        violations: Sequence[Violation] = (),
        retry_seconds: float | None = None,
        task: v1.Task | None = None,
    ) -> None:
        super().__init__(message)
        if code is not None:
            self.code = code
        self.reason = reason
        """What programs should look at, such as `IMAGE_BUSY`; empty where no server gave one."""
        self.metadata: Mapping[str, str] = dict(metadata or {})
        """More about the reason, by name, such as `committedBytes`."""
        self.errors: tuple[v1.ErrorCode, ...] = _chain(error)
        """The error and those behind it, nearest first; empty where the server sent none."""
        self.violations: tuple[Violation, ...] = tuple(violations)
        """The fields that break their rules; empty where it is not about fields."""
        self.retry_seconds = retry_seconds
        """When the server wants to be asked again, in seconds from now; None where it did not say."""
        self.task = task
        """The task that failed or was cancelled; None where a call did."""

    @property
    def lost_contact(self) -> bool:
        """Whether the server, not the work, is the trouble: the same call may succeed when the server is back."""
        return self.code is grpc.StatusCode.UNAVAILABLE and self.reason in ("", _SERVER_UNAVAILABLE)


class CanceledError(LongshoreError):
    """Someone cancelled the task, or this side the call."""

    code = grpc.StatusCode.CANCELLED


class InvalidArgumentError(LongshoreError):
    """The request breaks a rule, whatever the state of things: `violations` or `reason` tell which."""

    code = grpc.StatusCode.INVALID_ARGUMENT


class DeadlineExceededError(LongshoreError):
    """The server did not answer in time; what was asked may still happen."""

    code = grpc.StatusCode.DEADLINE_EXCEEDED


class NotFoundError(LongshoreError):
    """Nothing has this uuid, or nothing that the caller may see."""

    code = grpc.StatusCode.NOT_FOUND


class AlreadyExistsError(LongshoreError):
    """Something else has this name, uuid or `request_id`."""

    code = grpc.StatusCode.ALREADY_EXISTS


class PermissionDeniedError(LongshoreError):
    """The caller is known and may not do this."""

    code = grpc.StatusCode.PERMISSION_DENIED


class ResourceExhaustedError(LongshoreError):
    """Something is full: a storage, or what an account may have."""

    code = grpc.StatusCode.RESOURCE_EXHAUSTED


class FailedPreconditionError(LongshoreError):
    """The state of things does not allow it; asking again helps only when that changed."""

    code = grpc.StatusCode.FAILED_PRECONDITION


class AbortedError(LongshoreError):
    """Another task or call is in the way; ask again when it has ended."""

    code = grpc.StatusCode.ABORTED


class OutOfRangeError(LongshoreError):
    """An offset lies behind the end."""

    code = grpc.StatusCode.OUT_OF_RANGE


class UnavailableError(LongshoreError):
    """The server or a storage does not answer; `lost_contact` tells which."""

    code = grpc.StatusCode.UNAVAILABLE


class DataLossError(LongshoreError):
    """Bytes are not what their digest says, on a storage or on their way."""

    code = grpc.StatusCode.DATA_LOSS


class UnauthenticatedError(LongshoreError):
    """No credentials are at hand, or the server does not take them."""

    code = grpc.StatusCode.UNAUTHENTICATED


_CLASSES: dict[grpc.StatusCode, type[LongshoreError]] = {kind.code: kind for kind in LongshoreError.__subclasses__()}
_CODES: dict[int, grpc.StatusCode] = {code.value[0]: code for code in grpc.StatusCode}


def error_of(failure: grpc.RpcError) -> LongshoreError:
    """The typed error of a failed call.

    Calls made through a `Client` raise it already, except for streams that were opened through the generated stubs.
    """
    code, message = grpc.StatusCode.UNKNOWN, str(failure)
    trailers: Iterable[tuple[str, str | bytes]] = ()
    if isinstance(failure, (grpc.aio.AioRpcError, grpc.Call)):
        code, message, trailers = failure.code(), failure.details() or "", failure.trailing_metadata() or ()
    info, error = ErrorInfo(), None
    violations: list[Violation] = []
    retry_seconds: float | None = None
    for detail in _details(trailers):
        if detail.Is(ErrorInfo.DESCRIPTOR):
            detail.Unpack(info)
        elif detail.Is(v1.ErrorCode.DESCRIPTOR):
            error = v1.ErrorCode()
            detail.Unpack(error)
        elif detail.Is(BadRequest.DESCRIPTOR):
            fields = BadRequest()
            detail.Unpack(fields)
            violations = [Violation(field.field, field.description) for field in fields.field_violations]
        elif detail.Is(RetryInfo.DESCRIPTOR):
            retry = RetryInfo()
            detail.Unpack(retry)
            retry_seconds = retry.retry_delay.ToTimedelta().total_seconds()
    return _CLASSES.get(code, LongshoreError)(
        message,
        code=code,
        reason=info.reason,
        metadata=info.metadata,
        error=error,
        violations=violations,
        retry_seconds=retry_seconds,
    )


def failure_of(task: v1.Task) -> LongshoreError:
    """The typed error of a task that failed or was cancelled, with the whole chain of causes."""
    failure = task.failure
    code = _CODES.get(failure.status_code, grpc.StatusCode.UNKNOWN)
    return _CLASSES.get(code, LongshoreError)(
        failure.error.details,
        code=code,
        reason=failure.reason,
        metadata=failure.error.opaque,
        error=failure.error,
        task=task,
    )


def lost(why: str) -> UnavailableError:
    """The server can't be reached, or was lost: `why` in words."""
    return UnavailableError(why)


def _details(trailers: Iterable[tuple[str, str | bytes]]) -> Iterable[Any]:
    for key, value in trailers:
        if key == _DETAILS and isinstance(value, bytes):
            try:
                return list(Status.FromString(value).details)
            except DecodeError:
                return ()  # what can't be read makes the failure no other one
    return ()


def _chain(error: v1.ErrorCode | None) -> tuple[v1.ErrorCode, ...]:
    chain = []
    while error is not None:
        chain.append(error)
        error = error.cause if error.HasField("cause") else None
    return tuple(chain)
