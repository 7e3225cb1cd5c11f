"""How long an assistant waits: `kit mcp` asked by the SDK's own client, started anew (cold) and asked once more (warm)."""

from __future__ import annotations

import asyncio
import resource
import statistics
import sys
import time
from pathlib import Path

import mcp

#: What an assistant asks: a tool and its arguments.
TOOLS = (
    ("quotes", {"role": "head of revops", "about": "pain"}),
    ("quotes", {"words": "forecast board"}),
    ("quotes", {"meaning": "the forecast is not trusted"}),
    ("account", {"id": "a-0042"}),
    ("shifts", {}),
    ("claims", {"persona": "cs-lead"}),
    ("themes", {"persona": "cs-lead"}),
    ("coverage", {}),
    ("brief", {"persona": "cs-lead"}),
)


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


async def _session(workspace: Path, tool: str, arguments: dict[str, object], repeats: int) -> tuple[float, list[float]]:
    """Seconds from the start of a server to its first answer, and those of each call after it."""
    started, times = time.monotonic(), []
    server = mcp.StdioServerParameters(command=sys.executable, args=["-m", "kit", "mcp", str(workspace)])
    async with mcp.Client(server) as client:
        await _answered(client, tool, arguments)
        first = time.monotonic() - started
        for _ in range(repeats):
            begin = time.monotonic()
            await _answered(client, tool, arguments)
            times.append(time.monotonic() - begin)
    return first, times


async def _answered(client: mcp.Client, tool: str, arguments: dict[str, object]) -> None:
    answer = await client.call_tool(tool, arguments)
    if answer.is_error:
        raise RuntimeError(f"{tool} {arguments}: {answer.content[-1].text}")


def asked(workspace: Path, tool: str, arguments: dict[str, object], repeats: int) -> tuple[float, float, float, float]:
    """Cold and warm seconds, by the clock and of the processor.

    A warm call's processor seconds are those of a server that answers ``repeats`` calls more, less those of one that answers
    the first alone, by ``repeats``.
    """
    before = _of_children()
    first, _ = asyncio.run(_session(workspace, tool, arguments, 0))
    alone = _of_children() - before
    again, times = asyncio.run(_session(workspace, tool, arguments, repeats))
    more = _of_children() - before - alone
    return statistics.mean([first, again]), alone, statistics.median(times), max(0.0, more - alone) / repeats


def assistant_rows(workspace: Path, repeats: int) -> list[str]:
    """A row of RESULTS a tool."""
    rows = []
    for tool, arguments in TOOLS:
        asked(workspace, tool, arguments, 1)  # what is computed once for a record is computed
        name = f"`{tool}` {', '.join(arguments)}".rstrip()
        rows.append(f"| {name} | {' | '.join(f'{seconds:.2f}' for seconds in asked(workspace, tool, arguments, repeats))} |")
        print(rows[-1], flush=True)
    return rows
