"""GitLab: issues of a project by its REST interface, on gitlab.com or an own server."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from kit.run.trackers.port import LABEL, Calls, Draft, Filed, markdown_of, marker_in

#: Where GitLab is asked; an own server has the same path behind its address.
ADDRESS, PATH = "https://gitlab.com", "/api/v4"


@dataclass(frozen=True)
class GitLab:
    """A project, ``group/name``."""

    calls: Calls
    path: str

    @classmethod
    def of(cls, project: str, token: str, url: str = "") -> GitLab:
        calls = Calls(f"GitLab ({project})", f"{(url or ADDRESS).rstrip('/')}{PATH}", {"PRIVATE-TOKEN": token})
        return cls(calls, f"/projects/{quote(project, safe='')}/issues")

    def issues(self) -> dict[str, Filed]:
        rows = self.calls.numbered_pages(self.path, labels=LABEL, scope="all")
        return {marker: Filed(str(row["iid"])) for row in rows if (marker := marker_in(row["description"]))}

    def create(self, draft: Draft) -> None:
        self.calls.post(self.path, {"title": draft.title, "description": markdown_of(draft), "labels": LABEL})

    def comments(self, issue: Filed) -> set[str]:
        return {marker_in(row["body"]) for row in self.calls.numbered_pages(f"{self.path}/{issue.key}/notes")}

    def comment(self, issue: Filed, draft: Draft) -> None:
        self.calls.post(f"{self.path}/{issue.key}/notes", {"body": markdown_of(draft)})
