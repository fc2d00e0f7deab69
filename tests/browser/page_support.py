"""What the tests of the report share: a result with every part, its page, and a parser of pages."""
import html.parser
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "integration"))

from support import DONE, FolderTest, hedgerow  # noqa: E402  pylint: disable=wrong-import-position

HOSTILE_TITLE = '<script>document.title="hacked"</script> & "friends"'
HOSTILE_QUESTION = '"><img src=x onerror=alert(1)> what does it cost?'
HOSTILE_SOURCE = "</pre></td><script>alert(2)</script><svg onload=alert(3)>"
EXTRA = """
under_test: [testing, isolation, restoration]
attribution: {cases: [same, none], replications: 12}
sweep:
  grid:
    threats.campaign.compulsion.compliance_probability: [0.5, 0.9]
  cases: [one, same]
  replications: 12
sensitivity: {method: morris, base_points: 4, replications: 10, of: effectiveness}
"""


def quoted(text):
    """As a YAML scalar in single quotes."""
    return "'" + text.replace("'", "''") + "'"


class Page(html.parser.HTMLParser):
    """Elements of a page in order, with their attributes and the text within them."""

    VOID = {"meta", "link", "br", "wbr", "img", "hr", "input"}

    def __init__(self, text):
        super().__init__()
        self.elements = []  # [tag, attributes, text]
        self._open = []
        self.mistakes = []
        self.feed(text)
        self.close()
        self.mistakes += [f"<{self.elements[k][0]}> is never closed" for k in self._open]

    def handle_starttag(self, tag, attrs):
        self.elements.append([tag, dict(attrs), ""])
        if tag not in self.VOID:
            self._open.append(len(self.elements) - 1)

    def handle_startendtag(self, tag, attrs):
        self.elements.append([tag, dict(attrs), ""])

    def handle_endtag(self, tag):
        if not self._open or self.elements[self._open[-1]][0] != tag:
            self.mistakes.append(f"</{tag}> at {self.getpos()}")
        if self._open:
            self._open.pop()

    def handle_data(self, data):
        for k in self._open:
            self.elements[k][2] += data

    def find(self, tag, **attributes):
        return [element for element in self.elements if element[0] == tag
                and all(element[1].get(name.rstrip("_").replace("_", "-")) == value for name, value in attributes.items())]


class ReportTest(FolderTest):
    """Folder, scenario and result are made once for all tests of a class."""

    @classmethod
    def setUpClass(cls):
        cls.owner = FolderTest()
        cls.owner.setUp()
        cls.addClassCleanup(cls.owner.doCleanups)
        cls.home = cls.owner.folder
        text = cls.owner.scenario.read_text()
        text = text.replace("A small nation", quoted(HOSTILE_TITLE))
        text = text.replace("question: What does a second vendor of the same state cost?", f"question: {quoted(HOSTILE_QUESTION)}")
        text = text.replace("overlap:\n  source: made up", f"overlap:\n  source: {quoted(HOSTILE_SOURCE)}")
        (cls.home / "base.yaml").write_text(text + EXTRA)
        (cls.home / "rich.yaml").write_text("extends: base.yaml\nmitigations: {testing: {detection_probability: 0.625}}\n")
        cls.result = cls.home / "rich.h5"
        run = hedgerow("run", "-q", "-n", "40", "-o", cls.result, "--set", "ordinary_restoration.spares_share=0.0325",
                       cls.home / "rich.yaml")
        assert run.returncode == DONE, run.stderr
        cls.path = cls.home / "report.html"
        report = hedgerow("report", cls.result, "-o", cls.path)
        assert report.returncode == DONE, report.stderr
        assert report.stdout == report.stderr == "", report.stderr
        cls.html = cls.path.read_text(encoding="utf-8")

    def setUp(self):
        pass
