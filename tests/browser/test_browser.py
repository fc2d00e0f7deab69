"""The report page in headless Chromium: no errors, no requests, the numbers of compare, phone, dark, print, keyboard."""
import base64
import json
import unittest

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.keys import Keys

from page_support import HOSTILE_TITLE, ReportTest

from support import DONE, NATIONAL, FolderTest, hedgerow

DESKTOP, PHONE = 1280, 360
CONTRAST_MIN = 4.5

# Every piece of text that is seen, with the contrast of its colour to what lies behind it.
CONTRASTS = """
const parse = c => { const n = c.match(/[\\d.]+/g).map(Number); return n.length < 4 ? [...n.slice(0, 3), 1] : n; };
const light = c => { const l = c.slice(0, 3).map(v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
                     return 0.2126 * l[0] + 0.7152 * l[1] + 0.0722 * l[2]; };
const behind = e => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c[3] > 0) return c; }
                      return [255, 255, 255, 1]; };
const found = [];
const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walk.nextNode()) {
    const e = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || !e.getClientRects().length) continue;
    const style = getComputedStyle(e), ground = behind(e);
    const ink = parse(e.closest('svg') ? style.fill : style.color);
    const [a, b] = [light(ink), light(ground)].sort((x, y) => y - x);
    found.push([(a + 0.05) / (b + 0.05), walk.currentNode.data.trim().slice(0, 40)]);
}
return found;
"""
CELLS = """
return [...document.querySelectorAll('td[data-figure] data')].map(
    d => [d.parentElement.dataset.figure, Number(d.value), d.textContent]);
"""
FOCUS = """
const e = document.activeElement;
return [e.tagName, e.id || e.textContent.trim().slice(0, 40), getComputedStyle(e).outlineStyle];
"""


class BrowserTest(unittest.TestCase):
    """One browser for the tests of a class."""

    @classmethod
    def start(cls):
        options = Options()
        options.binary_location = "/usr/bin/chromium"
        for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                         "--disable-background-networking", "--disable-component-update"):
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        cls.browser = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)
        cls.addClassCleanup(cls.browser.quit)

    def show(self, path, width=DESKTOP, scheme="light", media=""):
        command = self.browser.execute_cdp_cmd
        command("Emulation.setDeviceMetricsOverride",
                {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 600})
        command("Emulation.setEmulatedMedia",
                {"media": media, "features": [{"name": "prefers-color-scheme", "value": scheme}]})
        self.browser.get(path.as_uri())

    def run_script(self, text):
        return self.browser.execute_script(text)

    def check_width(self, width):
        wide, window = self.run_script("return [document.documentElement.scrollWidth, window.innerWidth]")
        self.assertEqual(window, width)
        self.assertLessEqual(wide, width, "the page scrolls sideways")

    def check_quiet(self, path):
        """No message of the console, and no request but for the page itself and data that it holds."""
        self.assertEqual(self.browser.get_log("browser"), [])
        messages = [json.loads(entry["message"])["message"] for entry in self.browser.get_log("performance")]
        asked = [message["params"]["request"]["url"] for message in messages
                 if message["method"] == "Network.requestWillBeSent"]
        self.assertIn(path.as_uri(), asked)
        self.assertEqual([url[:80] for url in asked if url != path.as_uri() and not url.startswith("data:")], [])


class Rich(ReportTest, BrowserTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.start()

    def test_it_opens_without_errors_and_asks_for_nothing(self):
        self.show(self.path)
        self.check_quiet(self.path)
        self.assertEqual(self.browser.title, HOSTILE_TITLE)
        self.assertEqual(self.run_script("return document.scripts.length"), 0)

    def test_its_numbers_are_those_of_compare(self):
        answer = json.loads(hedgerow("compare", "--format", "json", self.result).stdout)
        known = {}
        for figure in answer["figures"]:
            name = "|".join(str(figure.get(label, "")) for label in ("quantity", "case", "against", "arm", "edges", "point"))
            value = next((figure[end] for end in ("value", "high", "low") if figure[end] is not None), None)
            known.setdefault(name, []).append(value)
        self.show(self.path)
        cells = self.run_script(CELLS)
        self.assertGreater(len(cells), 90)
        for name, value, shown in cells:
            self.assertIn(value, known[name], name)
            self.assertTrue(shown.strip(), name)
        for figure in answer["figures"]:
            if figure["quantity"] == "mean_lost" and "point" not in figure and figure["value"] is not None:
                name = f"mean_lost|{figure['case']}||{figure['arm']}||"
                self.assertIn([name, figure["value"]], [cell[:2] for cell in cells])

    def test_it_fits_a_desk_a_phone_and_what_lies_between(self):
        for width in (DESKTOP, 800, 500, PHONE, 320):
            self.show(self.path, width)
            self.check_width(width)
            kinds = self.run_script("return ['wide', 'narrow'].map(k => document.querySelector('.' + k).getClientRects().length)")
            self.assertEqual(kinds, [1, 0] if width > 544 else [0, 1], width)

    def test_text_stands_out_in_light_dark_and_print(self):
        for scheme, media in (("light", ""), ("dark", ""), ("dark", "print")):
            self.show(self.path, scheme=scheme, media=media)
            self.run_script("document.querySelectorAll('details').forEach(d => d.open = true)")
            found = self.run_script(CONTRASTS)
            self.assertGreater(len(found), 500)
            self.assertEqual([text for ratio, text in found if ratio < CONTRAST_MIN], [], (scheme, media))
            ground = self.run_script("return getComputedStyle(document.body).backgroundColor")
            is_dark = scheme == "dark" and not media
            self.assertEqual(ground, "rgb(20, 23, 26)" if is_dark else "rgb(255, 255, 255)")

    def test_pictures_take_the_colours_of_the_page(self):
        colours = {}
        for scheme in ("light", "dark"):
            self.show(self.path, scheme=scheme)
            colours[scheme] = self.run_script(
                "const f = document.querySelector('#losses .wide svg [fill=\"#0072b2\"]');"
                "const t = document.querySelector('#losses .wide svg text');"
                "return [getComputedStyle(f).fill, getComputedStyle(t).fill]")
        self.assertEqual(colours["light"], ["rgb(0, 114, 178)", "rgb(27, 31, 35)"])
        self.assertEqual(colours["dark"], ["rgb(74, 168, 232)", "rgb(231, 234, 237)"])

    def test_every_picture_has_a_name_and_a_description(self):
        self.show(self.path)
        pictures = self.run_script("""
            return [...document.querySelectorAll('figure svg')].map(s => [s.getAttribute('role'),
                document.getElementById(s.getAttribute('aria-labelledby')).textContent.trim(),
                document.getElementById(s.getAttribute('aria-describedby')).textContent.trim()])""")
        self.assertGreater(len(pictures), 15)
        for role, name, description in pictures:
            self.assertEqual(role, "img")
            self.assertGreater(len(name), 5)
            self.assertGreater(len(description), 60)
        tree = self.browser.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
        names = {node["name"]["value"] for node in tree
                 if node.get("role", {}).get("value") == "image" and node.get("name", {}).get("value")}
        self.assertIn("Mean loss with and without the mitigations", names)

    def test_headings_landmarks_and_tables_are_in_order(self):
        self.show(self.path)
        levels = self.run_script("return [...document.querySelectorAll('h1, h2, h3, h4')].map(h => Number(h.tagName[1]))")
        self.assertEqual(levels[0], 1)
        self.assertEqual(levels.count(1), 1)
        self.assertTrue(all(after <= before + 1 for before, after in zip(levels, levels[1:])), levels)
        self.assertEqual(self.run_script("return ['header', 'nav', 'main', 'footer'].map(n => document.querySelectorAll(n).length)"),
                         [1, 1, 1, 1])
        self.assertEqual(self.run_script("return document.documentElement.lang"), "en")
        self.assertEqual(self.run_script("return document.querySelectorAll('th:not([scope])').length"), 0)
        self.assertEqual(self.run_script("return [...document.querySelectorAll('table')].filter(t => !t.caption).length"), 0)
        parts = self.run_script("return [...document.querySelectorAll('h2')].map(h => h.id)")
        self.assertEqual(parts, ["answer", "comparison", "pictures", "map", "assumed", "computed", "structure"])

    def test_the_keyboard_goes_from_the_skip_link_down_the_page(self):
        self.show(self.path)
        body = self.browser.switch_to.active_element
        seen = []
        for _ in range(12):
            self.browser.switch_to.active_element.send_keys(Keys.TAB)
            seen.append(self.run_script(FOCUS))
        self.assertEqual(body.tag_name, "body")
        self.assertEqual(seen[0][:2], ["A", "Skip to the answer"])
        self.assertEqual([name for _, name, _ in seen[1:8]],
                         ["Answer", "Comparison", "Pictures", "Map", "Assumptions", "Computation", "Structure"])
        self.assertEqual(seen[8][0], "DIV")  # the first table, which may scroll
        self.assertTrue(all(outline != "none" for _, _, outline in seen), seen)
        self.show(self.path)
        self.browser.switch_to.active_element.send_keys(Keys.TAB)
        self.browser.switch_to.active_element.send_keys(Keys.ENTER)
        self.assertEqual(self.run_script(FOCUS)[1], "main")

    def test_it_prints(self):
        self.show(self.path, media="print")
        hidden = self.run_script("return ['nav', '.skip', '.download'].map(n => document.querySelector(n).getClientRects().length)")
        self.assertEqual(hidden, [0, 0, 0])
        self.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": []})
        pdf = base64.b64decode(self.browser.execute_cdp_cmd("Page.printToPDF", {"paperWidth": 8.27, "paperHeight": 11.69})["data"])
        self.assertTrue(pdf.startswith(b"%PDF-"))
        self.assertGreater(len(pdf), 50_000)

    def test_numbers_can_be_saved(self):
        self.show(self.path)
        text = self.run_script("return fetch ? document.querySelector('#losses .download').href : ''")
        kind, _, data = text.partition(",")
        self.assertEqual(kind, "data:text/csv;charset=utf-8;base64")
        lines = base64.b64decode(data).decode("utf-8").splitlines()
        self.assertEqual(lines[0], "case,arm,mean [user-hours],low [user-hours],high [user-hours]")
        self.assertEqual(len(lines), 1 + 4 * 2)


class National(BrowserTest):
    """The real network: 200,000 nodes on the map, 45 assumptions."""

    @classmethod
    def setUpClass(cls):
        cls.owner = FolderTest()
        cls.owner.setUp()
        cls.addClassCleanup(cls.owner.doCleanups)
        result = cls.owner.folder / "uk.h5"
        run = hedgerow("run", "-q", "-n", "2", "--no-assumption-checks", "-o", result, NATIONAL)
        assert run.returncode == DONE, run.stderr
        cls.path = cls.owner.folder / "uk.html"
        report = hedgerow("report", result, "-o", cls.path)
        assert report.returncode == DONE, report.stderr
        cls.start()

    def test_the_national_page_is_light_and_fits_everywhere(self):
        self.assertLess(self.path.stat().st_size, 2_000_000)
        for width in (DESKTOP, PHONE):
            self.show(self.path, width)
            self.check_width(width)
        self.check_quiet(self.path)
        self.assertEqual(self.run_script("return document.querySelectorAll('#map ~ figure svg').length"),
                         self.run_script("return document.querySelectorAll('#map ~ figure').length"))
        self.assertGreaterEqual(self.run_script("return document.querySelectorAll('#map ~ figure').length"), 1)


if __name__ == "__main__":
    unittest.main()
