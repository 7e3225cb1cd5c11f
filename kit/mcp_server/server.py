"""Server: the tools offered to assistants over standard input and output, through the official MCP SDK; no port is opened."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

from mcp.server.mcpserver import MCPServer
from mcp.types import CallToolResult, TextContent, ToolAnnotations
from pydantic import Field

import kit
from kit.ask.search import Question
from kit.errors import KitError, one_line
from kit.mcp_server import tools
from kit.mcp_server.answer import MARK, Answer
from kit.mcp_server.read_only import Opener, ReadOnlyWorkspace
from kit.mcp_server.tools import About, CycleName, Limit, Persona, Verdict

#: Read by an assistant before it asks anything.
INSTRUCTIONS = (
    "Answers about what customers say, from a local record: quotes are exact, masked spans of stored conversations; figures come "
    "with their whole and their interval, and should be repeated with both. Nothing here changes anything. The first block of an "
    f"answer is the kit's own and ends so: {MARK}"
)
_READ_ONLY = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
#: Marks a block as words of others, for clients that look.
_DATA = {"persona-shift-kit/data": True}


def result_of(answer: Answer) -> CallToolResult:
    """An answer as the protocol has it: the note first, then each block of data with its mark."""
    note, *data = answer.blocks()
    blocks = [TextContent(type="text", text=note), *(TextContent(type="text", text=text, _meta=_DATA) for text in data)]
    return CallToolResult(content=blocks, is_error=answer.is_refused)


def serve(folder: Path) -> None:
    """Answer questions about a workspace over standard input and output until the client goes."""
    server_of(folder).run("stdio")


def server_of(folder: Path) -> MCPServer:
    """A server whose tools ask one workspace, opened anew for each question."""
    server = MCPServer(
        "persona-shift-kit", title="Persona shift kit", instructions=INSTRUCTIONS, version=kit.__version__, log_level="CRITICAL"
    )
    _add_quotes(server, _asked(Opener(folder)))
    _add_printed(server, _asked(Opener(folder)))
    return server


Asked = Callable[[Callable[[ReadOnlyWorkspace], Answer]], CallToolResult]
Tool = Callable[[Callable[..., CallToolResult]], Callable[..., CallToolResult]]


def _asked(opened: Opener) -> Asked:
    """Answers a question about the workspace; what is wrong with the question is an answer too."""

    def answered(question: Callable[[ReadOnlyWorkspace], Answer]) -> CallToolResult:
        try:
            return result_of(question(opened()))
        except (KitError, OSError) as error:
            return result_of(Answer("The question cannot be answered: the last block says why.", "", one_line(error), True))

    return answered


def _tools_of(server: MCPServer) -> Callable[[str], Tool]:
    """Registers a function as a tool that changes nothing, under a description."""
    return lambda description: server.tool(description=description, annotations=_READ_ONLY, structured_output=False)


def _add_quotes(server: MCPServer, asked: Asked) -> None:
    tool = _tools_of(server)

    @tool("What customers said, word for word, newest first. Every argument narrows.")
    def quotes(  # noqa: PLR0913, PLR0917  # an assistant gives each by its name
        persona: Persona = "",
        role: Annotated[str, Field(description="a job title, however written")] = "",
        about: About = "any",
        theme: Annotated[str, Field(description="a theme's id, from `themes`")] = "",
        words: Annotated[str, Field(description="words that have to be said, all of them, in any form")] = "",
        meaning: Annotated[str, Field(description="a sentence; passages that mean the same, the nearest first")] = "",
        account: Annotated[str, Field(description="an account's id")] = "",
        segment: str = "",
        tier: str = "",
        cycle: Annotated[str, Field(description="one cycle only, e.g. 2026-10")] = "",
        last: Annotated[int, Field(ge=1, le=tools.MOST_QUOTES, description="quotes at most")] = 20,
    ) -> CallToolResult:
        question = Question(persona, role, about, theme, cycle, words, meaning, last, account, segment, tier)
        return asked(lambda work: tools.ask_quotes(work, question))

    @tool("One account across personas and months: who spoke last, themes beside everybody's, shifts, claims it contradicts.")
    def account(id: Annotated[str, Field(description="the account's id, as in accounts.csv")]) -> CallToolResult:
        return asked(lambda work: tools.ask_account(work, id))


def _add_printed(server: MCPServer, asked: Asked) -> None:
    tool = _tools_of(server)

    @tool("Changes tested this cycle, with intervals, accounts, revenue, segments and verified quotes; the surest first.")
    def shifts(persona: Persona = "", cycle: CycleName = "", surfaced_only: bool = True, limit: Limit = 20) -> CallToolResult:
        return asked(lambda work: tools.ask_shifts(work, persona, cycle, surfaced_only, limit))

    @tool("What became of every claim of the persona files: holding, rising, fading, unheard or overtaken, with its figures.")
    def claims(persona: Persona = "", cycle: CycleName = "", verdict: Verdict = "", limit: Limit = 20) -> CallToolResult:
        return asked(lambda work: tools.ask_claims(work, persona, cycle, verdict, limit))

    @tool("What a persona's customers talk about: themes with ids, shares, intervals and accounts, the largest first.")
    def themes(persona: Persona = "", cycle: CycleName = "", limit: Limit = 20) -> CallToolResult:
        return asked(lambda work: tools.ask_themes(work, persona, cycle, limit))

    @tool("How much of each persona was heard: sources with their state, conversations in no theme, rows set aside, warnings.")
    def coverage(persona: Persona = "", cycle: CycleName = "") -> CallToolResult:
        return asked(lambda work: tools.ask_coverage(work, persona, cycle))

    @tool("The printed brief in short: verdict, headline, surfaced shifts, largest themes, suggestions.")
    def brief(persona: Persona = "", cycle: CycleName = "") -> CallToolResult:
        return asked(lambda work: tools.ask_brief(work, persona, cycle))
