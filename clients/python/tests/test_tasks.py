"""A task's events come once, in order, with one end, whatever happens to the connection."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import grpc
import pytest
from fake import Server, refuse

import longshore
import longshore.aio
from longshore import v1

IMAGE = v1.MigrateImageRequest(image_uuid="c" * 32)


def snapshot(sequence: int, *, start_over: bool = False) -> v1.TaskEvent:
    return v1.TaskEvent(sequence=sequence, snapshot=v1.TaskEvent.Snapshot(task=v1.Task(), start_over=start_over))


def progress(sequence: int) -> v1.TaskEvent:
    return v1.TaskEvent(sequence=sequence, progress=v1.TaskEvent.Progress())


def heartbeat(sequence: int) -> v1.TaskEvent:
    return v1.TaskEvent(sequence=sequence, heartbeat=v1.TaskEvent.Heartbeat())


def changed(sequence: int, state: v1.TaskState.ValueType, reason: str = "", attempt: int = 1) -> v1.TaskEvent:
    change = v1.TaskEvent.StateChange(state=state, reason=reason, attempt=attempt)
    return v1.TaskEvent(sequence=sequence, state_change=change)


def terminal(sequence: int, state: v1.TaskState.ValueType = v1.TASK_STATE_SUCCEEDED, **fields: Any) -> v1.TaskEvent:
    task = v1.Task(state=state, **fields)
    task.end_time.GetCurrentTime()
    return v1.TaskEvent(sequence=sequence, terminal=v1.TaskEvent.Terminal(task=task))


def cut(_: object, context: grpc.ServicerContext) -> Iterator[v1.TaskEvent]:
    yield snapshot(1)
    yield progress(4)
    refuse(context, grpc.StatusCode.UNAVAILABLE, "UNAVAILABLE", "the server stops")


def rest(_: object, __: object) -> Iterator[v1.TaskEvent]:
    yield from (progress(4), heartbeat(4), progress(7), terminal(9))


def test_attaches_again_after_what_was_seen(server: Server, client: longshore.Client) -> None:
    server.scripts["MigrateImage"] = [cut, rest]
    watch = client.follow(IMAGE)
    assert [event.sequence for event in watch] == [1, 4, 7, 9]
    first, second = server.asked
    assert first.request_id == second.request_id == watch.uuid
    assert not first.watch.HasField("resume_after")
    assert second.watch.resume_after == 4
    assert watch.result().state == v1.TASK_STATE_SUCCEEDED


def test_does_the_same_with_asyncio(server: Server, address: str) -> None:
    server.scripts["MigrateImage"] = [cut, rest]

    async def sequences() -> list[int]:
        async with longshore.aio.connect(address, password="secret", environment={}) as client:
            return [event.sequence async for event in client.follow(IMAGE)]

    assert asyncio.run(sequences()) == [1, 4, 7, 9]
    assert server.asked[1].watch.resume_after == 4


def test_takes_a_stream_that_ends_early_for_a_lost_one(server: Server, client: longshore.Client) -> None:
    server.scripts["MigrateImage"] = [lambda *_: iter([snapshot(1)]), rest]
    assert [event.sequence for event in client.follow(IMAGE)] == [1, 4, 7, 9]


def test_starts_over_where_the_server_says_so(server: Server, client: longshore.Client) -> None:
    again = [snapshot(2, start_over=True), terminal(3)]
    server.scripts["MigrateImage"] = [cut, lambda *_: iter(again)]
    assert [event.sequence for event in client.follow(IMAGE)] == [1, 4, 2, 3]


def test_follows_a_task_that_is_paused_and_resumed(server: Server, client: longshore.Client) -> None:
    def pausing(_: object, context: grpc.ServicerContext) -> Iterator[v1.TaskEvent]:
        yield snapshot(1)
        yield changed(2, v1.TASK_STATE_SUSPENDED, "paused by admin")
        yield heartbeat(2)
        refuse(context, grpc.StatusCode.UNAVAILABLE, "UNAVAILABLE", "the server stops")

    resumed = [
        heartbeat(2),
        changed(3, v1.TASK_STATE_WAITING),
        changed(4, v1.TASK_STATE_RUNNING, attempt=2),
        terminal(5),
    ]
    server.scripts["MigrateImage"] = [pausing, lambda *_: iter(resumed)]
    watch = client.follow(IMAGE)
    seen = [(task.state, task.state_reason, task.attempt) for _ in watch if (task := watch.task)]
    assert seen[1:4] == [
        (v1.TASK_STATE_SUSPENDED, "paused by admin", 1),
        (v1.TASK_STATE_WAITING, "", 1),
        (v1.TASK_STATE_RUNNING, "", 2),
    ]
    assert len(seen) == 5
    assert server.asked[1].watch.resume_after == 2
    assert watch.result().state == v1.TASK_STATE_SUCCEEDED


def test_gives_a_silent_call_up(server: Server, address: str) -> None:
    def silent(_: object, context: grpc.ServicerContext) -> Iterator[v1.TaskEvent]:
        yield snapshot(1)
        ended = threading.Event()
        context.add_callback(ended.set)
        ended.wait()

    server.scripts["MigrateImage"] = [silent, rest]
    with longshore.connect(address, password="secret", environment={}, silence=0.3) as client:
        assert [event.sequence for event in client.follow(IMAGE)] == [1, 4, 7, 9]


def test_raises_what_a_task_failed_with(server: Server, client: longshore.Client) -> None:
    cause = v1.ErrorCode(code="SYS.1016", details="the disk is gone")
    error = v1.ErrorCode(code="SYS.1006", details="can't copy", opaque={"taskUuid": "d"}, cause=cause)
    failure = v1.Failure(reason="STORAGE_FULL", status_code=8, error=error)
    failed = [snapshot(1), terminal(2, v1.TASK_STATE_FAILED, failure=failure)]
    server.scripts["MigrateImage"] = [lambda *_: iter(failed)]
    watch = client.follow(IMAGE)
    assert [event.sequence for event in watch] == [1, 2]
    with pytest.raises(longshore.ResourceExhaustedError, match="can't copy") as raised:
        watch.result()
    assert raised.value.reason == "STORAGE_FULL"
    assert raised.value.metadata == {"taskUuid": "d"}
    assert [code.code for code in raised.value.errors] == ["SYS.1006", "SYS.1016"]
    assert raised.value.task == watch.task


def news(token: str, uuid: str = "") -> v1.WatchTasksResponse:
    if uuid:
        return v1.WatchTasksResponse(event=v1.TaskEvent(task_uuid=uuid), resume_token=token)
    return v1.WatchTasksResponse(synced=v1.WatchTasksResponse.Synced(), resume_token=token)


def first_news(_: object, context: grpc.ServicerContext) -> Iterator[v1.WatchTasksResponse]:
    yield news("1", "a")
    yield news("2")
    yield v1.WatchTasksResponse(heartbeat=v1.WatchTasksResponse.Heartbeat(), resume_token="3")
    refuse(context, grpc.StatusCode.UNAVAILABLE, "UNAVAILABLE", "the server stops")


def later_news(request: v1.WatchTasksRequest, _: object) -> Iterator[v1.WatchTasksResponse]:
    yield news(request.resume_token, "b")


def test_watches_all_tasks_over_a_lost_connection(server: Server, client: longshore.Client) -> None:
    server.scripts["WatchTasks"] = [first_news, later_news]
    watch = client.watch_tasks(conditions=[v1.Condition(field="operation")], resume_token="0")
    seen = [next(watch) for _ in range(3)]
    watch.close()
    assert [message.event.task_uuid for message in seen] == ["a", "", "b"]
    assert [request.resume_token for request in server.asked] == ["0", "3"]
    assert all(request.conditions[0].field == "operation" for request in server.asked)


def test_watches_all_tasks_with_asyncio(server: Server, address: str) -> None:
    server.scripts["WatchTasks"] = [first_news, later_news]

    async def seen() -> list[str]:
        async with longshore.aio.connect(address, password="secret", environment={}) as client:
            watch = client.watch_tasks()
            uuids = [(await anext(watch)).event.task_uuid for _ in range(3)]
            await watch.aclose()
            return uuids

    assert asyncio.run(seen()) == ["a", "", "b"]
    assert [request.resume_token for request in server.asked] == ["", "3"]
