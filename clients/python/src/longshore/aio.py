"""The client for asyncio: calls, and tasks as async iterators.

    async with longshore.aio.connect() as client:
        async for event in client.follow(v1.MigrateImageRequest(image_uuid=..., ...)):
            ...

Files are sent and fetched by the blocking client, which `asyncio.to_thread` takes.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterable, Mapping
from os import PathLike
from types import TracebackType
from typing import Any, cast

import grpc

from longshore import v1
from longshore._errors import LongshoreError, error_of, lost
from longshore._patience import Contact, Patience
from longshore._rules import UNARY_SECONDS, bearer, channel_options, login_request, repeatable, tls
from longshore._target import Target
from longshore._tasks import Seen, TaskRequest, method_of

__all__ = ["Client", "Watch", "connect"]


def connect(
    server: str | None = None,
    *,
    data: str | PathLike[str] | None = None,
    user: str | None = None,
    password: str | None = None,
    ca: str | PathLike[str] | None = None,
    patience: float = 120.0,
    silence: float = 60.0,
    environment: Mapping[str, str] = os.environ,
) -> Client:
    """As `longshore.connect`; to be called where an event loop runs."""
    return Client(Target.find(server, data, user, password, ca, environment), patience, silence)


class Client:
    """A connection to one server, made by `connect`, for one event loop; ended by `close` or the end of its `async with`.

    Its unary calls, made through the generated stubs and awaited, are those of `longshore.Client`.
    """

    images: v1.ImageServiceAsyncStub
    """Images: what they are, where they lie, and what is done with them."""
    backups: v1.BackupServiceAsyncStub
    """Backups of volumes and of whole machines."""
    storages: v1.BackupStorageServiceAsyncStub
    """Backup storages: where images and volume backups lie."""
    content: v1.ContentServiceAsyncStub
    """The bytes of images and backups."""
    tasks: v1.TaskServiceAsyncStub
    """Every change, past and running."""
    sessions: v1.SessionServiceAsyncStub
    """Who calls."""
    channel: grpc.aio.Channel
    """What the stubs call through, for stubs of one's own."""

    def __init__(self, target: Target, patience: float, silence: float) -> None:
        self._link = _Link(target, patience, silence)
        self.channel = channel = self._link.channel
        self.images = v1.ImageServiceStub(channel)
        self.backups = v1.BackupServiceStub(channel)
        self.storages = v1.BackupStorageServiceStub(channel)
        self.content = v1.ContentServiceStub(channel)
        self.tasks = v1.TaskServiceStub(channel)
        self.sessions = v1.SessionServiceStub(channel)

    @property
    def server(self) -> str:
        """The server's address, as `connect` takes it."""
        return str(self._link.target.address)

    def follow(self, request: TaskRequest) -> Watch:
        """Starts a task, or attaches to one, and watches it to its end: as `longshore.Client.follow`."""
        return Watch(self._link, method_of(request, (self.images, self.backups, self.storages, self.tasks)), request)

    def watch(self, task_uuid: str, *, resume_after: int | None = None) -> Watch:
        """Watches a task that someone started: as `longshore.Client.watch`."""
        return self.follow(v1.WatchTaskRequest(uuid=task_uuid, watch=v1.WatchOptions(resume_after=resume_after)))

    async def watch_tasks(
        self, *, conditions: Iterable[v1.Condition] = (), resume_token: str = ""
    ) -> AsyncGenerator[v1.WatchTasksResponse, None]:
        """Watches all tasks that the caller may see: as `longshore.Client.watch_tasks`."""
        attempts = self._link.attempts()
        ask = v1.WatchTasksRequest(conditions=conditions, resume_token=resume_token)
        while True:
            await attempts.token()
            call: Any = self.tasks.WatchTasks(ask)
            try:
                while (news := await asyncio.wait_for(call.read(), self._link.silence)) is not grpc.aio.EOF:
                    attempts.gained()
                    ask.resume_token = news.resume_token
                    if not news.HasField("heartbeat"):
                        yield news
                failure: LongshoreError = lost("the stream of all tasks ended")
            except grpc.RpcError as refused:
                failure = error_of(refused)
            except asyncio.TimeoutError:
                failure = lost(f"nothing heard for {self._link.silence:.0f} s")
            finally:
                call.cancel()
            await attempts.failed(failure)

    async def close(self) -> None:
        """Ends the session and the connection. Tasks go on."""
        await self._link.close()

    async def __aenter__(self) -> Client:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


class Watch(AsyncIterator[v1.TaskEvent]):
    """A task's events as an async iterator: each once and in order, with one end, as `longshore.Watch` gives them."""

    def __init__(self, link: _Link, method: Any, request: TaskRequest) -> None:
        self._link = link
        self._method = method
        self._seen = Seen(request)
        self._events = self._follow()

    @property
    def uuid(self) -> str:
        """The task's uuid, which is its `request_id`; known before the first event."""
        return self._seen.uuid

    @property
    def task(self) -> v1.Task | None:
        """The task as its events have told it so far, but for progress; None before the first snapshot."""
        return self._seen.task

    async def result(self) -> v1.Task:
        """Waits for the end and returns the task that succeeded.

        Raises the `LongshoreError` that a failed or cancelled task's status says, with `task` set.
        """
        async for _ in self:
            pass
        return self._seen.outcome()

    async def close(self) -> None:
        """Ends the watch, not the task."""
        await self._events.aclose()

    async def __anext__(self) -> v1.TaskEvent:
        return await anext(self._events)

    async def __aenter__(self) -> Watch:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def _follow(self) -> AsyncGenerator[v1.TaskEvent, None]:
        attempts = self._link.attempts()
        while True:
            await attempts.token()
            call = self._method(self._seen.attach())
            try:
                while (message := await asyncio.wait_for(call.read(), self._link.silence)) is not grpc.aio.EOF:
                    event = message.event
                    if self._seen.newer(event):
                        attempts.gained()
                    if self._seen.take(event):
                        yield event
                    if event.HasField("terminal"):
                        return
                failure: LongshoreError = lost("the stream ended before the task did")
            except grpc.RpcError as refused:
                failure = error_of(refused)
            except asyncio.TimeoutError:
                failure = lost(f"nothing heard for {self._link.silence:.0f} s")
            finally:
                call.cancel()
            await attempts.failed(failure)


class _Link:
    """A connection to one server: sessions, and calls that are made again."""

    def __init__(self, target: Target, patience: float, silence: float) -> None:
        self.target = target
        self.silence = silence
        self._patience = patience
        self._contact = Contact(target.address)
        self._lock = asyncio.Lock()
        self._token: str | None = None
        self._bare = self._open([])
        self._sessions = v1.SessionServiceStub(self._bare)
        self.channel = cast("grpc.aio.Channel", _Channel(self, self._open([_ReadingRules(self), _WritingRules(self)])))

    def attempts(self) -> _Attempts:
        """Begins the bookkeeping of a call that may be made several times."""
        return _Attempts(self, Patience(self._contact, self._patience))

    async def token(self) -> str | None:
        """The session to call under; begins one where there can be one."""
        return self._token or await self.renew(None)

    async def renew(self, stale: str | None) -> str | None:
        """Begins a session in place of one that the server does not know any more, unless another call did."""
        async with self._lock:
            if self._token == stale and self.can_login:
                self._token = None
                self._token = await self._login()
            return self._token

    @property
    def can_login(self) -> bool:
        """Whether there is a password to log in with."""
        return bool(self.target.password)

    async def close(self) -> None:
        """Ends the session and the connection."""
        if self._token is not None:
            with contextlib.suppress(grpc.RpcError):  # a session that is left ends by itself
                await self._sessions.Logout(v1.LogoutRequest(session_uuid=self._token), timeout=2)
        await self.channel.close()
        await self._bare.close()

    def _open(self, interceptors: list[Any]) -> grpc.aio.Channel:
        credentials, options, authority = tls(self.target), channel_options(self.target), self.target.address.authority
        if credentials is None:
            return grpc.aio.insecure_channel(authority, options, interceptors=interceptors)
        return grpc.aio.secure_channel(authority, credentials, options, interceptors=interceptors)

    async def _login(self) -> str:
        patience = Patience(self._contact, self._patience)
        while True:
            try:
                answer = await self._sessions.Login(login_request(self.target), timeout=UNARY_SECONDS)
            except grpc.RpcError as failure:
                await asyncio.sleep(patience.pause(error_of(failure)))
            else:
                patience.gained()
                return answer.session.uuid


class _Attempts:
    """A call and its repetitions."""

    def __init__(self, link: _Link, patience: Patience) -> None:
        self._link = link
        self._patience = patience
        self._token: str | None = None

    async def token(self) -> str | None:
        """The session to make the next attempt under."""
        self._token = await self._link.token()
        return self._token

    def gained(self) -> None:
        """The call has come further than before."""
        self._patience.gained()

    async def failed(self, failure: LongshoreError) -> None:
        """Returns when the call is worth another try; raises the failure where it is not."""
        if self._patience.renews(failure, self._link.can_login):
            await self._link.renew(self._token)
        else:
            await asyncio.sleep(self._patience.pause(failure))


class _Channel:
    """A channel whose unary calls are made under the rules: gRPC's interceptors may raise nothing but its own errors here."""

    def __init__(self, link: _Link, channel: grpc.aio.Channel) -> None:
        self._link = link
        self._channel = channel

    def __getattr__(self, name: str) -> Any:
        return getattr(self._channel, name)

    def unary_unary(self, *arguments: Any, **options: Any) -> Callable[..., Awaitable[Any]]:
        """A call that has a deadline and typed errors, and outlives a server's restart."""
        call = self._channel.unary_unary(*arguments, **options)

        async def ruled(request: Any, *, timeout: float | None = None, metadata: Any = None, **rest: Any) -> Any:
            seconds = UNARY_SECONDS if timeout is None else timeout
            named, attempts = repeatable(request), self._link.attempts()
            while True:
                carried = (*(metadata or ()), *bearer(await attempts.token()))
                try:
                    answer = await call(named, timeout=seconds, metadata=carried, **rest)
                except grpc.RpcError as failure:
                    await attempts.failed(error_of(failure))
                else:
                    attempts.gained()
                    return answer

        return ruled


class _ReadingRules(grpc.aio.UnaryStreamClientInterceptor):
    """A stream from the server carries the session."""

    def __init__(self, link: _Link) -> None:
        self._link = link

    async def intercept_unary_stream(
        self, continuation: Callable[..., Any], client_call_details: grpc.aio.ClientCallDetails, request: Any
    ) -> Any:
        return await continuation(_authorized(client_call_details, await self._link.token()), request)


class _WritingRules(grpc.aio.StreamUnaryClientInterceptor):
    """A stream to the server carries the session."""

    def __init__(self, link: _Link) -> None:
        self._link = link

    async def intercept_stream_unary(
        self, continuation: Callable[..., Any], client_call_details: grpc.aio.ClientCallDetails, request_iterator: Any
    ) -> Any:
        return await continuation(_authorized(client_call_details, await self._link.token()), request_iterator)


def _authorized(details: Any, token: str | None) -> Any:
    return details._replace(metadata=grpc.aio.Metadata(*(details.metadata or ()), *bearer(token)))
