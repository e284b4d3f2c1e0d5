"""The blocking client."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable, Mapping
from os import PathLike
from pathlib import Path
from types import TracebackType

import grpc

from longshore import v1
from longshore._content import FetchedFile, SentFile, TransferListener, fetch, send
from longshore._errors import LongshoreError, error_of, lost
from longshore._link import Link
from longshore._target import Target
from longshore._tasks import Seen, TaskRequest, Watch, method_of, watch_all


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
    """Prepares a connection to a server; nothing is sent before the first call, which logs in.

    - `server`: `host:port`, or `https://host:port` for TLS. Default: `LONGSHORE_SERVER`, else what a server on this machine
      left in its data folder, else 127.0.0.1:50051.
    - `data`: the data folder of a server on this machine, for its address and the first password of `admin`. The variables
      for server and password are then not looked at. Default: `LONGSHORE_DATA`, else the server's own default.
    - `user`: the account. Default: `LONGSHORE_USER`, else `admin`.
    - `password`: default `LONGSHORE_PASSWORD`, else the content of the file that `LONGSHORE_PASSWORD_FILE` names, else the data
      folder's `admin-password`, which is sent to that folder's server alone. Empty: nobody, without a session.
    - `ca`: a PEM file with the authorities to trust under TLS. Default: `LONGSHORE_CA`, else gRPC's own.
    - `patience`: seconds for which a server that was lost is waited for, without anything gained. One that was never heard
      from is not waited for.
    - `silence`: seconds for which a watched task may send nothing, not even a heartbeat (one every 15 s), before its call
      counts as lost.

    Raises `ValueError` where an address has no known form, and `OSError` where a named file can't be read.
    """
    return Client(Link(Target.find(server, data, user, password, ca, environment), patience, silence))


class Client:
    """A connection to one server, made by `connect`. Thread-safe; ended by `close` or the end of its `with`.

    Its unary calls, made through the generated stubs, carry a session that renews itself, have a deadline of 60 s unless
    `timeout` says otherwise, raise `LongshoreError`, and are made again where a server was lost; `request_id` is filled in
    where it is empty, so that this does nothing twice. Streams are better opened by `follow`, `upload` and `download`.
    """

    images: v1.ImageServiceStub
    """Images: what they are, where they lie, and what is done with them."""
    backups: v1.BackupServiceStub
    """Backups of volumes and of whole machines."""
    storages: v1.BackupStorageServiceStub
    """Backup storages: where images and volume backups lie."""
    content: v1.ContentServiceStub
    """The bytes of images and backups."""
    tasks: v1.TaskServiceStub
    """Every change, past and running."""
    sessions: v1.SessionServiceStub
    """Who calls."""
    channel: grpc.Channel
    """What the stubs call through, for stubs of one's own."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self.channel = link.channel
        self.images = v1.ImageServiceStub(link.channel)
        self.backups = v1.BackupServiceStub(link.channel)
        self.storages = v1.BackupStorageServiceStub(link.channel)
        self.content = v1.ContentServiceStub(link.channel)
        self.tasks = v1.TaskServiceStub(link.channel)
        self.sessions = v1.SessionServiceStub(link.channel)

    @property
    def server(self) -> str:
        """The server's address, as `connect` takes it."""
        return str(self._link.target.address)

    def follow(self, request: TaskRequest) -> Watch:
        """Starts a task, or attaches to the one that `request_id` names, and watches it to its end.

        `request_id` is made here where it is empty; the watch has it as `uuid`. The call is made when the first event is asked
        for.
        """
        return Watch(self._link, method_of(request, self._task_stubs()), request)

    def watch(self, task_uuid: str, *, resume_after: int | None = None) -> Watch:
        """Watches a task that someone started: from a snapshot, or after the event with the `sequence` that was seen last.

        The first event raises `NotFoundError` where there is no such task.
        """
        return self.follow(v1.WatchTaskRequest(uuid=task_uuid, watch=v1.WatchOptions(resume_after=resume_after)))

    def watch_tasks(
        self, *, conditions: Iterable[v1.Condition] = (), resume_token: str = ""
    ) -> Generator[v1.WatchTasksResponse, None, None]:
        """Watches all tasks that the caller may see, also those that begin later, until the generator is closed.

        First come those that have ended since `resume_token`, which is that of the last message that was seen, in this program
        or the one before; then those that live, then a message with `synced`, then what happens. After a lost connection it
        goes on with the token that came last: then those that live come once more, and another `synced`. Heartbeats are left
        out.

        - `conditions`: on fields that never change: `uuid`, `account_uuid`, `operation`, `resource_uuid`, `create_time`.
        - `resume_token`: empty for none of those that have ended.
        """
        return watch_all(self._link, self.tasks, v1.WatchTasksRequest(conditions=conditions, resume_token=resume_token))

    def start(self, request: TaskRequest) -> v1.Task:
        """Starts a task and leaves it to itself; returns it as it stood then.

        Raises `LongshoreError` where it was refused.
        """
        seen, attempts = Seen(request), self._link.attempts()
        ask = seen.attach()
        ask.watch.detach = True
        while True:
            attempts.token()
            call = method_of(request, self._task_stubs())(ask)
            try:
                seen.take(next(call).event)
                if seen.task is not None:
                    return seen.task
                failure: LongshoreError = lost("the first event tells nothing of the task")
            except StopIteration:
                failure = lost("the stream ended before its first event")
            except grpc.RpcError as refused:
                failure = error_of(refused)
            finally:
                call.cancel()
            attempts.failed(failure)

    def upload(
        self,
        path: str | PathLike[str],
        backup_storage_uuid: str,
        *,
        upload_uuid: str | None = None,
        sha256: bool | str = False,
        listener: TransferListener | None = None,
    ) -> SentFile:
        """Sends a file to a storage, for AddImage or a backup's creation to make something of.

        Holes and blocks of zeros are sent as runs. After a lost connection, or a restart of the server, it goes on where the
        server's committed bytes end. With the extra `crc32c` each piece carries its checksum.

        - `upload_uuid`: that of an unfinished upload of this file goes on with it, in another process too.
        - `sha256`: the SHA-256 that the server is to compare the content with, or True to compute it from the file, which reads
          it once more. `SentFile.identity` is computed in any case, and costs the server nothing.
        - `listener`: hears how far it has come.

        Raises `LongshoreError` as ContentService's CreateUpload and Write list it (such as `ResourceExhaustedError` for a full
        storage), `ValueError` where the file is empty, and `OSError` where it can't be read or was changed meanwhile.
        """
        return send(self._link, Path(path), backup_storage_uuid, upload_uuid, sha256, listener)

    def download(
        self,
        path: str | PathLike[str],
        *,
        image: str = "",
        volume_backup: str = "",
        backup_storage_uuid: str = "",
        replace: bool = False,
        listener: TransferListener | None = None,
    ) -> FetchedFile:
        """Fetches an image or a volume backup, one of which is named by its uuid, into a file.

        The bytes go to `PATH.part` with holes kept; the identity of what came is compared with the stored one, and only what is
        equal gets the file's name. After a lost connection it goes on where it stopped.

        - `backup_storage_uuid`: the storage to read from. Default: the first that answers and on which it is ready.
        - `replace`: whether a file that is there already may be replaced.
        - `listener`: hears how far it has come.

        Raises `LongshoreError` as ContentService's Read lists it, `DataLossError` also where what came is not what is stored,
        and `OSError` (`FileExistsError`) where the file can't be written.
        """
        if bool(image) == bool(volume_backup):
            raise ValueError("image, volume_backup: both or none (expected: one of them)")
        source = v1.ReadRequest(backup_storage_uuid=backup_storage_uuid)
        if image:
            source.image_uuid = image
        else:
            source.volume_backup_uuid = volume_backup
        return fetch(self._link, source, Path(path), replace, listener)

    def close(self) -> None:
        """Ends the session and the connection. Tasks go on."""
        self._link.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _task_stubs(self) -> tuple[object, ...]:
        return self.images, self.backups, self.storages, self.tasks
