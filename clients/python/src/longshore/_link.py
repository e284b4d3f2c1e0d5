"""The blocking connection: sessions, and calls that are made again."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from typing import Any

import grpc

from longshore import v1
from longshore._errors import LongshoreError, error_of
from longshore._patience import Contact, Patience
from longshore._rules import UNARY_SECONDS, authorized, channel_options, login_request, repeatable, tls
from longshore._target import Target


class Link:
    """A connection to one server. Thread-safe."""

    def __init__(self, target: Target, patience: float, silence: float) -> None:
        self.target = target
        self.silence = silence
        self._patience = patience
        self._contact = Contact(target.address)
        credentials, options = tls(target), channel_options(target)
        self._bare = (
            grpc.insecure_channel(target.address.authority, options)
            if credentials is None
            else grpc.secure_channel(target.address.authority, credentials, options)
        )
        self._sessions = v1.SessionServiceStub(self._bare)
        self._lock = threading.Lock()
        self._token: str | None = None
        self.channel = grpc.intercept_channel(self._bare, _Rules(self))

    def attempts(self) -> Attempts:
        """Begins the bookkeeping of a call that may be made several times."""
        return Attempts(self, Patience(self._contact, self._patience))

    def token(self) -> str | None:
        """The session to call under; begins one where there can be one."""
        return self._token or self.renew(None)

    def renew(self, stale: str | None) -> str | None:
        """Begins a session in place of one that the server does not know any more, unless another thread did."""
        with self._lock:
            if self._token == stale and self.can_login:
                self._token = None
                self._token = self._login()
            return self._token

    @property
    def can_login(self) -> bool:
        return bool(self.target.password)

    def close(self) -> None:
        """Ends the session and the connection."""
        if self._token is not None:
            with contextlib.suppress(grpc.RpcError):  # a session that is left ends by itself
                self._sessions.Logout(v1.LogoutRequest(session_uuid=self._token), timeout=2)
        self._bare.close()

    def _login(self) -> str:
        patience = Patience(self._contact, self._patience)
        while True:
            try:
                answer = self._sessions.Login(login_request(self.target), timeout=UNARY_SECONDS)
            except grpc.RpcError as failure:
                time.sleep(patience.pause(error_of(failure)))
            else:
                patience.gained()
                return answer.session.uuid


class Attempts:
    """A call and its repetitions."""

    def __init__(self, link: Link, patience: Patience) -> None:
        self._link = link
        self._patience = patience
        self._token: str | None = None

    def token(self) -> str | None:
        """The session to make the next attempt under."""
        self._token = self._link.token()
        return self._token

    def gained(self) -> None:
        """The call has come further than before."""
        self._patience.gained()

    def failed(self, failure: LongshoreError) -> None:
        """Returns when the call is worth another try; raises the failure where it is not."""
        if self._patience.renews(failure, self._link.can_login):
            self._link.renew(self._token)
        else:
            time.sleep(self._patience.pause(failure))


class _Rules(grpc.UnaryUnaryClientInterceptor, grpc.UnaryStreamClientInterceptor, grpc.StreamUnaryClientInterceptor):
    """Every call carries the session; a unary one has a deadline, typed errors, and outlives a server's restart."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def intercept_unary_unary(self, continuation: Callable[..., Any], details: Any, request: Any) -> Any:
        named, attempts = repeatable(request), self._link.attempts()
        while True:
            call = continuation(authorized(details, attempts.token(), UNARY_SECONDS), named)
            failure = call.exception()
            if failure is None:
                attempts.gained()
                return call
            if not isinstance(failure, grpc.RpcError):
                raise failure
            attempts.failed(error_of(failure))

    def intercept_unary_stream(self, continuation: Callable[..., Any], details: Any, request: Any) -> Any:
        return continuation(authorized(details, self._link.token(), None), request)

    def intercept_stream_unary(self, continuation: Callable[..., Any], details: Any, requests: Any) -> Any:
        return continuation(authorized(details, self._link.token(), None), requests)
