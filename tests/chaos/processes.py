"""Workers as the operating system has them: started, killed with SIGKILL, started anew, and spoken to meanwhile."""

import threading
from collections import Counter
from concurrent.futures import Future
from contextlib import suppress

from forking import forks

from chaos.worker import work

PATIENCE = 60.0  # seconds for an answer
GONE = object()  # what an answer is when the process was killed before it gave one


class Life:
    """One process, from its start to its end."""

    def __init__(self, orders, answered, number):
        self._answered = answered
        self._pipe, theirs = forks().Pipe()
        self._lock, self._waiting, self._is_over = threading.Lock(), {}, False
        self._process = forks().Process(target=work, args=(orders, theirs, number), daemon=True)
        self._process.start()
        theirs.close()
        self._reader = threading.Thread(target=self._hear, daemon=True)
        self._reader.start()

    def ask(self, thread, identity, text):
        """Send a message; the answer comes later, or it is `GONE`."""
        answer = Future()
        with self._lock:
            if self._is_over:
                answer.set_result(GONE)
                return answer
            self._waiting.setdefault((thread, identity), []).append(answer)
            with suppress(OSError):  # it was killed this very moment, and the reader is about to notice
                self._pipe.send((thread, identity, text))
        return answer

    @property
    def is_alive(self):
        """Whether the process lives."""
        return self._process.is_alive()

    def kill(self):
        """Kill it, and return how many turns it was in the middle of."""
        self._process.kill()
        self._process.join(PATIENCE)
        return self._ended()

    def end(self):
        """Let it end by itself."""
        with suppress(OSError):
            self._pipe.send(None)
        self._process.join(PATIENCE)
        self._ended()

    def _hear(self):
        while True:
            try:
                thread, identity, answer = self._pipe.recv()
            except (EOFError, OSError):
                return
            self._answered()
            with self._lock:
                waiting = self._waiting.pop((thread, identity), ())
            for one in waiting:
                one.set_result(answer)

    def _ended(self):
        self._reader.join(PATIENCE)  # what it had sent before it died is still heard
        with self._lock:
            self._is_over = True
            left, self._waiting = self._waiting, {}
        for one in (future for futures in left.values() for future in futures):
            one.set_result(GONE)
        self._pipe.close()
        return len(left)


class Servers:
    """So many workers on one store, each started anew whenever it is killed."""

    def __init__(self, orders, count):
        self._orders, self._lock = orders, threading.Lock()
        self.happened = Counter(starts=count)
        self._lives = [Life(orders, self._answered, number) for number in range(count)]

    @property
    def answers(self):
        """How many answers they gave so far."""
        return self.happened["answers"]

    def _answered(self):
        with self._lock:
            self.happened["answers"] += 1

    def ask(self, place, thread, identity, text):
        """Send a message to the server at `place`, counted from 0 and round again."""
        with self._lock:
            life = self._lives[place % len(self._lives)]
        return life.ask(thread, identity, text)

    def kill(self, place):
        """Kill a server in whatever it is doing, and start another in its place."""
        number = place % len(self._lives)
        interrupted = self._lives[number].kill()
        life = Life(self._orders, self._answered, self.happened["starts"])
        with self._lock:
            self._lives[number] = life
            self.happened.update(kills=1, starts=1, interrupted=interrupted)

    def bury(self):
        """Start another in the place of each server that died by itself."""
        for place, life in enumerate(self._lives):
            if not life.is_alive:
                self.kill(place)
                self.happened["died"] += 1

    def end(self):
        """End all of them."""
        for life in self._lives:
            life.end()
