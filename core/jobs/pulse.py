"""Whether workers still live: each sends a beat to the server several times a second, from a thread of its own.

A process that computes for minutes without letting its threads run (compiled loops hold Python's lock) sends no beat,
but its clock of the processor moves. So a process is silent when neither has moved: one that was stopped, that waits
for itself while it holds the lock, or that is stuck in the system. Not noticed is one that spins without an end, or
whose job alone waits for ever: the time of its step ends it.
"""

import secrets
import socket
import time
from contextlib import suppress
from typing import NamedTuple

import psutil

DOUBT = 2.0  # seconds without a beat until the clock of the processor is asked
HOME = "127.0.0.1"


class Beat(NamedTuple):
    """Where a worker sends its beats, and what it sends."""

    port: int
    word: bytes

    def send(self) -> None:
        """In a worker: tell that it lives. What can't be sent is not missed."""
        with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
            out.sendto(self.word, (HOME, self.port))


class Pulse:
    """The server's ear for the beats of its workers, by their places."""

    def __init__(self) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((HOME, 0))
        self._socket.setblocking(False)
        self._words: dict[bytes, int] = {}
        self._moved: dict[int, float] = {}  # when a place last showed that it lives
        self._spent: dict[int, float] = {}  # seconds of the processor by then

    def begin(self, place: int) -> Beat:
        """A new process is to live at a place; returns what it has to send. The one before is not heard any more."""
        self._words = {word: other for word, other in self._words.items() if other != place}
        word = secrets.token_bytes(16)
        self._words[word] = place
        self._moved[place] = time.monotonic()
        self._spent.pop(place, None)
        return Beat(self._socket.getsockname()[1], word)

    def silent(self, place: int, process: int) -> float:
        """Seconds since the process at a place last showed that it lives."""
        now = time.monotonic()
        self._listen(now)
        if now - self._moved[place] > DOUBT:
            spent = seconds_of(process)
            if spent != self._spent.get(place):
                self._spent[place], self._moved[place] = spent, now
        return now - self._moved[place]

    def close(self) -> None:
        """Hear nothing any more."""
        self._socket.close()

    def _listen(self, now: float) -> None:
        with suppress(OSError):  # nothing more to be heard
            while True:
                place = self._words.get(self._socket.recv(64))
                if place is not None:
                    self._moved[place] = now


def seconds_of(process: int) -> float:
    """Seconds of the processor that a process has used; -1 where it is gone."""
    try:
        used = psutil.Process(process).cpu_times()
    except psutil.Error:
        return -1.0
    return float(used.user + used.system)
