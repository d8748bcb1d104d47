"""Files in an S3-compatible store: private, handed out by our pages alone, and silent when away."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage


class StoreSilent(OSError):
    """The store does not answer, or does not let us in. Nothing is said of the file itself."""


@contextmanager
def _answering() -> Iterator[None]:
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise StoreSilent(str(error)) from error


class PrivateS3Storage(S3Storage):  # type: ignore[misc]  # no stubs
    """As local files behave: FileNotFoundError for what is lost, OSError for what is away."""

    def __init__(self, *, addressing_style: str = "path", **options: Any) -> None:
        # A store that hangs must not hang the site: the client's own patience is minutes.
        config = Config(
            signature_version="s3v4",
            s3={"addressing_style": addressing_style},
            connect_timeout=5,
            read_timeout=30,
            retries={"max_attempts": 2},
        )
        super().__init__(client_config=config, **options)

    def _open(self, name: str, mode: str = "rb") -> Any:
        with _answering():
            opened = super()._open(name, mode)
            if "r" in mode:
                # Fetched now, to a file on disk, so that no error comes in the middle of an answer.
                opened.file.seek(0)
            return opened

    def _save(self, name: str, content: Any) -> str:
        with _answering():
            return str(super()._save(name, content))

    def exists(self, name: str) -> bool:
        """Whether the store has the file."""
        with _answering():
            return bool(super().exists(name))

    def delete(self, name: str) -> None:
        """Take the file out of the store."""
        with _answering():
            super().delete(name)

    def url(self, name: str, *_args: Any, **_kwargs: Any) -> str:
        """There is none: every byte passes the page that knows who may see it."""
        raise ValueError(f"{name} has no address of its own")
