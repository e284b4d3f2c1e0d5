"""Tells the story of `clients/scenario` with this library; the README.md there says what the verbs mean."""

from __future__ import annotations

import filecmp
import json
import os
import re
import socket
import sys
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import grpc
from google.protobuf import descriptor_pool, json_format, message_factory

import longshore
from longshore import v1

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from google.protobuf.descriptor import MethodDescriptor
    from google.protobuf.message import Message

Step = dict[str, Any]


class Transcript:
    """Writes down what was seen."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._indent = ""

    def line(self, text: str) -> None:
        """Tells one thing."""
        print((self._indent + text.replace(self._folder, "${dir}")).rstrip(), flush=True)

    @contextmanager
    def indented(self) -> Iterator[None]:
        """What is told inside is part of what was told before."""
        self._indent += "  "
        yield
        self._indent = self._indent[:-2]

    def show(self, paths: list[str], answer: object) -> None:
        """Tells the values at some paths of an answer in JSON."""
        for path in paths:
            self.line(f"{path} = {_value(answer, path.split('.'))}")

    def error(self, error: longshore.LongshoreError) -> None:
        """Tells of a refusal or a failure."""
        self.line(f"error {error.code.name} {error.reason}")
        with self.indented():
            self.line(f"message {error}")
            for name, value in sorted(error.metadata.items()):
                self.line(f"{name} = {value}")
            for label, code in zip(["ErrorCode", *["caused by"] * len(error.errors)], error.errors, strict=False):
                self.line(f"{label} {': '.join(filter(None, (code.code, code.description, code.details)))}")


class Runner:
    """Carries the steps out."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._transcript = Transcript(str(folder))
        self._client: longshore.Client | None = None
        self._verbs: dict[str, Callable[[Step], None]] = {
            "login": self._login,
            "call": self._call,
            "upload": self._upload,
            "task": self._task,
            "download": self._download,
            "control": self._control,
        }

    def run(self, steps: list[Step]) -> None:
        """Tells the whole story."""
        for step in steps:
            self._transcript.line(f"## {step['name']}")
            self._tell(step)
        self._connected.close()

    @property
    def _connected(self) -> longshore.Client:
        assert self._client is not None, "no step has logged in"
        return self._client

    def _tell(self, step: Step) -> None:
        try:
            self._verbs[step["do"]](step)
        except longshore.LongshoreError as error:
            self._transcript.error(error)

    def _login(self, step: Step) -> None:
        client = longshore.connect(user=step.get("user"), password=step.get("password"))
        try:
            client.sessions.GetSession(v1.GetSessionRequest())
        except longshore.LongshoreError:
            client.close()
            raise
        if self._client is not None:
            self._client.close()
        self._client = client
        self._transcript.line("ok")

    def _call(self, step: Step) -> None:
        if step.get("anonymous"):
            with longshore.connect(password="") as client:
                answer = _called(client, step)
        else:
            answer = _called(self._connected, step)
        if "show" not in step:
            self._transcript.line("ok")
        self._transcript.show(step.get("show", []), _json(answer))

    def _upload(self, step: Step) -> None:
        at = self._at(step)
        sent = self._connected.upload(
            self._folder / step["file"],
            step["storage"],
            upload_uuid=step["uuid"],
            sha256=step.get("sha256", False),
            listener=lambda done, total, _: at(done, total),
        )
        self._transcript.line(f"uploaded {sent.upload.size_bytes} bytes")
        self._transcript.show(step.get("show", []), {"upload": _json(sent.upload)})

    def _download(self, step: Step) -> None:
        at = self._at(step)
        fetched = self._connected.download(
            self._folder / step["file"],
            image=step["image"],
            backup_storage_uuid=step["storage"],
            listener=lambda done, total, _: at(done, total),
        )
        self._transcript.line(f"downloaded {fetched.identity.length_bytes} bytes")
        same = filecmp.cmp(fetched.path, self._folder / step["same_as"], shallow=False)
        self._transcript.line(f"{'equal to' if same else 'different from'} {step['same_as']}")

    def _task(self, step: Step) -> None:
        at = self._at(step)
        watch = self._connected.follow(_message(_method(step).input_type, step["request"]))
        events = []
        for event in watch:
            events.append(event)
            done = event.progress.step
            if done.name == "copy" and done.HasField("bytes_total"):
                at(done.bytes_done, done.bytes_total)
        wrong = _wrong(events)
        self._transcript.line(f"events: {wrong}" if wrong else "events in order, one end")
        assert watch.task is not None
        self._transcript.line(f"{v1.TaskState.Name(watch.task.state)}, attempt {watch.task.attempt}")
        self._transcript.line(f"steps {', '.join(done.name for done in watch.task.steps)}")
        self._transcript.show(step.get("show", []), {"task": _json(watch.task)})
        watch.result()  # raises what the task failed with

    def _control(self, step: Step) -> None:
        host, port = os.environ["LONGSHORE_CONTROL"].rsplit(":", 1)
        with socket.create_connection((host, int(port))) as connection, connection.makefile("rw") as stream:
            stream.write(step["command"] + "\n")
            stream.flush()
            self._transcript.line(stream.readline().strip())

    def _at(self, step: Step) -> Callable[[int, int], None]:
        """What is told how far a step has come, and carries out the step within when it is time."""
        pending = [step["at"]] if "at" in step else []

        def moved(done: int, total: int) -> None:
            if pending and done * 100 >= total * pending[0]["percent"]:
                at = pending.pop()
                self._transcript.line(f"at {at['percent']} %")
                with self._transcript.indented():
                    self._tell(at["then"])

        return moved


def _called(client: longshore.Client, step: Step) -> Message:
    """Calls a method by its name; the last message of a stream counts."""
    method = _method(step)
    open_call = client.channel.unary_stream if method.server_streaming else client.channel.unary_unary
    answer_class = message_factory.GetMessageClass(method.output_type)
    call: Any = open_call(f"/{step['method']}", lambda message: message.SerializeToString(), answer_class.FromString)
    request = _message(method.input_type, step["request"])
    if not method.server_streaming:
        return call(request)  # type: ignore[no-any-return]
    try:
        return list(call(request))[-1]  # type: ignore[no-any-return]
    except grpc.RpcError as failure:
        raise longshore.error_of(failure) from failure


def _method(step: Step) -> MethodDescriptor:
    service, name = step["method"].split("/")
    return descriptor_pool.Default().FindServiceByName(service).methods_by_name[name]


def _message(kind: Any, content: Step) -> Any:
    return json_format.ParseDict(content, message_factory.GetMessageClass(kind)())


def _json(message: Message) -> dict[str, Any]:
    return json_format.MessageToDict(message, preserving_proto_field_name=True)


def _value(answer: Any, path: list[str]) -> str:
    for name in path:
        if isinstance(answer, list):
            answer = answer[int(name)] if int(name) < len(answer) else None
        else:
            answer = answer.get(name) if isinstance(answer, dict) else None
    if answer is None:
        return "-"
    return str(answer).lower() if isinstance(answer, bool) else str(answer)


def _wrong(events: list[v1.TaskEvent]) -> str:
    """What is wrong with a task's events; empty where nothing is."""
    kinds = [event.WhichOneof("event") for event in events]
    sequences = [event.sequence for event in events]
    if kinds[0] != "snapshot":
        return "the first is no snapshot"
    if any(second <= first for first, second in pairwise(sequences)):
        return "the sequence does not ascend"
    if kinds.count("terminal") != 1:
        return "not one end"
    return "" if kinds[-1] == "terminal" else "the last is not the end"


if __name__ == "__main__":
    dir_ = os.environ["SCENARIO_DIR"]
    text = re.sub(r"\$\{dir}", lambda _: json.dumps(dir_)[1:-1], Path(os.environ["SCENARIO"]).read_text())
    Runner(Path(dir_)).run(json.loads(text)["steps"])
    sys.exit(0)
