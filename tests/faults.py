"""A line to a server that a test can cut: a TCP proxy that passes, refuses, or falls silent."""

import contextlib
import socket
import threading


class Line:
    """Listens on `port` of the loopback and passes everything to `target`, until it is cut.

    The target is a host and port, or the path of a socket.
    """

    def __init__(self, target):
        self.target = target
        self._server = self._listen(0)
        self.port = self._server.getsockname()[1]
        self._pairs = []
        self._is_silent = threading.Event()
        self._is_closed = False

    def close(self):
        """Refuse new connections and end those that there are, as when the server is stopped."""
        self._is_closed = True
        self._server.shutdown(socket.SHUT_RDWR)  # wakes the thread that waits in accept()
        self._server.close()
        self._drop()

    def silence(self):
        """Take connections and answer nothing, as when the server hangs."""
        self._is_silent.set()

    def restore(self):
        self._drop()  # what stood in silence is lost
        self._is_silent.clear()
        if self._is_closed:
            self._server = self._listen(self.port)
            self._is_closed = False

    def _listen(self, port):
        server = socket.create_server(("127.0.0.1", port))
        threading.Thread(target=self._accept, args=(server,), daemon=True).start()
        return server

    def _accept(self, server):
        with contextlib.suppress(OSError):
            while True:
                near, _address = server.accept()
                try:
                    far = self._reach()
                except OSError:
                    near.close()
                    continue
                self._pairs += [near, far]
                for source, goal in ((near, far), (far, near)):
                    threading.Thread(target=self._pass, args=(source, goal), daemon=True).start()

    def _reach(self):
        if isinstance(self.target, str):
            far = socket.socket(socket.AF_UNIX)
            far.connect(self.target)
            return far
        return socket.create_connection(self.target)

    def _pass(self, source, goal):
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if not self._is_silent.is_set():
                    goal.sendall(data)
        for end in (source, goal):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _drop(self):
        for end in self._pairs:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self._pairs.clear()
