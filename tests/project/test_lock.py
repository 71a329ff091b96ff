"""One writer at a time: builds that run together lose nothing."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from builder import commands, pipeline
from builder.model.diagnostics import ProjectError
from builder.project import lock
from builder.project.files import open_project
from builder.project.lock import only_writer

ROOT = Path(__file__).parents[2]
NOW = 1_767_225_600


def _document(folder: Path, name: str, *questions: str) -> Path:
    folder.mkdir(exist_ok=True)
    text = "".join(f"## What is {q}?\n\nThe answer of {q}.\n\n" for q in questions)
    (folder / name).write_text(f"# {name}\n\n{text}", encoding="utf-8")
    return folder / name


def _start(*arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "builder", *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "SOURCE_DATE_EPOCH": str(NOW)}
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_five_builds_at_once_remember_every_note(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    documents = [_document(docs, f"d{n}.md", f"thing {n}a", f"thing {n}b") for n in range(5)]
    builds = [_start("build", document, "-o", tmp_path / document.stem) for document in documents]
    assert [build.wait(timeout=100) for build in builds] == [0] * 5
    ledger = (docs / "ledger.jsonl").read_text(encoding="utf-8")
    assert all(f"thing {n}{letter}" in ledger for n in range(5) for letter in "ab")


def test_who_waits_says_so(tmp_path: Path) -> None:
    document = _document(tmp_path / "docs", "d.md", "tea", "milk")
    with only_writer(document.parent / "ledger.jsonl"):
        build = _start("build", document.parent, "-o", tmp_path / "out")
        assert build.stderr is not None
        assert build.stderr.readline() == f"waiting for another build (pid {os.getpid()})\n"
    assert build.wait(timeout=100) == 0


def test_a_lock_of_a_dead_process_holds_nobody(tmp_path: Path) -> None:
    program = "from pathlib import Path; from builder.project.lock import only_writer; import os\n"
    program += f"with only_writer(Path({str(tmp_path / 'ledger.jsonl')!r})): os._exit(1)"
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False)
    waited: list[str] = []
    with only_writer(tmp_path / "ledger.jsonl", waited.append):
        assert waited == []


def test_a_ledger_that_changed_meanwhile_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As by ``git pull`` during a build."""
    first = _document(tmp_path / "docs", "a.md", "tea", "milk")
    pipeline.build(open_project(first), tmp_path / "a", now=NOW)
    pulled = (tmp_path / "docs" / "ledger.jsonl").read_bytes()
    (tmp_path / "docs" / "ledger.jsonl").unlink()
    second = _document(tmp_path / "docs", "b.md", "salt", "pepper")
    real, times = pipeline.packages, []

    def pulling(*arguments: object, **options: object) -> object:
        times.append(1)
        if len(times) == 1:
            (tmp_path / "docs" / "ledger.jsonl").write_bytes(pulled)
        return real(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(pipeline, "packages", pulling)
    assert pipeline.build(open_project(second), tmp_path / "b", now=NOW + 5).packages
    assert len(times) == 2
    ledger = (tmp_path / "docs" / "ledger.jsonl").read_text(encoding="utf-8")
    assert all(word in ledger for word in ("tea", "milk", "salt", "pepper"))


def test_a_ledger_that_never_rests(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document = _document(tmp_path / "docs", "a.md", "tea", "milk")
    real = pipeline.read_ledger
    answers = iter(range(100))
    monkeypatch.setattr(pipeline, "read_ledger", lambda p: real(p) if next(answers) % 2 == 0 else "another")
    with pytest.raises(ProjectError, match="changes all the time"):
        pipeline.build(open_project(document), tmp_path / "out", now=NOW)
    assert not (tmp_path / "out").exists()


def test_the_lock_is_kept_out_of_git(tmp_path: Path) -> None:
    with only_writer(tmp_path / "ledger.jsonl"):
        assert (tmp_path / lock.FOLDER / ".gitignore").read_text() == "*\n"


def test_it_may_be_taken_twice_by_one_process(tmp_path: Path) -> None:
    began = time.process_time()
    with only_writer(tmp_path / "ledger.jsonl"), only_writer(tmp_path / "ledger.jsonl"):
        pass
    assert time.process_time() - began < 5
    assert not commands.mend_ledger(open_project(_document(tmp_path / "docs", "a.md", "tea").parent))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_is_read_only(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    try:
        with only_writer(tmp_path / "ledger.jsonl"):
            pass
    finally:
        tmp_path.chmod(0o755)
