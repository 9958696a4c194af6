"""The folder that ingest writes: checked before, staged beside its place, put there in one step."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bnqa.ingest.model import IngestError
from bnqa.knowledge import Article, KnowledgeError
from bnqa.library.loading import load_library

FILES = ("article.md", "facts.yaml", "qa.yaml")


def check_target(target: Path, update: bool) -> bool:
    """Whether there is an article to update at ``target``. Raises IngestError where it can't be written."""
    if target.name in ("", ".."):
        target = target.resolve()
    if not target.exists():
        if target.is_symlink():
            raise IngestError(f"{target}: là liên kết hỏng", wrong_use=True)
        base = _existing(target.parent)
        if not base.is_dir():
            raise IngestError(f"{base}: là một tệp, không tạo thư mục ở trong được", wrong_use=True)
        if not os.access(base, os.W_OK | os.X_OK):
            raise IngestError(f"{base}: không có quyền ghi", wrong_use=True)
        return False
    if not target.is_dir():
        raise IngestError(f"{target}: là một tệp, không phải thư mục", wrong_use=True)
    if not any(target.iterdir()):
        return False
    if not update:
        raise IngestError(
            f"{target}: đã có rồi, không ghi đè; thêm --update để cập nhật, hoặc chọn thư mục khác",
            wrong_use=True,
        )
    if not (target / "article.md").exists():
        raise IngestError(
            f"{target}: không có article.md, không phải thư mục của một bài", wrong_use=True
        )
    return True


def load_article(folder: Path) -> Article:
    """The one article of a folder. Raises KnowledgeError with every problem."""
    return load_library(folder).articles[0]


def problems_of(folder: Path) -> KnowledgeError | None:
    """What keeps a folder from loading as it stands; an update may mend it."""
    try:
        load_article(folder)
    except KnowledgeError as error:
        return error
    return None


def _existing(path: Path) -> Path:
    path = path if path.parts else Path(".")
    while not path.exists() and path != path.parent:
        path = path.parent
    return path


@contextmanager
def staging(target: Path) -> Iterator[Path]:
    """A folder of the target's name on the same disk, gone afterwards whatever happens."""
    target = target.resolve()
    base = _existing(target.parent)
    try:
        above = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=base))
    except OSError as error:
        raise IngestError(f"{base}: không ghi được ({error.strerror})", wrong_use=True) from error
    try:
        staged = above / target.name
        staged.mkdir()
        yield staged
    except OSError as error:
        raise IngestError(f"{target}: không ghi được ({error.strerror})") from error
    finally:
        shutil.rmtree(above, ignore_errors=True)


def put_in_place(staged: Path, target: Path) -> None:
    """Move a staged folder to a target that is not there, or its files into the one that is."""
    target = target.resolve()
    if not target.exists() or not any(target.iterdir()):
        target.parent.mkdir(parents=True, exist_ok=True)
        os.rename(staged, target)
        return
    # Each file goes whole or not at all; if one can't go, those that went come back.
    backup = staged.parent / "before"
    backup.mkdir()
    moved: list[str] = []
    try:
        for name in FILES:
            if (staged / name).exists():
                if (target / name).exists():
                    shutil.copy2(target / name, backup / name)
                os.replace(staged / name, target / name)
                moved.append(name)
    except OSError:
        for name in moved:
            if (backup / name).exists():
                os.replace(backup / name, target / name)
            else:
                (target / name).unlink()
        raise
