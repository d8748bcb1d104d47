"""Certificates of our own for the tests, and what an outsider's validator says of a signature."""

from __future__ import annotations

import datetime as dt
import io
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

PASSPHRASE = "en lang hemmelighed"
SINCE, UNTIL = dt.datetime(2011, 1, 1), dt.datetime(2016, 1, 1)


def certificate(
    folder: Path,
    *,
    since: dt.datetime = SINCE,
    until: dt.datetime = UNTIL,
    signs: bool = True,
    name: str = "Erhverv Aarhus",
) -> Path:
    """A PKCS #12 file with a key and a certificate that it has signed itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, name)])
    usage = dict.fromkeys(
        ("data_encipherment", "key_agreement", "key_cert_sign", "crl_sign", "encipher_only"), False
    )
    usage |= {"decipher_only": False, "key_encipherment": not signs}
    usage |= {"digital_signature": signs, "content_commitment": signs}
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(0x2013)
        .not_valid_before(since)
        .not_valid_after(until)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .sign(key, hashes.SHA256())
    )
    locked = BestAvailableEncryption(PASSPHRASE.encode())
    path = folder / "signing.p12"
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"k", key, made, None, locked))
    return path


def judged(content: bytes, at: dt.datetime) -> Any:
    """What pyHanko's validator says of the one signature, trusting the certificate itself."""
    [signature] = PdfFileReader(io.BytesIO(content)).embedded_signatures
    trusted = ValidationContext(
        trust_roots=[signature.signer_cert], moment=at, allow_fetching=False
    )
    # In a thread of its own: a browser in this one may keep its event loop running.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(validate_pdf_signature, signature, trusted).result()
