"""Sealed examples, made as the product makes them, and what the outside world adds to a seal: time and revocation data."""

import threading
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from asn1crypto import keys as asn1_keys
from asn1crypto import tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from certificates import keys, open_badges, signing, status_list
from certificates.pdf import render
from lms import clock

ISSUER = open_badges.Issuer("https://campus.example")
INDEX = 77


def seal_example(content, *, at=None) -> signing.Sealed:
    at = at or clock.now()
    seal, badge, status = (keys.load(purpose, at=at) for purpose in ("seal", "badge", "status"))
    files = open_badges.attachments(content, ISSUER, status_index=INDEX, seal=seal, badge=badge, status=status, at=at)
    return signing.seal(render(content, attachments=files, for_seal=True), seal, at=at)


def status_list_with(*ended, at=None) -> dict:
    at = at or clock.now()
    return status_list.signed(ended, ISSUER, keys.load("status", at=at), at=at)


def write_revocation_lists(authority, folder: Path) -> None:
    """Empty lists of the root and of the issuing authority, good for a day."""
    for name, holder in (("root", authority.root), ("issuing", authority.issuing)):
        builder = x509.CertificateRevocationListBuilder().issuer_name(holder.certificate.subject)
        now = clock.now()
        builder = builder.last_update(now - timedelta(hours=1)).next_update(now + timedelta(days=1))
        (folder / f"{name}.crl").write_bytes(builder.sign(holder.private, SHA256()).public_bytes(Encoding.DER))


@contextmanager
def time_stamping_service(authority):
    """The address of a service on this machine that answers as RFC 3161 says."""
    private = rsa.generate_private_key(65537, 2048)
    usage = x509.ExtendedKeyUsage([x509.oid.ExtendedKeyUsageOID.TIME_STAMPING])
    holder = authority.issue("Zeitstempel", private, extensions=[(usage, True)])
    der = private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    certificates = SimpleCertificateStore()
    certificates.register(_asn1(authority.issuing.certificate))
    stamper = DummyTimeStamper(_asn1(holder.certificate), asn1_keys.PrivateKeyInfo.load(der), certs_to_embed=certificates)

    class Service(BaseHTTPRequestHandler):
        def do_POST(self):
            query = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
            answer = stamper.request_tsa_response(query).dump()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *args):
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Service)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
