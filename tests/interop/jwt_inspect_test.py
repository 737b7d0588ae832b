#!/usr/bin/env python3
"""jwt_inspect on the examples of the standards, on tokens made with Python's hmac, on attacks, and beside PyJWT."""

import base64
import hashlib
import hmac
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest

try:
    import jwt
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
except ImportError:
    jwt = None

PROGRAM = pathlib.Path(os.environ["ATELIER_BIN"]) / "jwt_inspect"
SECRET = b"un secret d'au moins trente-deux octets"
HEADER = {"alg": "HS256", "typ": "JWT"}
NOW = 1_800_000_000

# RFC 7515 A.1 and A.3, RFC 8037 A.4.
RFC7515_CLAIMS = ("eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cn"
                  "VlfQ")
RFC7515_HS256 = f"eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.{RFC7515_CLAIMS}.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
RFC7515_K = "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"
RFC7515_ES256 = (f"eyJhbGciOiJFUzI1NiJ9.{RFC7515_CLAIMS}."
                 "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q")
RFC7515_PEM = """-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEf83OJ3D2xF1Bg8vub9tLe1gHMzV7
6e8Tus9uPHvRVEXH8UTNG72bfocs3+257rn0s2ldbqkLJK2KRiMohYjlrQ==
-----END PUBLIC KEY-----
"""
RFC8037 = ("eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc."
           "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg")
RFC8037_PEM = """-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=
-----END PUBLIC KEY-----
"""


def encode(data):
    if isinstance(data, dict):
        data = json.dumps(data)
    if isinstance(data, str):
        data = data.encode()
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def decode(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def signed(claims, header=HEADER, secret=SECRET):
    """The token of these two, objects or texts, by HMAC-SHA-256 whatever the header says."""
    text = f"{encode(header)}.{encode(claims)}"
    return f"{text}.{encode(hmac.new(secret, text.encode(), hashlib.sha256).digest())}"


class Inspection(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.secret = self.key("secret", SECRET)

    def key(self, name, data):
        path = self.folder / name
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return str(path)

    def run_program(self, token, *options):
        data = token if isinstance(token, bytes) else token.encode()
        return subprocess.run([PROGRAM, *options], input=data, capture_output=True, timeout=60, check=False)

    def inspect(self, token, *options, key=None, alg="HS256", at=NOW):
        """The JSON object, whose « valid » and status agree."""
        result = self.run_program(token, "--json", "--key-file", key or self.secret, "--alg", alg, "--at", str(at),
                                  *options)
        self.assertEqual(result.stderr, b"")
        report = json.loads(result.stdout)
        self.assertEqual(list(report), ["valid", "header", "claims", "reason"])
        self.assertEqual(result.returncode, 0 if report["valid"] else 1, report)
        self.assertEqual(report["reason"] == "", report["valid"], report)
        return report

    def accepts(self, token, *options, **how):
        report = self.inspect(token, *options, **how)
        self.assertTrue(report["valid"], (token, report))
        return report

    def refuses(self, token, *options, reason="", **how):
        report = self.inspect(token, *options, **how)
        self.assertFalse(report["valid"], (token, report))
        self.assertIn(reason, report["reason"])
        return report


class VectorsTest(Inspection):
    def test_rfc7515_hs256(self):
        claims = {"iss": "joe", "exp": 1300819380, "http://example.com/is_root": True}
        jwk = json.dumps({"kty": "oct", "k": RFC7515_K})
        for key in (self.key("octets", decode(RFC7515_K)), self.key("jwk", jwk)):
            report = self.accepts(RFC7515_HS256, key=key, at=1300819379)
            self.assertEqual(report, {"valid": True, "header": {"typ": "JWT", "alg": "HS256"}, "claims": claims,
                                      "reason": ""})
            self.refuses(RFC7515_HS256, key=key, at=1300819380, reason="exp")
            self.accepts(RFC7515_HS256, "--leeway", "60", key=key, at=1300819439)
            self.accepts(RFC7515_HS256, "--issuer", "joe", key=key, at=0)
            self.refuses(RFC7515_HS256, "--issuer", "Joe", key=key, at=0, reason="iss")
            self.refuses(RFC7515_HS256, "--audience", "depot", key=key, at=0, reason="aud")

    def test_rfc7515_es256(self):
        key = self.key("es256.pem", RFC7515_PEM)
        self.accepts(RFC7515_ES256, key=key, alg="ES256", at="2011-03-22T18:42:59Z")
        self.refuses(RFC7515_ES256, key=key, alg="ES256", at="2011-03-22T18:43:00Z", reason="exp")
        self.refuses(RFC7515_ES256, key=key, alg="EdDSA", at=0, reason="clé")

    def test_rfc8037_eddsa_is_well_signed_and_no_jwt(self):
        report = self.refuses(RFC8037, key=self.key("ed.pem", RFC8037_PEM), alg="EdDSA", reason="bien signé")
        self.assertEqual((report["header"], report["claims"]), ({"alg": "EdDSA"}, None))
        self.refuses(RFC8037[:-2] + "BA", key=self.key("ed.pem", RFC8037_PEM), alg="EdDSA", reason="signature")

    def test_tokens_of_python(self):
        claims = {"sub": "zoé 🍪", "aud": ["a", "b"], "exp": NOW + 1.5, "iat": NOW, "nbf": NOW - 1, "x": [1.5, None]}
        for header in (HEADER, {"alg": "HS256"}, '{ "typ" : "jwt" ,\r\n"alg":"HS256", "kid":"../../etc" }'):
            report = self.accepts(signed(claims, header), "--audience", "b")
            self.assertEqual(report["claims"], claims)
        self.accepts(b" \r\n\t" + signed(claims).encode() + b"\n\n")
        self.accepts(signed({}))
        now = int(time.time())
        result = self.run_program(signed({"iat": now, "exp": now + 600}), "--key-file", self.secret, "--alg", "HS256")
        self.assertEqual(result.returncode, 0, result)


class AttacksTest(Inspection):
    def test_none(self):
        for alg in ("none", "None", "NONE", "nOnE", "", " none", None, 0, ["HS256"], "HS512", "hs256"):
            header = {"alg": alg, "typ": "JWT"}
            self.refuses(f"{encode(header)}.{encode({})}.", reason="alg")
        self.refuses(signed({}, {"alg": "none"}), reason="alg")
        self.refuses(signed({}, {"typ": "JWT"}), reason="alg")

    def test_confusion(self):
        for alg, pem in (("ES256", RFC7515_PEM), ("EdDSA", RFC8037_PEM)):
            key = self.key("public.pem", pem)
            for secret in (pem, pem.strip(), pem.replace("\n", "\r\n")):
                token = signed({"sub": "admin"}, secret=secret.encode())
                self.refuses(token, key=key, alg=alg, reason="alg")
                self.refuses(token, key=key, alg="HS256", reason="PEM")
                self.refuses(signed({}, {"alg": alg}, secret=secret.encode()), key=key, alg=alg, reason="signature")

    def test_a_key_in_the_token_is_no_key(self):
        other = b"x" * 32
        for extra in ({"jwk": {"kty": "oct", "k": encode(other)}}, {"jku": "http://127.0.0.1:1/jwks"},
                      {"kid": "/dev/null"}, {"kid": "' OR 1=1 --"}, {"x5c": ["AAAA"]}, {"x5u": "file:///etc/passwd"}):
            self.refuses(signed({}, HEADER | extra, secret=other), reason="signature")
            self.accepts(signed({}, HEADER | extra))
        self.refuses(signed({}, secret=b""), reason="signature")


class FormTest(Inspection):
    def test_header(self):
        for header in ({"crit": []}, {"crit": ["exp"]}, {"crit": ["b64"], "b64": False}, {"typ": "JWE"}, {"typ": 1}):
            report = self.refuses(signed({}, HEADER | header))
            self.assertEqual(report["header"], HEADER | header)
        for header in ('{"alg":"none","alg":"HS256"}', '{"alg":"HS256","\\u0061lg":"HS256"}', '["HS256"]', '"HS256"',
                       '{"alg":"HS256"}}', '{"alg":"HS256"} x', '{"alg":"HS256"', '{"alg":"HS256"}\0', b"\xff", "",
                       '\ufeff{"alg":"HS256"}', b'{"alg":"HS256","x":"\xe9"}'):
            self.assertIsNone(self.refuses(signed({}, header))["header"])

    def test_form(self):
        good = signed({"sub": "ada"})
        header, claims, signature = good.split(".")
        self.accepts(good)
        for token in ("", ".", "..", "...", header, f"{header}.{claims}", good + ".", good + "." + signature,
                      "Bearer " + good, good + "=", good + "A", good + "x.y", f"{header}=.{claims}.{signature}",
                      f"{header}.{claims}=.{signature}", f"{header}.{claims}.", f"{header}.{claims}.{signature[:-1]}",
                      f"{header}. {claims}.{signature}", f"{header}.{claims}\n.{signature}", good.replace(".", "%2E"),
                      f"{header}.{claims}.{signature}\0", good.replace(".", ",")):
            self.refuses(token)
        self.refuses(good.encode() + b"\xff")

    def test_base64_has_one_form(self):
        header, claims, signature = signed({"sub": "ada"}).split(".")
        digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        others = [digits[digits.index(signature[-1]) // 4 * 4 + i] for i in range(4)]
        same = [last for last in others if decode(signature[:-1] + last) == decode(signature)]
        self.assertEqual(len(same), 4)
        accepted = [last for last in same if self.inspect(f"{header}.{claims}.{signature[:-1]}{last}")["valid"]]
        self.assertEqual(accepted, [signature[-1]])
        standard = base64.b64encode(decode(signature)).decode()
        if "+" in standard or "/" in standard:
            self.refuses(f"{header}.{claims}.{standard.rstrip('=')}", reason="Base64url")

    def test_es256_signatures(self):
        key = self.key("es256.pem", RFC7515_PEM)
        text, signature = RFC7515_ES256.rsplit(".", 1)
        r, s = decode(signature)[:32], decode(signature)[32:]
        order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551.to_bytes(32, "big")
        der = b"\x30\x45\x02\x20" + r + b"\x02\x21\x00" + s
        zero = bytes(32)
        for wrong in (zero + zero, r + zero, zero + s, order + order, r + order, order + s, s + r, r, r + s + b"\0",
                      b"\0" + r + b"\0" + s, der, b"", zero, zero * 3, b"\xff" * 64):
            self.refuses(f"{text}.{encode(wrong)}", key=key, alg="ES256", at=0, reason="signature")
        self.accepts(f"{text}.{encode(r + s)}", key=key, alg="ES256", at=0)

    def test_large_and_deep(self):
        for size in (1_000, 30_000):
            self.accepts(signed({"x": "x" * size}))
        for size in (100_000, 5_000_000):
            report = self.refuses(signed({"x": "x" * size}), reason="octets")
            self.assertIsNone(report["claims"])
        self.refuses(b"." * 1_000_000)
        self.accepts(signed('{"x":' + "[" * 7 + "]" * 7 + "}"))
        for deep in ('{"x":' + "[" * 8 + "]" * 8 + "}", '{"x":' + "[" * 20_000 + "]" * 20_000 + "}",
                     '{"x":' * 5_000 + "1" + "}" * 5_000, "[" * 40_000):
            self.assertIsNone(self.refuses(signed(deep))["claims"])
            self.assertIsNone(self.refuses(signed({}, deep))["header"])


class ClaimsTest(Inspection):
    def test_dates(self):
        for exp in ("1800000001", "1800000001.5", "18000000010e-1", "1.9e9", "253402300799"):
            self.accepts(signed(f'{{"exp":{exp}}}'))
        for exp in ("1800000000", "1800000000.9", "0", "-0", "-1", "-1e300", "1e300", "1e400", "1e99999",
                    "253402300800", "9223372036854775807", "9223372036854775808", "18446744073709551616",
                    "-9223372036854775809", "1" + "0" * 400, '"1900000000"', "null", "true", "[]", "{}"):
            self.refuses(signed(f'{{"exp":{exp}}}'))
        for exp in ("NaN", "Infinity", "-Infinity", "0x7fffffff", "01900000000", "+1900000000", "1900000000.", ""):
            self.assertIsNone(self.refuses(signed(f'{{"exp":{exp}}}'))["claims"])
        for name in ("nbf", "iat"):
            self.accepts(signed({name: NOW}))
            self.refuses(signed({name: NOW + 1}), reason=name)
            self.accepts(signed({name: NOW + 30}), "--leeway", "30")
            self.refuses(signed({name: str(NOW - 1)}), reason=name)
        self.refuses(signed({"exp": NOW + 100, "nbf": NOW + 50}), reason="nbf")

    def test_names(self):
        options = ("--issuer", "moi", "--audience", "ici")
        for aud in ("ici", ["ici"], ["là", "ici"]):
            self.accepts(signed({"iss": "moi", "aud": aud}), *options)
        for claims in ({}, {"iss": "moi"}, {"aud": "ici"}, {"iss": "moi", "aud": []}, {"iss": "moi", "aud": ["là"]},
                       {"iss": "moi", "aud": ["ici", 1]}, {"iss": ["moi"], "aud": "ici"}, {"iss": "moi", "aud": "icie"},
                       {"iss": "moi", "aud": {"ici": 1}}, {"iss": "moi", "aud": None}, {"iss": None, "aud": "ici"}):
            self.refuses(signed(claims), *options)

    def test_read_in_one_way_only(self):
        for claims in ('{"sub":"a","sub":"b"}', '{"sub":"a","s\\u0075b":"a"}', '{"x":{"y":1,"y":1}}', "[]", "1", "null",
                       "", "{}{}", "{} x", b"{}\0", b'{}\0{"x":1}', '{"x":1,}', "{'x':1}", b'{"x":"\xff"}',
                       '{"x":"\\ud800"}', '\ufeff{}', "{}// fin"):
            self.assertIsNone(self.refuses(signed(claims))["claims"])


class TextTest(Inspection):
    def test_part_by_part(self):
        token = signed({"sub": "ada", "exp": 1300819380, "nbf": "demain", "prénom": "Zoé\x1b[31m\u009b"})
        result = self.run_program(token)
        text = result.stdout.decode()
        self.assertEqual((result.returncode, result.stderr), (1, b""))
        for part in ("En-tête", "Contenu", "Signature", '"HS256"', '"ada"', "le 22 mars 2011 à 18:43:00 UTC",
                     "c'est passé", "ce n'est pas une date", "prénom", "pas de clé", "32\u00a0octets", "bearer"):
            self.assertIn(part, text)
        self.assertNotIn("\x1b", text)
        self.assertNotIn("\x9b", text)
        for unreadable in ("", "a.b.c", "bonjour"):
            self.assertIn("illisible", self.run_program(unreadable).stdout.decode())

    def test_verdict(self):
        for token, status, part in ((signed({"sub": "ada"}), 0, "Valide"), (signed({"exp": 1}), 1, "expiré")):
            result = self.run_program(token, "--key-file", self.secret, "--alg", "HS256")
            self.assertEqual(result.returncode, status)
            self.assertIn(part, result.stdout.decode())

    def test_without_a_key(self):
        result = self.run_program(signed({"sub": "ada"}), "--json")
        self.assertEqual(result.returncode, 1)
        self.assertEqual(json.loads(result.stdout), {"valid": False, "header": HEADER, "claims": {"sub": "ada"},
                                                     "reason": "pas de clé"})

    def test_keys(self):
        token = signed({})
        for data in (SECRET + b"\n", SECRET + b"\r\n", json.dumps({"kty": "oct", "k": encode(SECRET)})):
            self.accepts(token, key=self.key("clé", data))
        for data in (b"", b"court", SECRET + b"\n\n", RFC7515_PEM, json.dumps({"kty": "oct", "k": "AAAA"})):
            self.refuses(token, key=self.key("clé", data))
        for data in (b"", SECRET, "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", RFC8037_PEM):
            self.refuses(token, key=self.key("clé", data), alg="ES256", reason="clé")
        result = self.run_program(token, "--key-file", "/nulle/part", "--alg", "HS256")
        self.assertEqual((result.returncode, result.stdout), (1, b""))
        self.assertIn("/nulle/part", result.stderr.decode())

    def test_usage(self):
        for options in (("--alg", "HS256"), ("--key-file", self.secret), ("--key-file", self.secret, "--alg", "none"),
                        ("--key-file", self.secret, "--alg", "RS256"), ("--at", "hier"), ("--at", "-1"),
                        ("--at", "2026-02-30"), ("--at", "253402300800"), ("--leeway", "-1"), ("--inconnu",),
                        ("jeton",)):
            result = self.run_program(signed({}), *options)
            self.assertEqual((result.returncode, result.stdout), (2, b""), options)
        for at in ("0", "2026-11-20", "2026-11-20T17:30:00Z", "Fri, 20 Nov 2026 17:30:00 GMT"):
            self.assertEqual(self.run_program(signed({}), "--at", at).returncode, 1)
        aid = self.run_program("", "--help")
        self.assertEqual(aid.returncode, 0)
        for part in ("--key-file", "--alg", "--issuer", "--audience", "--at", "--json", "Exemples"):
            self.assertIn(part, aid.stdout.decode())


class PyjwtTest(Inspection):
    """What PyJWT makes is valid here, with the public key and with the private one."""

    def keys(self):
        for alg, key in (("ES256", ec.generate_private_key(ec.SECP256R1())),
                         ("EdDSA", ed25519.Ed25519PrivateKey.generate())):
            public = key.public_key().public_bytes(serialization.Encoding.PEM,
                                                   serialization.PublicFormat.SubjectPublicKeyInfo)
            private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                        serialization.NoEncryption())
            yield alg, key, self.key(f"{alg}-public.pem", public), self.key(f"{alg}-private.pem", private)
        yield "HS256", SECRET, self.secret, self.secret

    def test_what_it_makes_is_valid(self):
        claims = {"sub": "ada", "iss": "moi", "aud": ["ici", "là"], "iat": NOW, "nbf": NOW, "exp": NOW + 900}
        keys = list(self.keys())
        for alg, key, public, private in keys:
            for _ in range(2):
                token = jwt.encode(claims, key, algorithm=alg, headers={"kid": "1"})
                for path in (public, private):
                    report = self.accepts(token, "--issuer", "moi", "--audience", "là", key=path, alg=alg)
                    self.assertEqual(report["claims"], claims)
                self.refuses(token, key=public, alg=alg, at=NOW + 900, reason="exp")
                for other, _, path, _ in (each for each in keys if each[0] != alg):
                    self.refuses(token, key=path, alg=other, reason="alg")

    def test_traditional_and_other_keys(self):
        key = ec.generate_private_key(ec.SECP256R1())
        token = jwt.encode({"sub": "ada"}, key, algorithm="ES256")
        sec1 = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL,
                                 serialization.NoEncryption())
        self.accepts(token, key=self.key("sec1.pem", sec1), alg="ES256")
        locked = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                   serialization.BestAvailableEncryption(b"secret"))
        self.refuses(token, key=self.key("locked.pem", locked), alg="ES256", reason="clé")
        for curve in (ec.SECP384R1(), ec.SECP256K1()):
            pem = ec.generate_private_key(curve).public_key().public_bytes(
                serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
            self.refuses(token, key=self.key("other.pem", pem), alg="ES256", reason="P-256")

    def test_der_signatures(self):
        key = ec.generate_private_key(ec.SECP256R1())
        public = self.key("public.pem", key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo))
        text, signature = jwt.encode({"sub": "ada"}, key, algorithm="ES256").rsplit(".", 1)
        r, s = (int.from_bytes(half, "big") for half in (decode(signature)[:32], decode(signature)[32:]))
        self.accepts(f"{text}.{signature}", key=public, alg="ES256")
        self.refuses(f"{text}.{encode(encode_dss_signature(r, s))}", key=public, alg="ES256", reason="signature")


if __name__ == "__main__":
    if jwt is None and "PyjwtTest" in sys.argv:
        sys.exit(77)
    unittest.main()
