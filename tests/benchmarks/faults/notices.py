"""Notices: a service of our own that takes what a run sends, so that it can be read."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Notices:
    """Listens while its block lasts; ``bodies`` is what was posted and asked, ``address`` is one for `deliver:`."""

    def __init__(self) -> None:
        self.bodies: list[str] = []

    def __enter__(self) -> Notices:
        bodies = self.bodies

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                size = int(self.headers.get("Content-Length", 0))
                bodies.append(self.rfile.read(size).decode("utf-8", "replace"))
                self.send_response(200)
                self.end_headers()

            do_GET = do_POST

            def log_message(self, *_: object) -> None:
                """Says nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.address = f"json://127.0.0.1:{self._server.server_port}/"
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
