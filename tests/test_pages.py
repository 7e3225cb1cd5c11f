"""Pages opened in headless Chromium: what a reader sees, in three widths, dark, on paper, and without JavaScript."""

import re
import shutil
from itertools import pairwise, product

import nbformat
import pytest

from kit.brief import pages as report
from kit.brief import sections
from kit.brief.headline import headline
from kit.brief.sections import library, no_persona, overlaps, since_validation
from tests.briefs import brief as brief_of
from tests.briefs import facts_of, people
from tests.nobody_facts import nobody_facts

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium here; `apt-get install chromium` brings one"),
]

STORIES = ("shifted", "steady", "thin", "loud", "ambiguous", "empty")
N_FIGURES = {"shifted": 5, "steady": 4, "thin": 3, "loud": 4, "ambiguous": 4, "empty": 0}
WIDTHS = {"wide": (1280, 800), "tablet": (820, 1180), "phone": (390, 844)}
#: Labels that stand out of their figure.
CUT_LABELS = """() => [...document.querySelectorAll('.plot')].flatMap(holder => {
        const frame = holder.getBoundingClientRect();
        return [...holder.querySelectorAll('text')].filter(text => {
            const box = text.getBoundingClientRect();
            return box.width && (box.left < frame.left - 1 || box.right > frame.right + 1
                || box.top < frame.top - 1 || box.bottom > frame.bottom + 1);
        }).map(text => holder.id + ': ' + text.textContent);
    })"""


def notebook_of(parts, path):
    cells = []
    for part in parts:
        data, metadata = part._repr_mimebundle_()
        output = nbformat.v4.new_output("display_data", data=data, metadata=metadata)
        cells.append(nbformat.v4.new_code_cell("secret_code(facts)", outputs=[output]))
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return path


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Reports of one cycle, as a run leaves them."""
    reports = tmp_path_factory.mktemp("reports")
    folder = reports / "2026-10"
    folder.mkdir()
    every = []
    for story in STORIES:
        made = brief_of(story)
        made = made.changed(headline=headline(made))
        notebook = notebook_of([module.section(made) for module in sections.BRIEF], folder / f"{story}.ipynb")
        (folder / f"{story}.html").write_text(report.render_brief(notebook, made), encoding="utf-8")
        every.append(made)
    parts = [
        library.cards(every), since_validation.library_section(every),
        overlaps.section(every), no_persona.section(people(nobody_facts())),
    ]  # fmt: skip
    html = report.render_library(notebook_of(parts, folder / "06.ipynb"), every)
    (folder / "index.html").write_text(html, encoding="utf-8")
    report.write_archive(reports)
    return reports


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as player:
        chromium = player.chromium.launch(executable_path=CHROMIUM)
        yield chromium
        chromium.close()


@pytest.fixture
def opened(browser, pages):
    """Opens a page and holds what it said and asked for."""
    contexts = []

    def opening(name, width="wide", **more):
        size = WIDTHS[width]
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, **more)
        contexts.append(context)
        page = context.new_page()
        page.heard, page.asked = [], []
        page.on("console", lambda message: page.heard.append(message.text))
        page.on("pageerror", lambda error: page.heard.append(str(error)))
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto((pages / name).as_uri())
        return page

    yield opening
    for context in contexts:
        context.close()


def brief(story):
    return f"2026-10/{story}.html"


#: Two phone screens, one A4 side between its margins, in CSS pixels.
MOST_PHONE_PX, A4_PX = 2 * 844, (658, 994)


@pytest.mark.parametrize(("story", "width"), [*product(STORIES, ("wide", "phone")), ("shifted", "tablet")])
def test_every_page_shows_its_figures_says_nothing_and_asks_for_nothing(opened, story, width):
    page = opened(brief(story), width)
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true; })")
    assert page.heard == []
    assert len(page.asked) == 1
    assert page.locator(".plot").count() == page.locator(".plot svg:visible").count() == N_FIGURES[story]
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert "secret_code" not in page.inner_text("body")
    assert page.evaluate(CUT_LABELS) == []


@pytest.mark.parametrize("story", STORIES)
def test_page_one_is_whole_in_two_phone_screens_and_in_300_words(opened, story):
    page = opened(brief(story), "phone")
    bottom = page.evaluate("document.querySelector('#first-screen').getBoundingClientRect().bottom")
    assert bottom <= MOST_PHONE_PX
    assert len(page.inner_text("#first-screen").split()) <= 300
    assert page.locator("#customers-say").is_hidden()


@pytest.mark.parametrize("story", STORIES)
def test_what_customers_say_stands_under_its_heading_in_one_column(opened, story):
    page = opened(brief(story))
    lefts = page.evaluate(
        "() => { const parts = [...document.querySelectorAll('.lede .columns > .part')];"
        " const first = parts.indexOf(document.querySelector('.lede .second'));"
        " const raised = [...document.querySelectorAll('.lede .pains > .part')];"
        " return (first < 0 ? raised : parts.slice(first)).map(part => Math.round(part.getBoundingClientRect().left)); }"
    )
    assert len(lefts) >= 2 or story == "empty"
    assert len(set(lefts)) <= 1
    assert all((left >= 400) == (story == "shifted") for left in lefts)


@pytest.mark.parametrize("story", STORIES)
def test_page_one_is_printed_on_one_side_of_a4_and_of_letter_and_the_evidence_only_when_it_is_open(opened, story):
    page = opened(brief(story))
    for paper in ({"prefer_css_page_size": True}, {"format": "Letter"}):
        assert len(re.findall(rb"/Type\s*/Page[^s]", page.pdf(**paper))) == 1, paper
    if story == "shifted":
        page.locator(".evidence > details > summary").click()
        assert len(re.findall(rb"/Type\s*/Page[^s]", page.pdf(prefer_css_page_size=True))) > 3


def test_the_index_is_printed_with_its_cards_in_two_columns_from_side_one_and_what_is_folded_stays_folded(opened):
    page = opened("2026-10/index.html")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": A4_PX[0], "height": A4_PX[1]})
    boxes = page.evaluate("[...document.querySelectorAll('.cards .card')].map(card => card.getBoundingClientRect().toJSON())")
    assert len(boxes) > 2
    assert boxes[0]["top"] == boxes[1]["top"] < boxes[0]["bottom"] <= boxes[2]["top"]
    assert boxes[1]["left"] > boxes[0]["right"]
    assert max(boxes[0]["bottom"], boxes[1]["bottom"]) < A4_PX[1]
    folded = page.locator("details:not([open])")
    assert [folded.nth(at).is_visible() for at in range(folded.count())] == [False] * folded.count()


def test_a_link_to_a_section_opens_the_evidence(opened):
    page = opened(brief("shifted"))
    page.goto(page.url + "#who")
    page.wait_for_function("document.querySelector('.evidence details').open")
    assert page.locator("#who").is_visible()


@pytest.mark.parametrize("name", ["2026-10/index.html", "index.html"])
@pytest.mark.parametrize("width", WIDTHS)
def test_the_indexes_say_nothing_and_ask_for_nothing(opened, name, width):
    page = opened(name, width)
    assert page.heard == []
    assert len(page.asked) == 1
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_long_words_and_many_segments_stay_on_a_phone(opened, pages):
    facts = facts_of("shifted")
    facts["shifts"][0]["label"] = facts["themes"][0]["label"] = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen" * 2
    thin = facts["shifts"][0]["segments"][2]
    facts["shifts"][0]["segments"] += [thin | {"segment": f"public-sector-and-education-{number}"} for number in range(6)]
    facts["accounts"]["a-000"]["name"] = "Incorporated & Sons " * 6
    made = brief_of(facts)
    notebook = notebook_of([module.section(made) for module in sections.BRIEF], pages / "2026-10" / "long.ipynb")
    (pages / "2026-10" / "long.html").write_text(report.render_brief(notebook, made), encoding="utf-8")
    page = opened("2026-10/long.html", "phone")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.evaluate(CUT_LABELS) == []


def test_figures_take_the_colours_of_the_scheme(opened):
    ink = "getComputedStyle(document.querySelector('#page-one-picture text')).fill"
    light = opened(brief("shifted")).evaluate(ink)
    dark = opened(brief("shifted"), color_scheme="dark").evaluate(ink)
    assert light != dark
    assert sum(map(int, dark[4:-1].split(","))) > 380


def test_figures_are_black_on_paper_and_no_figure_is_wider_than_the_sheet(opened):
    page = opened(brief("shifted"))
    page.locator(".evidence > details > summary").click()
    page.emulate_media(media="print")
    page.set_viewport_size({"width": A4_PX[0], "height": A4_PX[1]})
    inks = page.evaluate("[...document.querySelectorAll('#slope text')].map(text => getComputedStyle(text).fill)")
    assert set(inks) <= {"rgb(68, 68, 68)", "rgb(0, 0, 0)"}
    assert page.evaluate("Math.max(...[...document.querySelectorAll('.plot svg')].map(svg => svg.clientWidth))") <= A4_PX[0]
    assert page.evaluate("getComputedStyle(document.querySelector('figure')).breakInside") == "avoid"


def test_without_javascript_every_word_picture_table_and_quote_is_there(opened):
    page = opened(brief("shifted"), java_script_enabled=False)
    assert "We stopped looking at the merged numbers" in page.inner_text("body")
    assert page.locator("#page-one-picture svg").first.is_visible()
    page.locator(".evidence > details > summary").click()
    page.locator("#then-and-now summary").click()
    assert page.locator("#then-and-now details table").is_visible()


ALL_PAGES = [brief("shifted"), brief("steady"), "2026-10/index.html", "index.html", "trend.html"]
#: Words that do not say where a link leads.
VAGUE = {"here", "more", "link", "details", "read more", "click here", "csv", "json", "the brief"}
#: Everything to be clicked but links within a sentence.
TARGETS = """() => [...document.querySelectorAll('a, summary')].filter(part => {
        const sentence = part.closest('p, li:not(nav li)');
        return part.className !== 'skip' && part.getClientRects().length
            && !(part.tagName === 'A' && sentence && !sentence.matches('.files, .small'));
    }).filter(part => part.getBoundingClientRect().height < 23.9).map(part => part.textContent)"""
LINKS = """() => [...document.querySelectorAll('a[href]')].map(link => [
        link.getAttribute('href'), link.textContent.trim().replace(/\\s+/g, ' ')])"""


@pytest.mark.parametrize("name", ALL_PAGES)
@pytest.mark.parametrize("width", ["wide", "phone"])
def test_every_target_is_at_least_24_pixels_high(opened, name, width):
    page = opened(name, width)
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true; })")
    assert page.evaluate(TARGETS) == []


@pytest.mark.parametrize("name", ALL_PAGES)
def test_every_link_says_where_it_leads_and_two_places_have_two_texts(opened, name):
    places = {}
    for href, text in opened(name).evaluate(LINKS):
        assert text, href
        assert text.lower() not in VAGUE, href
        places.setdefault(text, set()).add(href)
    assert {text: hrefs for text, hrefs in places.items() if len(hrefs) > 1} == {}


@pytest.mark.parametrize("name", ALL_PAGES)
def test_every_picture_says_its_finding(opened, name):
    page = opened(name, "phone")
    pictures = page.evaluate("""() => [...document.querySelectorAll('.plot')].map(plot => [
        plot.closest('figure').querySelector('figcaption h2, figcaption h3').textContent, plot.getAttribute('aria-label')])""")
    for heading, spoken in pictures:
        assert heading in spoken or heading in GENERAL, heading
        assert len(spoken) > len(heading) + 20
    small = page.evaluate("[...document.querySelectorAll('svg.spark, svg.verdicts')].map(svg => svg.getAttribute('aria-label'))")
    assert all(re.search(r"from .+ to .+|Verdicts so far", spoken) for spoken in small)


#: Headings of a picture whose finding stands above it, as its section's heading.
GENERAL = {"Every theme, before and now"}


def test_a_click_on_a_quote_selects_it_with_who_said_it(opened):
    page = opened(brief("shifted"))
    page.locator("#first-screen blockquote").first.click()
    selected = " ".join(page.evaluate("getSelection().toString()").split())
    quote = brief_of("shifted").shifts[0].quotes[0]
    assert selected.startswith(quote.text.split(" ")[0])
    assert brief_of("shifted").accounts[quote.account_id].name in selected


def test_each_section_of_the_evidence_has_its_permanent_link(opened):
    page = opened(brief("shifted"))
    names = page.evaluate("[...document.querySelectorAll('.record > section')].map(part => part.id)")
    links = page.evaluate("[...document.querySelectorAll('.record > section h2 .kicker a')].map(a => a.getAttribute('href'))")
    assert links == [f"#{name}" for name in names]


def test_every_fold_and_link_can_be_reached_by_keyboard_and_shows_its_focus(opened):
    page = opened(brief("shifted"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    seen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.tagName"))
        if seen[-1] == "SUMMARY":
            page.keyboard.press("Enter")
            break
    assert seen[-1] == "SUMMARY"
    assert page.locator("details[open]").count() == 1
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


@pytest.mark.parametrize("name", [brief("shifted"), brief("empty"), "2026-10/index.html", "index.html"])
def test_headings_go_down_one_at_a_time_from_a_single_first(opened, name):
    page = opened(name)
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(heading => +heading.tagName[1])")
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert page.locator("main").count() == page.locator("header.mast").count() == page.locator("footer.foot").count() == 1
    assert page.get_attribute("html", "lang") == "en"


def test_the_policy_stops_a_script_that_is_not_ours(browser, pages):
    html = (pages / brief("shifted")).read_text(encoding="utf-8")
    spoiled = pages / "2026-10" / "spoiled.html"
    inside = "<script>document.title = 'taken'</script><img src='https://example.com/x.png'>"
    spoiled.write_text(html.replace("<h2>", f"{inside}<h2>", 1), encoding="utf-8")
    page = browser.new_page()
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(spoiled.as_uri())
    assert page.title() != "taken"
    assert len([text for text in said if "Content Security Policy" in text]) == 2
    page.close()
