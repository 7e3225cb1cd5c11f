"""Linear: issues of a team by its GraphQL interface."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kit.errors import DeliveryError
from kit.run.trackers.port import LABEL, MOST_PAGES, PAGE, Calls, Draft, Filed, markdown_of, marker_in

ADDRESS = "https://api.linear.app"
ISSUES = """query Issues($team: ID!, $words: String!, $first: Int!, $after: String) {
  issues(filter: {team: {id: {eq: $team}}, description: {contains: $words}}, first: $first, after: $after,
         includeArchived: true) {
    nodes { id description } pageInfo { hasNextPage endCursor } } }"""
COMMENTS = """query Comments($id: String!, $first: Int!, $after: String) {
  issue(id: $id) { comments(first: $first, after: $after) { nodes { body } pageInfo { hasNextPage endCursor } } } }"""
CREATE = "mutation Create($input: IssueCreateInput!) { issueCreate(input: $input) { success issue { id } } }"
COMMENT = "mutation Comment($input: CommentCreateInput!) { commentCreate(input: $input) { success } }"


@dataclass(frozen=True)
class Linear:
    """A team, by its id."""

    calls: Calls
    team: str

    @classmethod
    def of(cls, project: str, token: str, url: str = "") -> Linear:
        return cls(Calls("Linear", url or ADDRESS, {"Authorization": token}), project)

    def issues(self) -> dict[str, Filed]:
        rows = self._pages(ISSUES, ("issues",), team=self.team, words=f"{LABEL}: ")
        return {marker: Filed(row["id"]) for row in rows if (marker := marker_in(row["description"]))}

    def create(self, draft: Draft) -> None:
        made = {"teamId": self.team, "title": draft.title, "description": markdown_of(draft)}
        self._done(self._ask(CREATE, input=made)["issueCreate"])

    def comments(self, issue: Filed) -> set[str]:
        return {marker_in(row["body"]) for row in self._pages(COMMENTS, ("issue", "comments"), id=issue.key)}

    def comment(self, issue: Filed, draft: Draft) -> None:
        self._done(self._ask(COMMENT, input={"issueId": issue.key, "body": markdown_of(draft)})["commentCreate"])

    def _ask(self, query: str, **variables: Any) -> dict[str, Any]:
        answer = self.calls.post("/graphql", {"query": query, "variables": variables})
        if answer.get("errors") or not answer.get("data"):
            raise DeliveryError(f"{self.calls.name} refused the question")
        return answer["data"]

    def _done(self, result: dict[str, Any]) -> None:
        if not result.get("success"):
            raise DeliveryError(f"{self.calls.name} did not take it")

    def _pages(self, query: str, inside: tuple[str, ...], **variables: Any) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        after = None
        for _ in range(MOST_PAGES):
            part = self._ask(query, **variables, first=PAGE, after=after)
            for name in inside:
                part = part[name]
            rows += part["nodes"]
            if not part["pageInfo"]["hasNextPage"]:
                break
            after = part["pageInfo"]["endCursor"]
        return rows
