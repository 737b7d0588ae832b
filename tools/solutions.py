"""The one source from which a student's copy is made: finding the blocks a student must write, and taking them out.

In the files of labs/ and cgi-bin/, a block stands between two lines of their own (« # » in scripts):

    // BEGIN SOLUTION 2.3            its lines give way to one that throws common::NotImplemented("2.3")
    // END SOLUTION
    // BEGIN SOLUTION 2.3 helper     its lines are deleted
    // END SOLUTION

In Markdown files, what stands between <!-- BEGIN TEACHER --> and <!-- END TEACHER --> is for the teacher alone.
Blocks never nest; whatever is not well formed is a MarkerError, which names the file and the line in French.
"""

import dataclasses
import json
import pathlib
import re
import subprocess

CODE_FOLDERS = ("labs", "cgi-bin")

# What a student's copy does without: what makes it, checks it, or would fail until all is written.
TEACHER_ONLY = (
    ".ci/", "tests/browser/", "tests/interop/console_blocks.py", "tests/tools/",
    "tools/check", "tools/check_handout", "tools/check_links", "tools/handout", "tools/solutions.py",
)

STAND_INS = {
    ".hpp": 'throw common::NotImplemented("{step}");',
    ".cpp": 'throw common::NotImplemented("{step}");',
    ".py": 'raise NotImplementedError("l\'étape {step} reste à écrire")',
    ".sh": 'echo "l\'étape {step} reste à écrire" >&2; exit 1',
}


class MarkerError(Exception):
    def __init__(self, path, line, reason):
        super().__init__(f"{path}:{line} : {reason}")


@dataclasses.dataclass(frozen=True)
class Block:
    first: int  # index of the line of its BEGIN marker
    last: int   # index of the line of its END marker
    step: str
    is_helper: bool

    @property
    def lab(self):
        return int(self.step.split(".")[0])


MARKER = re.compile(r"\s*(?://|#) (BEGIN|END) SOLUTION(.*)")
BEGIN_ARGUMENTS = re.compile(r" (\d+\.\d+)( helper)?")


def find_blocks(path, lines):
    """The blocks of a file, in order. path is relative to the top of the kit: it tells which lab the steps are of."""
    blocks, opening = [], None
    for index, line in enumerate(lines):
        if "BEGIN SOLUTION" not in line and "END SOLUTION" not in line:
            continue
        marker = MARKER.fullmatch(line.rstrip("\n"))
        if not marker:
            raise MarkerError(path, index + 1,
                              "marqueur mal écrit ; il doit être seul sur sa ligne, après « // » ou « # »")
        if marker[1] == "BEGIN":
            if opening:
                raise MarkerError(path, index + 1, f"bloc ouvert dans celui de la ligne {opening.first + 1}")
            opening = read_begin(path, index, marker[2])
        else:
            if not opening:
                raise MarkerError(path, index + 1, "« END SOLUTION » sans « BEGIN SOLUTION »")
            if marker[2].strip():
                raise MarkerError(path, index + 1, "« END SOLUTION » ne prend rien après lui")
            blocks.append(dataclasses.replace(opening, last=index))
            opening = None
    if opening:
        raise MarkerError(path, opening.first + 1, "bloc jamais fermé ; il manque « END SOLUTION »")
    return blocks


def read_begin(path, index, arguments):
    match = BEGIN_ARGUMENTS.fullmatch(arguments.rstrip())
    if not match:
        raise MarkerError(path, index + 1, "« BEGIN SOLUTION » est suivi d'une étape (2.3), puis parfois de « helper »")
    block = Block(first=index, last=-1, step=match[1], is_helper=match[2] is not None)
    folder = re.match(r"labs/(\d+)-", path)
    if folder and int(folder[1]) != block.lab:
        raise MarkerError(path, index + 1, f"l'étape {block.step} n'est pas du lab {folder[1]}")
    if not block.is_helper and pathlib.PurePath(path).suffix not in STAND_INS:
        raise MarkerError(path, index + 1, "on ne sait pas que mettre à la place d'un bloc dans ce genre de fichier")
    return block


def stand_in(path, lines, block):
    """The lines that a student finds in place of a block: none, or one, indented as its marker."""
    if block.is_helper:
        return []
    indent = re.match(r"\s*", lines[block.first])[0]
    return [indent + STAND_INS[pathlib.PurePath(path).suffix].format(step=block.step) + "\n"]


def without_solutions(path, lines, first_lab):
    """The lines of a file for students who are to write lab first_lab and those after it."""
    result, position = [], 0
    for block in find_blocks(path, lines):
        if block.lab >= first_lab:
            result += lines[position:block.first] + stand_in(path, lines, block)
        else:  # an earlier lab: the solution stays, its markers go
            result += lines[position:block.first] + lines[block.first + 1:block.last]
        position = block.last + 1
    return result + lines[position:]


def without_teacher_blocks(path, lines):
    """The lines of a Markdown file without what is for the teacher, nor the empty line after it."""
    result, opened, just_closed = [], None, False
    for index, line in enumerate(lines):
        text = line.strip()
        if text == "<!-- BEGIN TEACHER -->":
            if opened is not None:
                raise MarkerError(path, index + 1, f"bloc ouvert dans celui de la ligne {opened + 1}")
            opened = index
        elif text == "<!-- END TEACHER -->":
            if opened is None:
                raise MarkerError(path, index + 1, "« END TEACHER » sans « BEGIN TEACHER »")
            opened, just_closed = None, True
        elif re.search(r"(BEGIN|END) TEACHER", text):
            raise MarkerError(path, index + 1, "marqueur mal écrit ; il doit être seul sur sa ligne")
        elif opened is None:
            if text or not just_closed:
                result.append(line)
            just_closed = False
    if opened is not None:
        raise MarkerError(path, opened + 1, "bloc jamais fermé ; il manque « <!-- END TEACHER --> »")
    return result


def is_code(path):
    return path.split("/")[0] in CODE_FOLDERS and not path.endswith((".md", ".json"))


def student_bytes(path, content, first_lab):
    """What a student gets of a file: its bytes, changed only if they hold a marker."""
    if b"SOLUTION" not in content and b"TEACHER" not in content:
        return content
    if is_code(path):
        lines = content.decode("utf-8").splitlines(keepends=True)
        return "".join(without_solutions(path, lines, first_lab)).encode()
    if path.endswith(".md"):
        lines = content.decode("utf-8").splitlines(keepends=True)
        return "".join(without_teacher_blocks(path, lines)).encode()
    return content


def student_files(root):
    """The paths, relative to root, of the files under git that a student's copy holds."""
    listing = subprocess.run(["git", "-C", root, "ls-files", "-z"], check=True, capture_output=True).stdout
    paths = [path for path in listing.decode().split("\0") if path and (root / path).is_file()]
    return [path for path in paths
            if not any(path == name or (name.endswith("/") and path.startswith(name)) for name in TEACHER_ONLY)]


def unknown_steps(root):
    """MarkerErrors for blocks of steps that their lab's lab.json, where there is one, does not know."""
    errors = []
    manifests = [json.loads(path.read_text(encoding="utf-8")) for path in root.glob("labs/*/lab.json")]
    labs = {int(manifest["number"]) for manifest in manifests}
    steps = {step["id"] for manifest in manifests for step in manifest["steps"]}
    for path in student_files(root):
        content = (root / path).read_bytes()
        if is_code(path) and b"SOLUTION" in content:
            for block in find_blocks(path, content.decode("utf-8").splitlines(keepends=True)):
                if block.lab in labs and block.step not in steps:
                    errors.append(MarkerError(path, block.first + 1, f"lab.json n'a pas d'étape {block.step}"))
    return errors
