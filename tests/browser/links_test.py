#!/usr/bin/env python3
"""Checks the pages of www/ without a server or a browser.

Every internal link leads to a file, and its fragment to an id; a link marked data-attendu="404" leads nowhere, on
purpose. No page names an outside resource or holds what a strict Content-Security-Policy would refuse. Sizes that a
page states (data-bytes) are those of the files. French punctuation has its no-break spaces. Every page can be reached.

    python3 tests/browser/links_test.py [ROOT]        status 0 when all is well, 1 otherwise
"""
import re
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Dict, List, NamedTuple, Optional, Set, Tuple
from urllib.parse import unquote, urlsplit

KIT = Path(__file__).resolve().parents[2]
DEFAULT_ROOT = KIT / "www"
LINK_ATTRIBUTES = ("href", "src", "poster", "srcset", "action", "formaction")
VERBATIM = {"pre", "code", "samp", "kbd"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}

Fault = Tuple[int, str]  # line, French sentence


class Link(NamedTuple):
    line: int
    target: str
    must_miss: bool  # leads to a 404 on purpose
    is_download: bool


class Page(HTMLParser):
    """What the checks need of one page: its links, its ids, its stated sizes, its text, and what it should not hold."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self.links: List[Link] = []
        self.ids: Set[str] = set()
        self.sizes: List[Tuple[int, int]] = []  # line, bytes
        self.faults: List[Fault] = []
        self.text = ""
        self._open: List[str] = []
        self.feed(path.read_text(encoding="utf-8"))
        self.close()
        for tag in self._open:
            self._fault(f"<{tag}> n'est pas fermé")

    def _fault(self, message: str) -> None:
        self.faults.append((self.getpos()[0], message))

    def handle_starttag(self, tag: str, attrs: List[Tuple[str, Optional[str]]]) -> None:
        line, values = self.getpos()[0], {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self._open.append(tag)
        is_inline = tag == "style" or (tag == "script" and "src" not in values)
        if is_inline or "style" in values or any(name.startswith("on") for name in values):
            self._fault(f"<{tag}> porte un script ou un style, qu'une politique de sécurité stricte refuserait")
        if tag == "img" and "alt" not in values:
            self._fault("image sans texte de remplacement (alt)")
        if values.get("id") in self.ids:
            self._fault(f"identifiant en double : {values['id']}")
        self.ids.add(values.get("id", ""))
        if "data-bytes" in values:
            self.sizes.append((line, int(values["data-bytes"])))
        self.text += f"\n{values.get('alt', '')}\n{values.get('aria-label', '')}\n" if "alt" in values else ""
        self.links += [Link(line, values[name], values.get("data-attendu") == "404", "download" in values)
                       for name in LINK_ATTRIBUTES if name in values]

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and (not self._open or self._open.pop() != tag):
            self._fault(f"</{tag}> ne ferme pas le dernier élément ouvert")

    def handle_data(self, data: str) -> None:
        # Code keeps its own spaces; a letter stands for it, so that the punctuation after it is still looked at.
        self.text += "x" if VERBATIM.intersection(self._open) else data


def is_outside(target: str) -> bool:
    parts = urlsplit(target)
    return bool(parts.scheme or parts.netloc)


def target_path(page: Page, target: str, root: Path) -> Path:
    name = unquote(urlsplit(target).path)
    if not name:
        return page.path
    return root / name.lstrip("/") if name.startswith("/") else page.path.parent / name


def script_fault(target: str) -> Optional[str]:
    """A link to /cgi-bin/NAME leads to a script of cgi-bin/, or to one built from its source there (NAME.cgi)."""
    name = re.sub(r"\.cgi$", ".cpp", unquote(urlsplit(target).path).split("/")[2])
    return None if (KIT / "cgi-bin" / name).is_file() else f"aucun script de ce nom : {target}"


def link_fault(page: Page, link: Link, root: Path, pages: Dict[Path, Page]) -> Optional[str]:
    """What is wrong with one link, in French, or None."""
    if is_outside(link.target):
        return f"ressource extérieure : {link.target}"
    if link.target.startswith("/cgi-bin/"):
        return script_fault(link.target)
    parts, path = urlsplit(link.target), target_path(page, link.target, root)
    exists = path.is_dir() if parts.path.endswith("/") else path.exists()
    if link.must_miss:
        return f"ce lien devait mener à une erreur 404, mais le fichier existe : {link.target}" if exists else None
    if not exists:
        return f"lien mort : {link.target}"
    if root not in (path.resolve(), *path.resolve().parents):
        return f"lien qui sort de la racine : {link.target}"
    linked = pages.get(path.resolve())
    if parts.fragment and (linked is None or parts.fragment not in linked.ids):
        return f"aucun élément ne porte l'identifiant visé : {link.target}"
    return None


def size_faults(page: Page) -> List[Fault]:
    """A stated size is that of the file offered for download next in the page."""
    faults = []
    for line, stated in page.sizes:
        offered = next((link.target for link in page.links if link.is_download and link.line > line), "")
        path = page.path.parent / unquote(offered)
        if path.is_file() and path.stat().st_size != stated:
            faults.append((line, f"{offered} occupe {path.stat().st_size} octets, et non {stated}"))
    return faults


def typography_faults(page: Page) -> List[str]:
    """Double punctuation and guillemets take a no-break space on their inner side; apostrophes are curved."""
    faults = []
    for match in re.finditer(r"[\w\n )][;:!?»]|«[^\u00a0\u202f]|\w'\w", page.text):
        around = page.text[max(0, match.start() - 20):match.end() + 20]
        faults.append(f"espace insécable oubliée ou apostrophe droite, ici : {' '.join(around.split())}")
    return faults


def other_faults(root: Path) -> List[str]:
    """Style sheets and drawings load nothing from elsewhere; no file is hidden, since the server would not show it."""
    faults = []
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root)
        if path.name.startswith("."):
            faults.append(f"{name} : fichier caché, le serveur ne le montrerait pas")
        if path.suffix not in (".css", ".svg"):
            continue
        content = path.read_text(encoding="utf-8")
        for found in re.findall(r"""url\(\s*['"]?([^'")]+)|@import\s+['"]([^'"]+)|href=["']([^"']+)""", content):
            if is_outside("".join(found)):
                faults.append(f"{name} : ressource extérieure : {''.join(found)}")
        if "<script" in content:
            faults.append(f"{name} : script dans un dessin")
    return faults


def unreached(root: Path, pages: Dict[Path, Page]) -> List[Path]:
    """The pages that no chain of links joins to index.html."""
    seen: Set[Path] = set()
    todo = [root / "index.html"]
    while todo:
        path = todo.pop()
        if path in pages and path not in seen:
            seen.add(path)
            todo += [target_path(pages[path], link.target, root).resolve() for link in pages[path].links]
    return sorted(set(pages) - seen)


def page_faults(page: Page, root: Path, pages: Dict[Path, Page]) -> List[str]:
    links = ((link.line, link_fault(page, link, root, pages)) for link in page.links)
    located = page.faults + size_faults(page) + [(line, fault) for line, fault in links if fault]
    name = page.path.relative_to(root)
    return ([f"{name}, ligne {line} : {fault}" for line, fault in sorted(located)]
            + [f"{name} : {fault}" for fault in typography_faults(page)])


def main() -> int:
    root = (Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_ROOT).resolve()
    pages = {path: Page(path) for path in sorted(root.rglob("*.html"))}
    faults = [] if pages else [f"aucune page dans {root}"]
    faults += other_faults(root)
    for page in pages.values():
        faults += page_faults(page, root, pages)
    faults += [f"{path.relative_to(root)} : aucun lien n'y mène" for path in unreached(root, pages)]
    for fault in faults:
        print(fault)
    links = sum(len(page.links) for page in pages.values())
    print(f"{len(pages)} pages, {links} liens vérifiés" + (f", défauts : {len(faults)}" if faults else ""))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
