"""A certification authority for demo and tests: root, issuing authority, and the four keys. Every subject says what it is."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import NameOID

from .keys import DEV

AGE, ROOT_LIFE, LEAF_LIFE = timedelta(days=3650), timedelta(days=3650), timedelta(days=1095)
"""The story of the demo begins in the past, so its authority is older than itself."""
NAMES = {"seal": "Siegel", "badge": "Digitales Abzeichen", "status": "Statusliste", "log": "Register"}


@dataclass(frozen=True)
class Holder:
    """A key and its certificate."""

    private: ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey
    certificate: x509.Certificate


@dataclass(frozen=True)
class Authority:
    root: Holder
    issuing: Holder
    made_at: datetime

    def issue(self, name: str, private, *, life: timedelta = LEAF_LIFE, extensions=()) -> Holder:
        """A certificate for a key that may sign documents."""
        certificate = _certificate(
            name, private, issuer=self.issuing, since=self.made_at - AGE, until=self.made_at + life, extensions=extensions
        )
        return Holder(private, certificate)


def make_authority(at: datetime) -> Authority:
    root = ec.generate_private_key(ec.SECP256R1())
    since, until = at - AGE, at + ROOT_LIFE
    top = Holder(root, _certificate("Wurzel", root, issuer=None, since=since, until=until, is_authority=True))
    issuing = ec.generate_private_key(ec.SECP256R1())
    middle = Holder(issuing, _certificate("Ausstellung", issuing, issuer=top, since=since, until=until, is_authority=True))
    return Authority(top, middle, at)


def make_keys(folder: Path, passphrase: str, *, at: datetime) -> Authority:
    """Write the four keys and the certificates above them into a folder; what is there already is replaced."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    authority = make_authority(at.astimezone(UTC))
    for purpose, name in NAMES.items():
        private = ec.generate_private_key(ec.SECP256R1()) if purpose == "seal" else ed25519.Ed25519PrivateKey.generate()
        write_key(folder / f"{purpose}.p12", authority.issue(name, private), authority, passphrase)
    for name, holder in (("root", authority.root), ("issuing", authority.issuing)):
        (folder / f"{name}.crt").write_bytes(holder.certificate.public_bytes(Encoding.PEM))
    return authority


def write_key(path: Path, holder: Holder, authority: Authority, passphrase: str) -> None:
    above = [authority.issuing.certificate, authority.root.certificate]
    encryption = BestAvailableEncryption(passphrase.encode())
    data = pkcs12.serialize_key_and_certificates(path.stem.encode(), holder.private, holder.certificate, above, encryption)
    path.touch(mode=0o600)
    path.write_bytes(data)


def _certificate(name, private, *, issuer: Holder | None, since, until, is_authority=False, extensions=()) -> x509.Certificate:
    subject = _name(name)
    public, signer = private.public_key(), issuer.private if issuer else private
    # A document signer commits to content; an authority signs certificates and lists of revoked ones.
    usage = x509.KeyUsage(
        digital_signature=not is_authority,
        content_commitment=not is_authority,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
    )
    for extension, is_critical in extensions:
        builder = builder.add_extension(extension, critical=is_critical)
    return builder.sign(signer, SHA256())


def _name(name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "DE"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, f"Quartier Campus ({DEV})"),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{name} ({DEV})"),
        ]
    )
