"""A PAdES signature behind a finished PDF, whose own bytes all stay (ETSI EN 319 142).

The certificate is the installation's own, named by the settings; its key never leaves this process.
No clock of a third party is asked, so the instant in the signature is the house's.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import io
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from asn1crypto import x509
from django.conf import settings
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

from consortium.rules.refusals import Refused
from consortium.rules.refusals import gettext_noop as _
from reporting.rules.signing import RULE, Certificate

FIELD = "Signature1"
FOR_SIGNING = frozenset({"digital_signature", "non_repudiation"})


class NoSigning(Refused):
    """Nothing can be signed on this installation as it is set up."""

    code = "NO_SIGNING"


class _Writer(IncrementalPdfFileWriter):
    """Writes the signature and nothing else: what the file says of itself stays as it was made."""

    def _update_meta(self) -> None:
        return


class Pen:
    """The installation's certificate with its key, ready to sign."""

    def __init__(self, signer: SimpleSigner) -> None:
        self.signer = signer
        self.certificate = _read(signer.signing_cert)

    def sign(self, content: bytes, *, reason: str, at: dt.datetime) -> bytes:
        """*content* with a signature behind it, made at *at*."""
        # In a thread of its own: the caller's may have an event loop running already.
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(asyncio.run, self._signed(content, reason, at)).result()

    async def _signed(self, content: bytes, reason: str, at: dt.datetime) -> bytes:
        writer: Any = _Writer(io.BytesIO(content))  # pyHanko tells not all of its types
        # An order of tabs is asked of every page that has a field, even one that nobody sees.
        page = writer.find_page_for_modification(0)[0].get_object()
        page[pdf_name("/Tabs")] = pdf_name("/S")
        unseen = InvisSigSettings(set_print_flag=True, box_out_of_bounds=True)
        field = SigFieldSpec(FIELD, invis_sig_settings=unseen, readable_field_name=reason)
        about = PdfSignatureMetadata(
            field_name=FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, reason=reason
        )
        session = PdfSigner(about, self.signer, new_field_spec=field).init_signing_session(writer)
        session.system_time = at
        reserved = await session.estimate_signature_container_size(None, tight=False)
        document = session.prepare_tbs_document(validation_info=None, bytes_reserved=reserved)
        digest, written = document.digest_tbs_document()
        signed = PdfCMSSignedAttributes(signing_time=at)
        done = await document.perform_signature(digest.document_digest, signed)
        await done.post_signature_processing(written)
        written.seek(0)
        return bytes(written.read())


def is_set_up() -> bool:
    """Whether the settings name a certificate."""
    return bool(settings.SIGNING_CERTIFICATE)


def pen() -> Pen:
    """The pen that the settings name. Raises NoSigning with what the administrator has to mend."""
    if not is_set_up():
        raise NoSigning.because(
            _(
                "Signing is not set up on this installation. The administrator names a certificate "
                "with its key in the settings."
            ),
            rule=RULE,
        )
    try:
        raw = Path(settings.SIGNING_CERTIFICATE).read_bytes()
    except OSError as error:
        raise NoSigning.because(
            _("The certificate that the settings name cannot be read. Tell the administrator."),
            rule=RULE,
        ) from error
    try:
        passphrase = settings.SIGNING_PASSPHRASE.encode() or None
        return Pen(SimpleSigner.load_pkcs12_data(raw, other_certs=[], passphrase=passphrase))
    except (ValueError, AttributeError) as error:
        raise NoSigning.because(
            _(
                "The certificate cannot be opened: the passphrase in the settings does not fit, or "
                "the file is no PKCS #12 with a key. Tell the administrator."
            ),
            rule=RULE,
        ) from error


def _read(certificate: x509.Certificate) -> Certificate:
    usage = certificate.key_usage_value
    return Certificate(
        subject=certificate.subject.human_friendly,
        issuer=certificate.issuer.human_friendly,
        serial=f"{certificate.serial_number:x}",
        valid_from=certificate.not_valid_before,
        valid_until=certificate.not_valid_after,
        may_sign=usage is None or bool(FOR_SIGNING & usage.native),
    )
