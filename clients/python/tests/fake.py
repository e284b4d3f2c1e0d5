"""A server in this process that does what a test tells it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent import futures
from contextlib import contextmanager
from typing import Any

import grpc
from google.protobuf import any_pb2
from google.protobuf.message import Message
from google.rpc.error_details_pb2 import ErrorInfo
from google.rpc.status_pb2 import Status

from longshore import v1
from longshore.v1 import content_service_pb2_grpc, image_service_pb2_grpc, session_service_pb2_grpc, task_service_pb2_grpc

Script = Callable[[Any, grpc.ServicerContext], Any]


class Server(
    session_service_pb2_grpc.SessionServiceServicer,
    image_service_pb2_grpc.ImageServiceServicer,
    content_service_pb2_grpc.ContentServiceServicer,
    task_service_pb2_grpc.TaskServiceServicer,
):
    """Answers each call by the next of its scripts; the last one stays. Notes what was asked."""

    def __init__(self) -> None:
        self.asked: list[Any] = []
        self.sessions = 0
        self.password = "secret"
        self.scripts: dict[str, list[Script]] = {}

    def Login(self, request: v1.LoginRequest, context: grpc.ServicerContext) -> v1.LoginResponse:  # noqa: N802
        if request.password != self.password:
            refuse(context, grpc.StatusCode.UNAUTHENTICATED, "WRONG_CREDENTIALS", "wrong account name or password")
        self.sessions += 1
        return v1.LoginResponse(session=v1.Session(uuid=f"session-{self.sessions}"))

    def Logout(self, request: v1.LogoutRequest, context: grpc.ServicerContext) -> v1.LogoutResponse:  # noqa: ARG002, N802
        return v1.LogoutResponse()

    def GetImage(self, request: v1.GetImageRequest, context: grpc.ServicerContext) -> v1.GetImageResponse:  # noqa: N802
        return self._next("GetImage", request, context)  # type: ignore[no-any-return]

    def MigrateImage(  # noqa: N802
        self, request: v1.MigrateImageRequest, context: grpc.ServicerContext
    ) -> Iterator[v1.MigrateImageResponse]:
        for event in self._next("MigrateImage", request, context):
            yield v1.MigrateImageResponse(event=event)

    def WatchTasks(  # noqa: N802
        self, request: v1.WatchTasksRequest, context: grpc.ServicerContext
    ) -> Iterator[v1.WatchTasksResponse]:
        yield from self._next("WatchTasks", request, context)

    def CreateUpload(self, request: v1.CreateUploadRequest, context: grpc.ServicerContext) -> v1.CreateUploadResponse:  # noqa: N802
        return self._next("CreateUpload", request, context)  # type: ignore[no-any-return]

    def GetUpload(self, request: v1.GetUploadRequest, context: grpc.ServicerContext) -> v1.GetUploadResponse:  # noqa: N802
        return self._next("GetUpload", request, context)  # type: ignore[no-any-return]

    def Write(self, requests: Iterator[v1.WriteRequest], context: grpc.ServicerContext) -> v1.WriteResponse:  # noqa: N802
        return self._next("Write", requests, context)  # type: ignore[no-any-return]

    def Read(self, request: v1.ReadRequest, context: grpc.ServicerContext) -> Iterator[v1.ReadResponse]:  # noqa: N802
        yield from self._next("Read", request, context)

    def _next(self, name: str, request: Any, context: grpc.ServicerContext) -> Any:
        self.asked.append(request)
        scripts = self.scripts[name]
        return (scripts.pop(0) if len(scripts) > 1 else scripts[0])(request, context)


@contextmanager
def serving(server: Server) -> Iterator[str]:
    """Serves on a free port; gives the address."""
    grpc_server = grpc.server(futures.ThreadPoolExecutor(8))
    session_service_pb2_grpc.add_SessionServiceServicer_to_server(server, grpc_server)
    image_service_pb2_grpc.add_ImageServiceServicer_to_server(server, grpc_server)
    content_service_pb2_grpc.add_ContentServiceServicer_to_server(server, grpc_server)
    task_service_pb2_grpc.add_TaskServiceServicer_to_server(server, grpc_server)
    port = grpc_server.add_insecure_port("127.0.0.1:0")
    grpc_server.start()
    yield f"127.0.0.1:{port}"
    grpc_server.stop(None).wait()


def refuse(
    context: grpc.ServicerContext, code: grpc.StatusCode, reason: str, message: str, *details: Message, **metadata: str
) -> None:
    """Ends a call as the real server does: with details."""
    status = Status(code=code.value[0], message=message)
    for detail in (ErrorInfo(reason=reason, metadata=metadata), *details):
        packed = any_pb2.Any()
        packed.Pack(detail)
        status.details.append(packed)
    context.set_trailing_metadata((("grpc-status-details-bin", status.SerializeToString()),))
    context.abort(code, message)
