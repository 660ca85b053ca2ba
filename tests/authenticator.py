"""A device that makes and uses a passkey, in software, as the standard has it."""

import hashlib
import json
import secrets

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import bytes_to_base64url, encode_cbor

PRESENT, VERIFIED, WITH_KEY = 1, 4, 64


class Device:
    def __init__(self, origin):
        self.origin, self.uses = origin, 0
        self.credential = secrets.token_bytes(32)
        self._key = ec.generate_private_key(ec.SECP256R1())

    def create(self, options, flags=PRESENT | VERIFIED):
        options = json.loads(options)
        client = self._client("webauthn.create", options)
        point = self._key.public_key().public_numbers()
        key = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32), -3: point.y.to_bytes(32)}
        about = bytes(16) + len(self.credential).to_bytes(2) + self.credential + encode_cbor(key)
        data = self._data(options["rp"]["id"], flags | WITH_KEY) + about
        statement = encode_cbor({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer({"clientDataJSON": client, "attestationObject": statement})

    def get(self, options, flags=PRESENT | VERIFIED):
        options = json.loads(options)
        client = self._client("webauthn.get", options)
        data = self._data(options["rpId"], flags)
        signature = self._key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._answer({"clientDataJSON": client, "authenticatorData": data, "signature": signature})

    def _client(self, kind, options):
        said = {"type": kind, "challenge": options["challenge"], "origin": self.origin}
        return json.dumps(said).encode()

    def _data(self, host, flags):
        self.uses += 1
        return hashlib.sha256(host.encode()).digest() + bytes([flags]) + self.uses.to_bytes(4)

    def _answer(self, response):
        written = bytes_to_base64url(self.credential)
        response = {name: bytes_to_base64url(value) for name, value in response.items()}
        return json.dumps({"id": written, "rawId": written, "type": "public-key", "response": response})
