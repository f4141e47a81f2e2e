"""The seal: PAdES through pyHanko, in the field the document already has. Knows no database.

Level B-B needs the key alone, B-T a time stamping service (`SEAL_TIMESTAMP_URL`), B-LT revocation data at hand as well.
"""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from asn1crypto import crl, pem
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from django.utils.translation import gettext as _
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.signers.pdf_signer import DSSContentSettings, SigDSSPlacementPreference
from pyhanko.sign.timestamps import HTTPTimeStamper, TimestampRequestError
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathBuildingError, ValidationError
from pyhanko_certvalidator.registry import SimpleCertificateStore

from lms.errors import NotPossible

from .keys import Key
from .pdf import SEAL_FIELD

logger = logging.getLogger(__name__)
BASELINE, WITH_TIME, LONG_TERM = "B-B", "B-T", "B-LT"
# Hexadecimal digits kept free for the signature: pyHanko's own estimate is sometimes two bytes short with P-256.
RESERVED = {BASELINE: 10_240, WITH_TIME: 20_480, LONG_TERM: 20_480}


@dataclass(frozen=True)
class Sealed:
    """The sealed file and how far its seal reaches."""

    pdf: bytes
    level: str


def seal(pdf: bytes, key: Key, *, at: datetime) -> Sealed:
    """Fill the seal field; nothing may change afterwards. Raises NotPossible if the time stamping service does not answer.

    Without revocation data at hand the level is B-T instead of B-LT: the seal is as good, but not checkable for as long.
    """
    timestamper = HTTPTimeStamper(settings.SEAL_TIMESTAMP_URL, timeout=10) if settings.SEAL_TIMESTAMP_URL else None
    if timestamper is None:
        return Sealed(_signed(pdf, key, at=at), BASELINE)
    try:
        if settings.SEAL_REVOCATION_DATA:
            return _with_revocation_data(pdf, key, timestamper, at=at)
        return Sealed(_signed(pdf, key, at=at, timestamper=timestamper), WITH_TIME)
    except (TimestampRequestError, OSError) as error:
        raise NotPossible(_("Der Zeitstempeldienst ist nicht erreichbar.")) from error


def _with_revocation_data(pdf: bytes, key: Key, timestamper, *, at: datetime) -> Sealed:
    context = ValidationContext(
        trust_roots=[_asn1(key.chain[-1]), *_trusted_for_time()],
        other_certs=[_asn1(certificate) for certificate in key.chain],
        crls=_revocation_lists(),
        allow_fetching=settings.SEAL_REVOCATION_DATA == "fetch",
        revocation_mode="require",
        moment=at,
    )
    try:
        return Sealed(_signed(pdf, key, at=at, timestamper=timestamper, context=context), LONG_TERM)
    except (SigningError, ValidationError, PathBuildingError):
        logger.warning("no revocation data for key %s, sealing without", key.id)
        return Sealed(_signed(pdf, key, at=at, timestamper=timestamper), WITH_TIME)


def _signed(pdf: bytes, key: Key, *, at: datetime, timestamper=None, context: ValidationContext | None = None) -> bytes:
    level = LONG_TERM if context else WITH_TIME if timestamper else BASELINE
    metadata = PdfSignatureMetadata(
        field_name=SEAL_FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        embed_validation_info=context is not None,
        validation_context=context,
        # In the signed revision itself, so that the seal covers the whole file.
        dss_settings=DSSContentSettings(include_vri=False, placement=SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE),
    )
    signer = AtMoment(metadata, signer=HeldKey(key), timestamper=timestamper, at=at)
    writing = signer.async_sign_pdf(Untouched(BytesIO(pdf)), existing_fields_only=True, bytes_reserved=RESERVED[level])
    # In a thread of its own, because there may be an event loop in this one.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, writing).result().getvalue()


class HeldKey(Signer):
    """Signs with a key that was opened once; pyHanko's own signer opens and checks it for every signature."""

    def __init__(self, key: Key):
        store = SimpleCertificateStore()
        store.register_multiple(_asn1(certificate) for certificate in key.above)
        super().__init__(signing_cert=_asn1(key.certificate), cert_registry=store, embed_roots=False)
        self.key = key

    async def async_sign_raw(self, data, digest_algorithm, dry_run=False):
        return self.key.sign(data)


class AtMoment(PdfSigner):
    """Writes the moment the caller names, so that file, register and journal agree."""

    def __init__(self, *args, at: datetime, **kwargs):
        super().__init__(*args, **kwargs)
        self.at = at.astimezone(UTC)

    def init_signing_session(self, pdf_out, existing_fields_only=False):
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self.at
        return session


class EndedStream(generic.StreamObject):
    """Ends with both signs of a line end, as our own do: packed data ending with one of them would be read one byte short."""

    def write_to_stream(self, stream, handler=None, container_ref=None):
        written = BytesIO()
        super().write_to_stream(written, handler, container_ref)
        stream.write(written.getvalue().removesuffix(b"\nendstream") + b"\r\nendstream")


class Untouched(IncrementalPdfFileWriter):
    """Leaves metadata as they are; pyHanko would write its own name and break the description of the PDF/UA schema."""

    def _update_meta(self):
        return

    def add_object(self, obj, obj_stream=None, idnum=None):
        if type(obj) is generic.StreamObject:
            obj.__class__ = EndedStream
        return super().add_object(obj, obj_stream, idnum)


def _asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))


def _trusted_for_time() -> list[asn1_x509.Certificate]:
    """Roots of the time stamping service, where it has its own: `trust.pem` beside the keys."""
    path = Path(settings.KEYS_DIR) / "trust.pem"
    if not path.exists():
        return []
    return [asn1_x509.Certificate.load(data) for _name, _headers, data in pem.unarmor(path.read_bytes(), multiple=True)]


def _revocation_lists() -> list[crl.CertificateList]:
    return [crl.CertificateList.load(path.read_bytes()) for path in sorted(Path(settings.KEYS_DIR).glob("*.crl"))]
