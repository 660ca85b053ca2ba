"""A web server that speaks https on this machine, with a certificate of its own that is trusted while it runs."""

import ipaddress
import os
import ssl
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from werkzeug.serving import make_server

from dev.server import Quiet


def certificate(folder, days):
    """The files of a key and of a certificate for 127.0.0.1 that is good for so many days."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    kept = {"key.pem": None, "cert.pem": made.public_bytes(serialization.Encoding.PEM)}
    plain = serialization.NoEncryption()
    kept["key.pem"] = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    for name_of, content in kept.items():
        (folder / name_of).write_bytes(content)
    return folder / "cert.pem", folder / "key.pem"


@contextmanager
def serving(app, folder, days=90):
    """Answer https requests with ``app``; gives the address."""
    cert, key = certificate(folder, days)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet, ssl_context=context)
    thread = threading.Thread(target=server.serve_forever, args=(0.005,), daemon=True)
    thread.start()
    before = {name: os.environ.get(name) for name in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE")}
    os.environ |= dict.fromkeys(before, str(cert))
    try:
        yield f"https://127.0.0.1:{server.server_port}"
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.__setitem__(name, value)
        server.shutdown()
        thread.join()
        server.server_close()
