"""The manual page and bash's completion say what --help says: both come from the same table."""
import re
import shutil
import subprocess
import unittest

from support import BAD_INPUT, DATA, DONE, hedgerow


def commands():
    """Full names of all commands, `network info` among them, as --help lists them."""
    listed = re.findall(r"^  ([a-z-]+) +\S", hedgerow("--help").stdout, re.MULTILINE)
    names = []
    for name in listed:
        inner = hedgerow(name, "--help").stdout
        own = re.findall(r"^  ([a-z-]+) +\S", inner, re.MULTILINE) if "COMMAND" in inner.splitlines()[0] else []
        names += [(name, other) for other in own] or [(name,)]
    return names


def long_options(words):
    """Long options of a command by its help, those that argp adds to every program left out."""
    found = set(re.findall(r"^ +(?:-\S, +)?--([a-z-]+)", hedgerow(*words, "--help").stdout, re.MULTILINE))
    return found - {"help", "usage", "version"}


def section(page, words):
    """The part of the manual page on one command."""
    title = ".SS hedgerow " + " ".join(words).replace("-", "\\-")
    return page.split(title + "\n", 1)[1].split(".SS ", 1)[0]


class Manual(unittest.TestCase):
    def setUp(self):
        self.page = hedgerow("manual").stdout

    def test_every_command_and_option_is_in_the_manual_page(self):
        names = commands()
        self.assertGreater(len(names), 8)
        for words in names:
            text = section(self.page, words)
            options = set(re.findall(r"\\fB\\-\\-([a-z\\-]+?)\\fR", text))
            self.assertEqual({option.replace("\\-", "-") for option in options}, long_options(words), words)

    @unittest.skipUnless(shutil.which("groff"), "groff is not installed")
    def test_the_manual_page_is_clean_troff(self):
        checked = subprocess.run(["groff", "-man", "-Tutf8", "-ww", "-z"], input=self.page, capture_output=True, text=True)
        self.assertEqual((checked.returncode, checked.stderr), (DONE, ""))

    def test_an_argument_is_a_mistake(self):
        self.assertEqual(hedgerow("manual", "run").returncode, BAD_INPUT)
        self.assertEqual(hedgerow("completion", "fish").returncode, BAD_INPUT)


class Completion(unittest.TestCase):
    def complete(self, *words, folder=None):
        """What bash would offer for the last word."""
        script = hedgerow("completion").stdout + 'COMP_WORDS=("$@")\nCOMP_CWORD=$(($# - 1))\n_hedgerow\nprintf "%s\\n" "${COMPREPLY[@]}"\n'
        done = subprocess.run(["bash", "-c", script, "bash", *words], capture_output=True, text=True, cwd=folder)
        self.assertEqual(done.stderr, "")
        return sorted(done.stdout.split())

    def test_commands_are_offered_first(self):
        self.assertEqual(self.complete("hedgerow", "attr"), ["attribute"])
        self.assertEqual(set(self.complete("hedgerow", "")), {words[0] for words in commands()})

    def test_every_option_of_a_command_is_offered(self):
        for words in commands():
            offered = {option[2:] for option in self.complete("hedgerow", *words, "--")}
            self.assertEqual(offered - {"help"}, long_options(words), words)

    def test_a_scenario_is_a_yaml_file(self):
        self.assertEqual(self.complete("hedgerow", "run", "sm", folder=DATA), ["small.yaml"])
        self.assertEqual(self.complete("hedgerow", "compare", "sm", folder=DATA), [])

    def test_nothing_is_offered_for_a_number(self):
        self.assertEqual(self.complete("hedgerow", "run", "--seed", ""), [])


if __name__ == "__main__":
    unittest.main()
