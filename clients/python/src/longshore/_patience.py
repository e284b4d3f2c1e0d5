"""How long a lost server is waited for."""

from __future__ import annotations

import time

import grpc

from longshore._errors import LongshoreError, lost
from longshore._target import Address

_FIRST_PAUSE = 0.1
_LONGEST_PAUSE = 5.0


class Contact:
    """Whether a server was ever heard from. One that never was is not waited for: then most likely none is running."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self.heard = False


class Patience:
    """One call and its repetitions.

    The pauses between them grow, until for `limit` seconds nothing has been gained. A session that the server does not know
    any more is renewed once.
    """

    def __init__(self, contact: Contact, limit: float) -> None:
        self._contact = contact
        self._limit = limit
        self._pause = 0.0
        self._since = 0.0
        self._renewed = False

    def gained(self) -> None:
        """The call has come further than before."""
        self._contact.heard = True
        self._pause = 0.0
        self._renewed = False

    def renews(self, failure: LongshoreError, possible: bool) -> bool:
        """Whether to log in again now, rather than to pause."""
        wanted = failure.code is grpc.StatusCode.UNAUTHENTICATED and possible and not self._renewed
        self._renewed |= wanted
        return wanted

    def pause(self, failure: LongshoreError) -> float:
        """Seconds to wait before the same may be tried again; raises where there is no point in it."""
        if not failure.lost_contact:
            self._contact.heard = True
            raise failure
        server = self._contact.address
        if not self._contact.heard:
            raise lost(f"no server answers at {server}: {failure}") from failure
        now = time.monotonic()
        if self._pause == 0.0:
            self._since, self._pause = now, _FIRST_PAUSE
        elif now - self._since > self._limit:
            raise lost(f"gave {server} up after {self._limit:.0f} s: {failure}") from failure
        else:
            self._pause = min(2 * self._pause, _LONGEST_PAUSE)
        return max(self._pause, min(failure.retry_seconds or 0.0, _LONGEST_PAUSE))
