"""Stand-ins of four trackers on this machine: each keeps what is posted in its documented form and refuses any other."""

from __future__ import annotations

import base64
import contextlib
import json
import re
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

TOKEN = "s3cr3t-t0ken"


class Store:
    """What a tracker holds, and how it misbehaves."""

    def __init__(self):
        self.issues, self.comments, self.calls = [], {}, []
        self.broken = None  # (method, part of a path, status)

    def list_of(self, key):
        return self.comments.setdefault(str(key), [])


def exactly(given, keys):
    assert set(given) == set(keys.split()), given
    return given


def github(store, method, path, query, headers, body):
    assert headers["Authorization"] == f"Bearer {TOKEN}"
    assert headers["Accept"] == "application/vnd.github+json"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", headers["X-GitHub-Api-Version"])
    page, size = int(query.get("page", 1)), int(query.get("per_page", 30))
    if match := re.fullmatch(r"/repos/acme/research/issues/(\d+)/comments", path):
        rows = store.list_of(match[1])
        if method == "POST":
            assert exactly(body, "body")["body"]
            rows.append(body)
            return 201, body
    else:
        assert path == "/repos/acme/research/issues"
        rows = store.issues
        if method == "POST":
            assert exactly(body, "title body labels")["labels"] == ["persona-shift"]
            rows.append(body | {"number": len(rows) + 1})
            return 201, rows[-1]
        assert (query["state"], query["labels"]) == ("all", "persona-shift")
    return 200, rows[(page - 1) * size : page * size]


def gitlab(store, method, path, query, headers, body):
    assert headers["PRIVATE-TOKEN"] == TOKEN
    assert path.startswith("/api/v4/projects/acme%2Fresearch/issues")
    page, size = int(query.get("page", 1)), int(query.get("per_page", 20))
    if match := re.search(r"/issues/(\d+)/notes$", path):
        rows = store.list_of(match[1])
        if method == "POST":
            rows.append(exactly(body, "body"))
            return 201, body
    else:
        rows = store.issues
        if method == "POST":
            assert exactly(body, "title description labels")["labels"] == "persona-shift"
            rows.append(body | {"iid": len(rows) + 1})
            return 201, rows[-1]
        assert (query["labels"], query["scope"]) == ("persona-shift", "all")
    return 200, rows[(page - 1) * size : page * size]


def is_document(node):
    """Whether a node keeps to Atlassian's document format, as far as the kit uses it."""
    assert exactly(node, "type version content")["type"] == "doc"
    for block in node["content"]:
        assert block["type"] in ("paragraph", "codeBlock")
        for text in block["content"]:
            assert text["type"] == "text"
            assert text["text"]
            assert [mark["type"] for mark in text.get("marks", [])] in ([], ["link"])
    return True


def jira(store, method, path, query, headers, body):
    user, token = base64.b64decode(headers["Authorization"].removeprefix("Basic ")).decode().split(":", 1)
    assert (user, token) == ("me@acme.example", TOKEN)
    if path == "/rest/api/3/search/jql":
        exactly(body, "jql fields maxResults nextPageToken" if "nextPageToken" in body else "jql fields maxResults")
        assert body["jql"] == 'project = "OPS" AND labels = "persona-shift"'
        start = int(body.get("nextPageToken", 0))
        rows = store.issues[start : start + 1]  # a page holds one, so that pages are turned
        is_last = start + 1 >= len(store.issues)
        return 200, {"issues": rows, "isLast": is_last} | ({} if is_last else {"nextPageToken": str(start + 1)})
    if path == "/rest/api/3/issue":
        fields = exactly(exactly(body, "fields")["fields"], "project issuetype summary description labels")
        assert (fields["project"], fields["issuetype"], fields["labels"]) == ({"key": "OPS"}, {"name": "Task"}, ["persona-shift"])
        assert is_document(fields["description"])
        assert "\n" not in fields["summary"]
        assert len(fields["summary"]) <= 255
        store.issues.append({"key": f"OPS-{len(store.issues) + 1}", "fields": fields})
        return 201, {"id": "1", "key": store.issues[-1]["key"]}
    rows = store.list_of(re.fullmatch(r"/rest/api/3/issue/(OPS-\d+)/comment", path)[1])
    if method == "POST":
        assert is_document(exactly(body, "body")["body"])
        rows.append(body)
        return 201, body
    start = int(query["startAt"])
    return 200, {"comments": rows[start : start + int(query["maxResults"])]}


def linear(store, method, path, query, headers, body):
    assert (method, path, headers["Authorization"]) == ("POST", "/graphql", TOKEN)
    asked, given = exactly(body, "query variables")["query"], body["variables"]
    end = {"hasNextPage": False, "endCursor": None}
    if "issueCreate" in asked:
        store.issues.append(exactly(given["input"], "teamId title description") | {"id": f"id-{len(store.issues)}"})
        return 200, {"data": {"issueCreate": {"success": True, "issue": {"id": store.issues[-1]["id"]}}}}
    if "commentCreate" in asked:
        store.list_of(exactly(given["input"], "issueId body")["issueId"]).append(given["input"])
        return 200, {"data": {"commentCreate": {"success": True}}}
    if "comments(" in asked:
        return 200, {"data": {"issue": {"comments": {"nodes": store.list_of(given["id"]), "pageInfo": end}}}}
    assert given["team"] == "team-1"
    rows = [row for row in store.issues if given["words"] in row["description"]]
    return 200, {"data": {"issues": {"nodes": rows, "pageInfo": end}}}


TRACKERS = {"github": github, "gitlab": gitlab, "jira": jira, "linear": linear}
ENTRIES = {
    "github": {"project": "acme/research"},
    "gitlab": {"project": "acme/research"},
    "jira": {"project": "OPS", "user": "me@acme.example"},
    "linear": {"project": "team-1"},
}


@contextlib.contextmanager
def stand_in(kind):
    """A tracker on this machine: the entry of `deliver:` that reaches it, and what it holds."""
    store = Store()

    class Handler(BaseHTTPRequestHandler):
        def _answer(self):
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            store.calls.append((self.command, parts.path))
            try:
                if store.broken and self.command == store.broken[0] and store.broken[1] in f"{parts.path} {body}":
                    status, answer = store.broken[2], {"message": f"no: {self.headers.get('Authorization')}"}
                else:
                    status, answer = TRACKERS[kind](store, self.command, parts.path, query, self.headers, body)
            except (AssertionError, KeyError, TypeError) as error:  # not as documented
                status, answer = 422, {"message": repr(error)}
                store.calls.append(("refused", repr(error)))
            content = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = _answer

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        url = f"http://127.0.0.1:{server.server_port}"
        entry = ENTRIES[kind] | {"kind": kind, "token": "${TRACKER_TOKEN}", "url": url}
        yield {"issues": entry, "link": "https://intranet.example/reports"}, store
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
