"""Unary calls: sessions, errors, and a server that was lost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import grpc
import pytest
from fake import Server, refuse
from google.rpc.error_details_pb2 import BadRequest

import longshore
import longshore.aio
from longshore import v1

ASK = v1.GetImageRequest(uuid="c" * 32)


def found(*_: object) -> v1.GetImageResponse:
    return v1.GetImageResponse(image=v1.Image(name="web"))


def refused(code: grpc.StatusCode, reason: str, *details: Any, **metadata: str) -> Callable[..., Any]:
    return lambda _, context: refuse(context, code, reason, "so it is", *details, **metadata)


def test_tells_all_of_a_refusal(server: Server, client: longshore.Client) -> None:
    error = v1.ErrorCode(code="SYS.1006", details="busy", cause=v1.ErrorCode(code="SYS.1000"))
    fields = BadRequest(field_violations=[BadRequest.FieldViolation(field="uuid", description="must be one")])
    server.scripts["GetImage"] = [refused(grpc.StatusCode.ABORTED, "IMAGE_BUSY", error, fields, taskUuid="d")]
    with pytest.raises(longshore.AbortedError, match="so it is") as raised:
        client.images.GetImage(ASK)
    assert raised.value.code is grpc.StatusCode.ABORTED
    assert raised.value.reason == "IMAGE_BUSY"
    assert raised.value.metadata == {"taskUuid": "d"}
    assert [code.code for code in raised.value.errors] == ["SYS.1006", "SYS.1000"]
    assert raised.value.violations == (longshore.Violation("uuid", "must be one"),)


def test_logs_in_again_once(server: Server, client: longshore.Client) -> None:
    expired = refused(grpc.StatusCode.UNAUTHENTICATED, "UNAUTHENTICATED")
    server.scripts["GetImage"] = [expired, found]
    assert client.images.GetImage(ASK).image.name == "web"
    assert server.sessions == 2
    server.scripts["GetImage"] = [expired]
    with pytest.raises(longshore.UnauthenticatedError):
        client.images.GetImage(ASK)
    assert server.sessions == 3


def test_waits_for_a_server_that_stops(server: Server, client: longshore.Client) -> None:
    server.scripts["GetImage"] = [refused(grpc.StatusCode.UNAVAILABLE, "UNAVAILABLE"), found]
    assert client.images.GetImage(ASK).image.name == "web"


def test_does_not_wait_for_a_storage(server: Server, client: longshore.Client) -> None:
    server.scripts["GetImage"] = [refused(grpc.StatusCode.UNAVAILABLE, "STORAGE_DISCONNECTED"), found]
    with pytest.raises(longshore.UnavailableError) as raised:
        client.images.GetImage(ASK)
    assert not raised.value.lost_contact


def test_does_not_wait_for_what_never_answered() -> None:
    with (
        longshore.connect("127.0.0.1:1", password="secret", environment={}) as client,
        pytest.raises(longshore.UnavailableError, match="no server answers at"),
    ):
        client.images.GetImage(ASK)


def test_refuses_wrong_credentials_once(address: str) -> None:
    with (
        longshore.connect(address, password="wrong", environment={}) as client,
        pytest.raises(longshore.UnauthenticatedError) as raised,
    ):
        client.images.GetImage(ASK)
    assert raised.value.reason == "WRONG_CREDENTIALS"


def test_does_all_that_with_asyncio(server: Server, address: str) -> None:
    expired = refused(grpc.StatusCode.UNAUTHENTICATED, "UNAUTHENTICATED")
    stopping = refused(grpc.StatusCode.UNAVAILABLE, "UNAVAILABLE")
    server.scripts["GetImage"] = [expired, stopping, found, refused(grpc.StatusCode.NOT_FOUND, "IMAGE_NOT_FOUND")]

    async def calls() -> None:
        async with longshore.aio.connect(address, password="secret", environment={}) as client:
            assert (await client.images.GetImage(ASK)).image.name == "web"
            with pytest.raises(longshore.NotFoundError) as raised:
                await client.images.GetImage(ASK)
            assert raised.value.reason == "IMAGE_NOT_FOUND"

    asyncio.run(calls())
    assert server.sessions == 2
