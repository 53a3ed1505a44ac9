#!/usr/bin/env python3
"""What LibreOffice, in Chinese, shows of workbooks.

    tests/corpora/books.py FROM TO     the different .xlsx files below FROM, as TO/0.xlsx, TO/1.xlsx, …, and of each
                                       sheet TO/NUMBER-SHEET.csv; TO/list.txt says where each came from

LibreOffice is given copies without formulas, which it would calculate anew, and without pivot tables, which it would
lay out anew. A book at which it hangs is left out.
"""
import hashlib
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile

BATCH = 25
PATIENCE = 40  # seconds for a book
FORMULA = re.compile(rb"<((?:\w+:)?)f(?:\s[^>]*?)?(?:/>|>.*?</\1f>)", re.S)
PIVOT = re.compile(rb"<Relationship\s[^>]*/(?:pivotTable|pivotCacheDefinition|calcChain)\"[^>]*?/>")
CELLS = "csv:Text - txt - csv (StarCalc):44,34,76,1,,2052,false,true,true,false,false,-1"
SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>zh-CN</value></prop></item>
</oor:items>
"""


def still(source, target):
    """A copy without formulas and pivot tables; what cannot be taken apart is copied as it is."""
    try:
        with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
            for part in old.infolist():
                data = old.read(part)
                if part.filename.endswith(".rels"):
                    data = PIVOT.sub(b"", data)
                elif "worksheets/" in part.filename and part.filename.endswith(".xml"):
                    data = FORMULA.sub(b"", data)
                new.writestr(part.filename, data)
    except Exception:  # what a broken file does to zipfile is of many kinds
        shutil.copyfile(source, target)


def show(books, home, target):
    """Has the books shown, and goes on behind one that LibreOffice does not survive."""
    def is_shown(book):
        return any(target.glob(f"{book.stem}-*.csv"))

    while books:
        batch = books[:BATCH]
        command = ["soffice", f"-env:UserInstallation=file://{home}", "--headless", "--norestore"]
        command += ["--convert-to", CELLS, "--outdir", str(target)] + [str(book) for book in batch]
        office = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        last, count = time.monotonic(), 0
        while office.poll() is None:
            time.sleep(1)
            now = sum(map(is_shown, batch))
            if now > count:
                last, count = time.monotonic(), now
            elif time.monotonic() - last > PATIENCE:
                os.killpg(office.pid, signal.SIGKILL)
                office.wait()
        done = len(batch)
        if office.returncode != 0:
            # They are taken in their order: at fault is the one behind the last that came.
            done = max((at for at, book in enumerate(batch) if is_shown(book)), default=-1) + 2
        books = books[done:]


def main(source, target):
    target.mkdir(parents=True, exist_ok=True)
    seen, listed = set(), []
    with tempfile.TemporaryDirectory() as scratch:
        home, copies = pathlib.Path(scratch, "home"), pathlib.Path(scratch, "still")
        (home / "user").mkdir(parents=True)
        (home / "user" / "registrymodifications.xcu").write_text(SETTINGS)
        copies.mkdir()
        for file in sorted(source.rglob("*.xlsx")):
            digest = hashlib.sha256(file.read_bytes()).digest()
            if digest not in seen:
                name = f"{len(listed)}.xlsx"
                shutil.copyfile(file, target / name)
                still(file, copies / name)
                seen.add(digest)
                listed.append(f"{name} {file.relative_to(source)}\n")
        (target / "list.txt").write_text("".join(listed))
        if shutil.which("soffice"):
            show([copies / f"{number}.xlsx" for number in range(len(listed))], home, target)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
