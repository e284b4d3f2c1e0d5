"""Tasks: what was seen of one so far, and watching it to its end."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator
from types import TracebackType
from typing import Any, TypeAlias

import grpc

from longshore import v1
from longshore._errors import LongshoreError, error_of, failure_of, lost
from longshore._link import Link
from longshore._rules import copy, repeatable

TaskRequest: TypeAlias = (
    v1.AddImageRequest
    | v1.MigrateImageRequest
    | v1.CreateDataVolumeTemplateRequest
    | v1.CreateVolumeBackupRequest
    | v1.CreateVmBackupRequest
    | v1.SyncVmBackupRequest
    | v1.PruneBackupsRequest
    | v1.CheckBackupStorageRequest
    | v1.VerifyBackupStorageRequest
    | v1.AdoptBackupStorageRequest
    | v1.ReclaimSpaceRequest
    | v1.EmptyTrashRequest
    | v1.WatchTaskRequest
)
"""What starts a task and attaches to it, or attaches to one that was started."""


class Seen:
    """What was seen of a task so far: where to attach again, and which events are new."""

    def __init__(self, request: TaskRequest) -> None:
        self.request = repeatable(request)
        self.uuid = self.request.uuid if isinstance(self.request, v1.WatchTaskRequest) else self.request.request_id
        self.task: v1.Task | None = None
        self._sequence = request.watch.resume_after if request.watch.HasField("resume_after") else None

    def attach(self) -> TaskRequest:
        """The request that goes on after what was seen."""
        request = copy(self.request)
        if self._sequence is not None:
            request.watch.resume_after = self._sequence
        return request

    def newer(self, event: v1.TaskEvent) -> bool:
        """Whether the task has come further. A heartbeat tells so too: that it is alive."""
        return event.HasField("heartbeat") or self._sequence is None or event.sequence > self._sequence

    def take(self, event: v1.TaskEvent) -> bool:
        """Notes an event; returns whether it is one to hand on."""
        start_over = event.HasField("snapshot") and event.snapshot.start_over
        if event.HasField("heartbeat") or not (self.newer(event) or start_over or event.HasField("terminal")):
            return False
        self._sequence = event.sequence
        if event.HasField("snapshot"):
            self.task = copy(event.snapshot.task)
        elif event.HasField("state_change"):
            self._change(event.state_change)
        elif event.HasField("terminal"):
            self.task = event.terminal.task
        return True

    def _change(self, change: v1.TaskEvent.StateChange) -> None:
        if self.task is None:
            return  # attached behind its snapshot: nobody has told the rest of it
        self.task.state, self.task.state_reason, self.task.attempt = change.state, change.reason, change.attempt
        if change.HasField("step"):
            steps = [step for step in self.task.steps if step.name != change.step.name]
            del self.task.steps[:]
            self.task.steps.extend([*steps, change.step])

    def outcome(self) -> v1.Task:
        """The task, once it has succeeded; raises what it failed with otherwise."""
        if self.task is None or not self.task.HasField("end_time"):
            raise lost("the watch was closed before the task ended")
        if self.task.state != v1.TASK_STATE_SUCCEEDED:
            raise failure_of(self.task)
        return self.task


def method_of(request: TaskRequest, stubs: tuple[Any, ...]) -> Any:
    """The call that takes a request: the stub's method of the same name."""
    name = request.DESCRIPTOR.name.removesuffix("Request")
    return next(getattr(stub, name) for stub in stubs if hasattr(stub, name))


class Watch(Iterator[v1.TaskEvent]):
    """A task's events, each once and in order, up to and with the terminal one, whatever becomes of the task.

    Lost connections and restarts of the server are survived inside. Iterating raises `LongshoreError` where the task was
    refused before it began, and `UnavailableError` where the server stays lost for longer than the client's patience. Closing
    a watch, or leaving its `with`, never touches the task.
    """

    def __init__(self, link: Link, method: Any, request: TaskRequest) -> None:
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

    def result(self) -> v1.Task:
        """Waits for the end and returns the task that succeeded.

        Raises the `LongshoreError` that a failed or cancelled task's status says, with `task` set.
        """
        for _ in self:
            pass
        return self._seen.outcome()

    def close(self) -> None:
        """Ends the watch, not the task."""
        self._events.close()

    def __next__(self) -> v1.TaskEvent:
        return next(self._events)

    def __enter__(self) -> Watch:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _follow(self) -> Generator[v1.TaskEvent, None, None]:
        attempts = self._link.attempts()
        while True:
            attempts.token()
            call = self._method(self._seen.attach())
            try:
                while (message := _read(call, self._link.silence)) is not None:
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
            except TimeoutError as silent:
                failure = lost(str(silent))
            finally:
                call.cancel()
            attempts.failed(failure)


def watch_all(
    link: Link, stub: v1.TaskServiceStub, request: v1.WatchTasksRequest
) -> Generator[v1.WatchTasksResponse, None, None]:
    """What happens to all tasks, over however many calls."""
    attempts, ask = link.attempts(), copy(request)
    while True:
        attempts.token()
        call = stub.WatchTasks(ask)
        try:
            while (news := _read(call, link.silence)) is not None:
                attempts.gained()
                ask.resume_token = news.resume_token
                if not news.HasField("heartbeat"):
                    yield news
            failure: LongshoreError = lost("the stream of all tasks ended")
        except grpc.RpcError as refused:
            failure = error_of(refused)
        except TimeoutError as silent:
            failure = lost(str(silent))
        finally:
            call.cancel()
        attempts.failed(failure)


def _read(call: Any, silence: float) -> Any | None:
    """The next message; None at the end. A call that is silent for too long counts as lost."""
    silent = threading.Event()

    def give_up() -> None:
        silent.set()
        call.cancel()

    timer = threading.Timer(silence, give_up)
    timer.daemon = True
    timer.start()
    try:
        return next(call)
    except StopIteration:
        return None
    except grpc.RpcError:
        if silent.is_set():
            raise TimeoutError(f"nothing heard for {silence:.0f} s") from None
        raise
    finally:
        timer.cancel()
