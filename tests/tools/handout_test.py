"""tools/handout on a kit small enough to be read here."""

import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

TOOLS = pathlib.Path(__file__).resolve().parents[2] / "tools"
sys.path.insert(0, str(TOOLS))

import solutions  # noqa: E402

FIRST = """int answer() {
    // À écrire : la réponse.
    // BEGIN SOLUTION 1.1
    return 42;
    // END SOLUTION
}
"""
SECOND = """// BEGIN SOLUTION 2.1 helper
static int half(int n) { return n / 2; }
// END SOLUTION
int half_answer() {
        // BEGIN SOLUTION 2.1
        return half(answer());
        // END SOLUTION
}
"""
SECOND_STARTER = """int half_answer() {
        throw common::NotImplemented("2.1");
}
"""
STATEMENT = """# Lab 01

<!-- BEGIN TEACHER -->
Secret.
<!-- END TEACHER -->

La suite.
"""
MANIFEST = '{"number": "0%d", "title": "t", "points": 20, "steps": [{"id": "%d.1", "points": 20}]}'
KIT = {
    "labs/01-first/first.cpp": FIRST,
    "labs/01-first/README.md": STATEMENT,
    "labs/01-first/lab.json": MANIFEST % (1, 1),
    "labs/02-second/second.cpp": SECOND,
    "labs/02-second/lab.json": MANIFEST % (2, 2),
    "labs/02-second/script.py": "# BEGIN SOLUTION 2.1\nprint(1)\n# END SOLUTION\n",
    "tests/tools/handout_test.py": "pass\n",
    ".ci/run": "#!/bin/sh\n",
    "lab": "#!/bin/sh\n",
}


class HandoutTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.top = pathlib.Path(folder.name)
        self.kit = self.top / "kit"
        for name, text in KIT.items():
            self.write(name, text)
        (self.kit / "lab").chmod(0o755)
        shutil.copytree(TOOLS, self.kit / "tools", ignore=shutil.ignore_patterns("__pycache__"))
        subprocess.run(["git", "init", "-q", self.kit], check=True)
        subprocess.run(["git", "-C", self.kit, "add", "."], check=True)

    def write(self, name, text):
        (self.kit / name).parent.mkdir(parents=True, exist_ok=True)
        (self.kit / name).write_text(text, encoding="utf-8")

    def handout(self, lab, folder="copy"):
        command = [sys.executable, self.kit / "tools/handout", lab, self.top / folder]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    def copied(self, name):
        return (self.top / "copy" / name).read_text(encoding="utf-8")

    def assert_refused(self, name, text, message):
        self.write(name, text)
        done = self.handout("1")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn(message, done.stderr)
        self.assertFalse((self.top / "copy").exists(), "rien ne doit être écrit")

    def test_blocks_of_the_lab_and_after_it_are_replaced(self):
        self.assertEqual(self.handout("1").returncode, 0)
        self.assertIn('    throw common::NotImplemented("1.1");\n', self.copied("labs/01-first/first.cpp"))
        self.assertIn("// À écrire : la réponse.", self.copied("labs/01-first/first.cpp"))
        self.assertEqual(self.copied("labs/02-second/second.cpp"), SECOND_STARTER)
        self.assertIn("raise NotImplementedError", self.copied("labs/02-second/script.py"))

    def test_earlier_labs_keep_their_solution_without_its_markers(self):
        self.assertEqual(self.handout("2").returncode, 0)
        self.assertIn("return 42;", self.copied("labs/01-first/first.cpp"))
        self.assertNotIn("SOLUTION", self.copied("labs/01-first/first.cpp"))
        self.assertEqual(self.copied("labs/02-second/second.cpp"), SECOND_STARTER)

    def test_what_is_for_the_teacher_is_left_out(self):
        self.write("untracked.txt", "à moi\n")
        self.assertEqual(self.handout("1").returncode, 0)
        self.assertEqual(self.copied("labs/01-first/README.md"), "# Lab 01\n\nLa suite.\n")
        for name in ("tools/handout", "tools/solutions.py", "tests/tools", ".ci", ".git", "untracked.txt"):
            self.assertFalse((self.top / "copy" / name).exists(), name)

    def test_programs_stay_executable(self):
        self.assertEqual(self.handout("1").returncode, 0)
        self.assertTrue((self.top / "copy/lab").stat().st_mode & 0o100)

    def test_an_empty_directory_is_accepted_and_a_full_one_refused(self):
        (self.top / "copy").mkdir()
        self.assertEqual(self.handout("1").returncode, 0)
        done = self.handout("1")
        self.assertEqual(done.returncode, 1)
        self.assertIn("existe déjà", done.stderr)

    def test_wrong_usage(self):
        self.assertEqual(self.handout("un").returncode, 2)

    def test_an_unclosed_block_is_an_error(self):
        self.assert_refused("labs/01-first/first.cpp", "int a;\n// BEGIN SOLUTION 1.1\n",
                            "labs/01-first/first.cpp:2 : bloc jamais fermé")

    def test_a_nested_block_is_an_error(self):
        self.assert_refused("labs/01-first/first.cpp", "// BEGIN SOLUTION 1.1\n// BEGIN SOLUTION 1.1\n",
                            "labs/01-first/first.cpp:2 : bloc ouvert dans celui de la ligne 1")

    def test_an_end_alone_is_an_error(self):
        self.assert_refused("labs/01-first/first.cpp", "// END SOLUTION\n", "first.cpp:1 : « END SOLUTION » sans")

    def test_a_step_of_another_lab_is_an_error(self):
        self.assert_refused("labs/01-first/first.cpp", "// BEGIN SOLUTION 2.1\n// END SOLUTION\n",
                            "first.cpp:1 : l'étape 2.1 n'est pas du lab 01")

    def test_a_step_that_lab_json_does_not_know_is_an_error(self):
        self.assert_refused("labs/01-first/first.cpp", "// BEGIN SOLUTION 1.7\n// END SOLUTION\n",
                            "first.cpp:1 : lab.json n'a pas d'étape 1.7")

    def test_a_misspelt_marker_is_an_error(self):
        for text in ("// BEGIN SOLUTION\n", "// BEGIN SOLUTION 1.1 helpers\n", "int a; // BEGIN SOLUTION 1.1\n",
                     "//BEGIN SOLUTION 1.1\n"):
            self.assert_refused("labs/01-first/first.cpp", text, "first.cpp:1 : ")

    def test_an_unclosed_teacher_block_is_an_error(self):
        self.assert_refused("labs/01-first/README.md", "a\n\n<!-- BEGIN TEACHER -->\n",
                            "README.md:3 : bloc jamais fermé")


class BlocksTest(unittest.TestCase):
    def test_a_file_without_markers_is_left_as_it_is(self):
        content = b"\xff\x00 no text at all"
        self.assertEqual(solutions.student_bytes("labs/01-first/picture.png", content, 1), content)

    def test_blocks_say_where_they_are(self):
        blocks = solutions.find_blocks("labs/02-second/second.cpp", SECOND.splitlines(keepends=True))
        self.assertEqual([(block.first, block.last, block.step, block.is_helper) for block in blocks],
                         [(0, 2, "2.1", True), (4, 6, "2.1", False)])


if __name__ == "__main__":
    unittest.main()
