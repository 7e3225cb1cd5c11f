"""Briefs that tell people they are there."""

from __future__ import annotations

import base64
import json
import logging
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from kit.brief.headline import headline
from kit.config.settings import Recipient, Settings
from kit.errors import DeliveryError, SettingsError
from kit.run.notify import check_recipients, deliver, deliver_failure, letter_of
from tests.briefs import another_persona, brief

BRIEFS = [made.changed(headline=headline(made)) for made in (brief("shifted"), another_persona())]
IDS = [made.persona.id for made in BRIEFS]
SOURCE = {"id": "s", "kind": "ticket", "path": "x.csv"}


@pytest.fixture
def inbox():
    """A service on this machine: its apprise address, and what was posted to it."""
    posted = []

    class Service(BaseHTTPRequestHandler):
        def do_POST(self):
            posted.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Service)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"json://127.0.0.1:{server.server_port}", posted
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def pages(tmp_path):
    folder = tmp_path / "2026-10"
    folder.mkdir()
    for name in IDS:
        (folder / f"{name}.html").write_text(f"<h1>{name}</h1>", encoding="utf-8")
    return folder


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """Nobody waits here before a letter is sent again."""
    monkeypatch.setattr("kit.run.notify.RETRY_SECONDS", (2.0, 10.0))
    monkeypatch.setattr("kit.run.notify.time.sleep", lambda _: None)


def settings(*recipients):
    return Settings(company="Northbeam", sources=[SOURCE], deliver=list(recipients))


def test_the_briefs_arrive_with_their_headlines_and_pages(inbox, pages):
    to, posted = inbox
    deliver(settings({"to": to, "link": "https://intranet.example/reports/"}), BRIEFS, pages)
    (letter,) = posted
    assert letter["title"] == "Hands-on RevOps Lead shifted: the merged numbers don’t match, 23 accounts, $960K"
    assert f"{BRIEFS[0].persona.name}, shifted: “Manual reporting eats my week” (3" in letter["message"]
    assert letter["message"].endswith("https://intranet.example/reports/2026-10/index.html")
    files = {one["filename"]: base64.b64decode(one["base64"]).decode() for one in letter["attachments"]}
    assert files == {f"{name}.html": f"<h1>{name}</h1>" for name in IDS}


def test_each_recipient_is_told_what_they_asked_for(pages):
    def wanted(**asked):
        letter = letter_of(Recipient(to="json://x", **asked), BRIEFS, pages)
        return letter and [path.stem for path in letter.files]

    assert wanted() == IDS
    assert wanted(personas=[IDS[1]]) == [IDS[1]]
    assert wanted(when="shifted") == [IDS[0]]
    assert wanted(when="shifted", personas=[IDS[1]]) is None
    assert wanted(when="failed") is None
    assert wanted(attach=False) == []


def test_a_failure_is_told_to_those_who_want_to_know(inbox):
    to, posted = inbox
    asked = settings({"to": to}, {"to": to, "when": "failed"}, {"to": to, "when": "shifted"})
    deliver_failure(asked, "2026-10", "RunError: 03_persona_themes.ipynb stopped in cell 4")
    assert [letter["title"] for letter in posted] == ["Northbeam, October 2026: the run failed"] * 2
    assert "stopped in cell 4" in posted[0]["message"]


def test_customers_words_ring_no_bells(inbox, pages):
    to, posted = inbox
    loud = BRIEFS[0].changed(headline=BRIEFS[0].headline.replace("merged numbers", "<!channel> @everyone merged numbers"))
    deliver(settings({"to": to}), [loud], pages)
    assert "everyone" in posted[0]["message"]
    assert not any(call in posted[0]["message"] for call in ("@everyone", "<!channel>"))


def test_who_cannot_be_reached_is_named_without_the_address(pages):
    with pytest.raises(DeliveryError, match=r"^the briefs of 2026-10 are written, but deliver 1 \(json\) could not be reached"):
        deliver(settings({"to": "json://user:secret@127.0.0.1:9"}), BRIEFS, pages)


def test_a_failure_nobody_hears_of_is_logged(caplog):
    with caplog.at_level(logging.WARNING, logger="kit"):
        deliver_failure(settings({"to": "json://user:secret@127.0.0.1:9"}), "2026-10", "why")
    assert "not everybody was told of this failure: deliver 1 (json) could not be reached" in caplog.text
    assert "secret" not in caplog.text


@pytest.mark.parametrize(
    ("recipient", "message"),
    [
        ({"to": "${NO_SUCH_THING}"}, "deliver 1: the environment has no 'NO_SUCH_THING'"),
        ({"to": "pigeon://loft"}, "deliver 1: 'pigeon' and what follows is no address"),
        ({"to": "json://x", "personas": ["nobody"]}, r"deliver 1: there are no tracked personas \['nobody'\]"),
    ],
)
def test_recipients_who_could_never_be_reached_are_refused(recipient, message):
    with pytest.raises(SettingsError, match=message):
        check_recipients(settings(recipient), IDS)


def test_addresses_come_from_the_environment(inbox, pages, monkeypatch):
    to, posted = inbox
    monkeypatch.setenv("KIT_TEAM", to)
    deliver(settings({"to": "${KIT_TEAM}"}), BRIEFS, pages)
    assert len(posted) == 1


def test_nobody_is_told_where_nobody_asked(pages):
    assert deliver(settings(), BRIEFS, pages) is None


@pytest.mark.parametrize(
    ("to", "module", "place"),
    [
        ("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/%23insights", "slack", ("attachments", 0, "blocks", 0, "type")),
        ("workflows://prod-1.example.com:443/643e69f83c8944438d68119179a10a64/KODuebWbDGYFr0z0eu",
         "workflows", ("attachments", 0, "content", "type")),
    ],
)  # fmt: skip
def test_a_chat_is_sent_page_one_as_blocks(to, module, place, pages, monkeypatch):
    posted = []

    class Answer:
        status_code, content, text, headers = 200, b"ok", "ok", {}

        def json(self):
            return {"ok": True}

    def answer(*_, data=None, **__):
        posted.append(data)
        return Answer()

    for call in ("post", "request"):
        monkeypatch.setattr(f"apprise.plugins.{module}.requests.{call}", answer)
    deliver(settings({"to": to, "attach": False}), BRIEFS, pages)
    (data,) = posted
    part = json.loads(data)
    for step in place:
        part = part[step]
    assert part in ("header", "AdaptiveCard")
    assert "has given way to" in json.dumps(json.loads(data), ensure_ascii=False)


def test_a_letter_that_did_not_arrive_is_sent_again(inbox, pages, monkeypatch):
    to, posted = inbox
    waits, answers = [], iter([False, False, True])
    monkeypatch.setattr("kit.run.notify.time.sleep", waits.append)
    monkeypatch.setattr("apprise.Apprise.notify", lambda *_, **__: next(answers))
    deliver(settings({"to": to}), BRIEFS, pages)
    assert waits == [2.0, 10.0]
    assert posted == []


def test_what_no_mail_server_takes_is_not_attached(pages, monkeypatch):
    monkeypatch.setattr("kit.run.notify.MOST_ATTACHED", 10)
    assert letter_of(Recipient(to="json://x"), BRIEFS, pages).files == ()
