"""The record's tables on an object store: of writers at the same time each commits once, by Delta's own conflict checks.

Tried with a local stand-in for S3, `moto_server`, where that is installed (`pip install "moto[server]"` somewhere on the path);
skipped elsewhere. A workspace keeps its record in a folder; this holds the layer below.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from urllib.request import Request, urlopen

import pandas as pd
import pytest

from kit.record.store import Record

pytestmark = pytest.mark.skipif(shutil.which("moto_server") is None, reason="moto_server, a stand-in for S3, is not installed")
WRITERS = ("ann", "bob", "cem")


class Stored(Record):
    """A record whose tables lie in a bucket."""

    def _path(self, table: str) -> str:
        return f"s3://kit/{table}"


def briefs(*rows: tuple[str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["cycle", "persona_id", "facts"])


def add(who: str) -> int:
    record = Stored(Path("none"))
    return sum(record.add_new("briefs", briefs((f"c{at}", "same", who), (f"c{at}-{who}", who, who)), "cycle") for at in range(3))


def replace(who: str) -> None:
    Stored(Path("none")).replace("briefs", briefs((f"c0-{who}", who, "new")), cycle=f"c0-{who}")


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture
def bucket(monkeypatch):
    port = _free_port()
    known = {"ENDPOINT_URL": f"http://127.0.0.1:{port}", "REGION": "us-east-1", "ALLOW_HTTP": "true"}
    for name, value in (known | dict.fromkeys(("ACCESS_KEY_ID", "SECRET_ACCESS_KEY"), "x")).items():
        monkeypatch.setenv(f"AWS_{name}", value)
    server = subprocess.Popen(["moto_server", "-p", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(300):
        try:
            with urlopen(Request(f"http://127.0.0.1:{port}/kit", method="PUT"), timeout=5):
                break
        except OSError:
            time.sleep(0.1)
    yield
    server.kill()
    server.wait()


def test_processes_that_write_at_once_add_each_row_once_and_lose_none(bucket):
    with ProcessPoolExecutor(3, mp_context=get_context("spawn")) as pool:
        added = sum(pool.map(add, WRITERS))
        list(pool.map(replace, WRITERS))
    rows = Stored(Path("none")).read("briefs")
    assert sorted(rows["cycle"]) == sorted([f"c{at}{name}" for at in range(3) for name in ("", *(f"-{who}" for who in WRITERS))])
    assert added == len(rows)
    assert rows["facts"][rows["cycle"].str.startswith("c0-")].tolist() == ["new"] * 3
