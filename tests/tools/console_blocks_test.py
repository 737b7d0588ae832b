"""The runner of console blocks: what it accepts, and what it must not let pass."""

import contextlib
import io
import pathlib
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "interop"))

import console_blocks  # noqa: E402

SERVER = "python3 -u -m http.server --bind 127.0.0.1"


class ConsoleBlocksTest(unittest.TestCase):
    def run_text(self, text):
        """Runs the blocks of a document: whether all is well, and what was said."""
        with tempfile.TemporaryDirectory() as folder:
            document = pathlib.Path(folder) / "notes.md"
            document.write_text(text, encoding="utf-8")
            blocks = console_blocks.read_blocks(document)
        with contextlib.redirect_stdout(io.StringIO()) as said:
            return all([console_blocks.run_block("notes.md", block, folder) for block in blocks]), said.getvalue()

    def assert_runs(self, *lines):
        good, said = self.run_text("\n".join(("```console", *lines, "```")))
        self.assertTrue(good, said)

    def assert_fails(self, *lines):
        good, said = self.run_text("\n".join(("```console", *lines, "```")))
        self.assertFalse(good)
        return said

    def test_output_is_compared(self):
        self.assert_runs("$ echo un; echo deux >&2", "un", "deux", "$ printf trois", "trois")

    def test_a_difference_says_where_and_what(self):
        said = self.assert_fails("$ true", "$ echo un", "deux")
        self.assertIn("notes.md:3 : ", said)
        self.assertRegex(said, r"(?s)\$ echo un.*Attendu.*deux.*Obtenu.*un")

    def test_an_output_that_is_not_shown_is_a_difference(self):
        self.assert_fails("$ echo un")

    def test_the_shell_remembers_and_input_is_empty(self):
        self.assert_runs("$ cd labs; X=3", "$ echo $X", "3", "$ cat")

    def test_a_backslash_continues_the_command(self):
        self.assert_runs("$ echo un \\", ">   deux", "un deux")

    def test_an_ellipsis_stands_for_text_or_lines(self):
        self.assert_runs("$ seq 5", "1", "…", "5", "$ echo port 8080 prêt", "port … prêt")
        self.assert_fails("$ seq 5", "1", "…", "6")

    def test_a_server_is_waited_for_and_its_late_output_read(self):
        self.assert_runs(f"$ {SERVER} $PORT 2>/dev/null &", "Serving HTTP on 127.0.0.1 port …",
                         f"$ {SERVER} $PORT2 >/dev/null 2>&1 &",
                         "$ curl -sI http://127.0.0.1:$PORT2/", "HTTP/1.0 200 OK", "…")

    def test_a_server_that_speaks_unannounced_is_a_difference(self):
        self.assert_fails(f"$ (echo bonjour; exec {SERVER} $PORT >/dev/null 2>&1) &")

    def test_other_blocks_are_not_run(self):
        self.assertEqual(self.run_text("```bash\n$ false\n```\n")[0], True)


if __name__ == "__main__":
    unittest.main()
