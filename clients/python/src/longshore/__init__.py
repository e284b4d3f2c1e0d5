"""A client of Longshore, which keeps virtual-machine disk images and volume backups on several storages and moves them.

    import longshore
    from longshore import v1

    with longshore.connect() as client:
        for event in client.follow(v1.MigrateImageRequest(image_uuid=..., ...)):
            ...

`connect` gives a blocking `Client`; `longshore.aio.connect` one for asyncio. `longshore.v1` is the contract: messages, enum
values and stubs, as generated.
"""

from longshore import v1
from longshore._client import Client, connect
from longshore._content import FetchedFile, SentFile, TransferListener
from longshore._errors import (
    AbortedError,
    AlreadyExistsError,
    CanceledError,
    DataLossError,
    DeadlineExceededError,
    FailedPreconditionError,
    InvalidArgumentError,
    LongshoreError,
    NotFoundError,
    OutOfRangeError,
    PermissionDeniedError,
    ResourceExhaustedError,
    UnauthenticatedError,
    UnavailableError,
    Violation,
    error_of,
)
from longshore._tasks import TaskRequest, Watch

__all__ = [
    "AbortedError",
    "AlreadyExistsError",
    "CanceledError",
    "Client",
    "DataLossError",
    "DeadlineExceededError",
    "FailedPreconditionError",
    "FetchedFile",
    "InvalidArgumentError",
    "LongshoreError",
    "NotFoundError",
    "OutOfRangeError",
    "PermissionDeniedError",
    "ResourceExhaustedError",
    "SentFile",
    "TaskRequest",
    "TransferListener",
    "UnauthenticatedError",
    "UnavailableError",
    "Violation",
    "Watch",
    "connect",
    "error_of",
    "v1",
]
