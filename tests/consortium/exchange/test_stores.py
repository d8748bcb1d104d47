"""Files in an S3-compatible store, against a server that speaks its protocol over HTTP."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from django.conf import settings
from django.core.files.storage import storages
from moto.server import ThreadedMotoServer

from consortium.actions.evidence import StoreAway, keep_file
from consortium.models import EvidenceFile
from consortium.queries.texts import sentence_text
from reporting.queries.checks.base import Scope
from reporting.queries.checks.evidence import files_are_whole
from tests.sample_files import pdf

# The client keeps its connections open until the process ends.
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")
BUCKET = "bilag"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    made = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    made.start()
    host, port = made.get_host_and_port()
    yield f"http://{host}:{port}"
    made.stop()


def store(address: str, **options: Any) -> dict[str, Any]:
    return {
        **storages.backends,
        "default": {
            "BACKEND": "consortium.exchange.stores.PrivateS3Storage",
            "OPTIONS": {
                "bucket_name": BUCKET,
                "endpoint_url": address,
                "access_key": "key",
                "secret_key": "secret",
                "region_name": "eu-north-1",
                "addressing_style": "path",
                "default_acl": "private",
                "file_overwrite": False,
                "max_memory_size": 1024,
                **options,
            },
        },
    }


@pytest.fixture
def bucket(server, settings) -> Any:
    client = boto3.client(
        "s3",
        endpoint_url=server,
        aws_access_key_id="key",
        aws_secret_access_key="secret",
        region_name="eu-north-1",
    )
    where = {"LocationConstraint": "eu-north-1"}
    if BUCKET not in {one["Name"] for one in client.list_buckets()["Buckets"]}:
        client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration=where)
    settings.STORAGES = store(server)
    return client


def kept(people: Any, content: bytes, name: str = "B1.pdf") -> EvidenceFile:
    return keep_file(content=content, name=name, owner_ref="1", by=people.pu, at=people.clock())


def faults() -> list[str]:
    return [sentence_text(one.breach, "en") for one in files_are_whole(Scope(None))]


def test_a_file_goes_into_the_bucket_and_comes_back_with_its_hash(people, bucket):
    content = pdf("x" * 5000)
    file = kept(people, content)
    stored = bucket.get_object(Bucket=BUCKET, Key=file.file.name)["Body"].read()
    assert hashlib.sha256(stored).hexdigest() == file.sha256
    with file.file.open("rb") as opened:
        pieces = []
        while piece := opened.read(100):
            pieces.append(piece)
    assert b"".join(pieces) == content
    assert faults() == []


def test_a_file_is_private_and_has_no_address(people, bucket):
    file = kept(people, pdf("privat"))
    grants = bucket.get_object_acl(Bucket=BUCKET, Key=file.file.name)["Grants"]
    assert {one["Grantee"]["Type"] for one in grants} == {"CanonicalUser"}
    with pytest.raises(ValueError, match="no address"):
        file.file.url  # noqa: B018


def test_a_file_that_is_lost_or_altered_in_the_bucket_is_named(people, bucket):
    lost, altered = kept(people, pdf("a"), "a.pdf"), kept(people, pdf("b"), "b.pdf")
    bucket.delete_object(Bucket=BUCKET, Key=lost.file.name)
    bucket.put_object(Bucket=BUCKET, Key=altered.file.name, Body=b"other")
    assert faults() == [
        "The file “a.pdf” is gone.",
        "The bytes of “b.pdf” are not those that were filed.",
    ]
    with pytest.raises(FileNotFoundError):
        lost.file.open("rb")
    assert kept(people, pdf("a"), "igen.pdf") == lost
    assert faults() == ["The bytes of “b.pdf” are not those that were filed."]


def test_a_store_that_does_not_answer_refuses_and_keeps_nothing(people, bucket, settings):
    file = kept(people, pdf("c"), "c.pdf")
    settings.STORAGES = store("http://127.0.0.1:9")
    with pytest.raises(StoreAway) as refused:
        kept(people, pdf("ny"), "ny.pdf")
    (breach,) = refused.value.breaches
    assert sentence_text(breach, "en") == (
        "“ny.pdf” could not be stored: the store for files does not answer. Nothing is lost of "
        "what was sent before; send this file again in a few minutes."
    )
    assert sentence_text(breach, "da") == (
        "“ny.pdf” kunne ikke lægges på lager: fillageret svarer ikke. Intet af det, der er sendt "
        "tidligere, er gået tabt; send filen igen om nogle minutter."
    )
    assert EvidenceFile.objects.get() == file
    assert faults() == ["The file “c.pdf” could not be fetched: the store does not answer."]


def test_without_the_setting_files_lie_in_the_folder(people, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    file = kept(people, pdf("lokal"))
    assert (tmp_path / file.file.name).read_bytes() == pdf("lokal")


def test_the_environment_chooses_the_store(server):
    """The settings of an installation, read as it reads them."""
    given = {
        "EVIDENCE_S3_BUCKET": BUCKET,
        "EVIDENCE_S3_ENDPOINT": server,
        "EVIDENCE_S3_KEY": "key",
        "EVIDENCE_S3_SECRET": "secret",
        "EVIDENCE_S3_REGION": "eu-north-1",
    }
    program = (
        "import django; django.setup(); from django.core.files.storage import default_storage as s;"
        "print(s.bucket_name, s.region_name, s.default_acl)"
    )
    said = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "consortium.settings", **given},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert said.split()[-3:] == [BUCKET, "eu-north-1", "private"]
