"""GitHub: issues of a repository by its REST interface."""

from __future__ import annotations

from dataclasses import dataclass

from kit.run.trackers.port import LABEL, Calls, Draft, Filed, markdown_of, marker_in

#: Where GitHub is asked, and the version of the interface that is meant.
ADDRESS, VERSION = "https://api.github.com", "2022-11-28"


@dataclass(frozen=True)
class GitHub:
    """A repository, ``owner/name``."""

    calls: Calls
    project: str

    @classmethod
    def of(cls, project: str, token: str, url: str = "") -> GitHub:
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/vnd.github+json", "X-GitHub-Api-Version": VERSION}
        return cls(Calls(f"GitHub ({project})", url or ADDRESS, headers), project)

    def issues(self) -> dict[str, Filed]:
        rows = self.calls.numbered_pages(f"/repos/{self.project}/issues", labels=LABEL, state="all")
        return {
            marker: Filed(str(row["number"])) for row in rows if "pull_request" not in row and (marker := marker_in(row["body"]))
        }

    def create(self, draft: Draft) -> None:
        self.calls.post(f"/repos/{self.project}/issues", {"title": draft.title, "body": markdown_of(draft), "labels": [LABEL]})

    def comments(self, issue: Filed) -> set[str]:
        return {marker_in(row["body"]) for row in self.calls.numbered_pages(f"/repos/{self.project}/issues/{issue.key}/comments")}

    def comment(self, issue: Filed, draft: Draft) -> None:
        self.calls.post(f"/repos/{self.project}/issues/{issue.key}/comments", {"body": markdown_of(draft)})
