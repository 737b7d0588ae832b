#!/usr/bin/python3
"""The upload service, as its clients see it: accounts, tokens, rights, files, resumable uploads, trail."""

import base64
import concurrent.futures
import hashlib
import json
import os
import socket
import subprocess
import unittest

import requests

from deposit import DEADLINE, PASSWORDS, PNG, Deposit, encoded, sha256
from server import program

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
MISSING = "0" * 32


class Service(unittest.TestCase):
    """One service for each class."""

    options = ()

    @classmethod
    def setUpClass(cls):
        cls.deposit = Deposit(*cls.options)
        cls.addClassCleanup(cls.deposit.stop)

    def ask(self, status, method, path, who=None, **options):
        answer = self.deposit.ask(method, path, who, **options)
        self.assertEqual(answer.status_code, status, f"{method} {path} : {answer.text[:500]}")
        return answer

    def upload(self, status, who, name, content, **options):
        return self.ask(status, "POST", "/files?name=" + requests.utils.quote(name), who, data=content, **options)


class TokensTest(Service):
    def token(self, status, **form):
        return self.ask(status, "POST", "/token", data=form)

    def test_a_password_gives_a_token_as_oauth_says(self):
        answer = self.token(200, grant_type="password", username="ada", password=PASSWORDS["ada"])
        content = answer.json()
        self.assertEqual((content["token_type"], content["expires_in"], content["scope"]), ("Bearer", 900, "auteur"))
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        self.assertEqual(content["access_token"].count("."), 2)

    def test_a_client_gives_its_secret_in_basic_or_in_the_form(self):
        self.ask(200, "POST", "/token", data={"grant_type": "client_credentials"}, auth=("ada", PASSWORDS["ada"]))
        self.token(200, grant_type="client_credentials", client_id="ada", client_secret=PASSWORDS["ada"])

    def test_refusals_have_the_words_of_oauth(self):
        self.assertEqual(self.token(400, username="ada").json()["error"], "invalid_request")
        self.assertEqual(self.token(400, grant_type="implicit").json()["error"], "unsupported_grant_type")
        self.ask(415, "POST", "/token", data="{}", headers={"Content-Type": "application/json"})
        self.ask(405, "GET", "/token")

    def test_a_wrong_name_and_a_wrong_password_are_the_same_answer(self):
        answers = [self.deposit.ask("POST", "/token", data={"grant_type": "password", "username": name,
                                                            "password": "pas celui-là"}) for name in ("alan", "personne")]
        self.assertEqual([a.status_code for a in answers], [answers[0].status_code] * 2)
        self.assertEqual(answers[0].content, answers[1].content)
        self.assertEqual(set(answers[0].headers), set(answers[1].headers))
        self.assertEqual(answers[0].json()["error"], "invalid_grant")

    def test_guessing_becomes_slow_and_does_not_lock_the_others_out(self):
        statuses = [self.deposit.ask("POST", "/token", data={"grant_type": "password", "username": "louis",
                                                             "password": str(i)}) for i in range(8)]
        self.assertIn(429, [answer.status_code for answer in statuses])
        self.assertGreaterEqual(int(statuses[-1].headers["Retry-After"]), 1)
        self.token(200, grant_type="password", username="grace", password=PASSWORDS["grace"])

    def test_guesses_made_at_the_same_time_all_count(self):
        form = {"grant_type": "password", "username": "simultané", "password": "x"}
        with concurrent.futures.ThreadPoolExecutor(20) as pool:
            statuses = list(pool.map(lambda _: requests.post(self.deposit.url + "/token", data=form,
                                                             timeout=DEADLINE).status_code, range(20)))
        # Six, and a few more on a slow machine: the waits between them are 2, 4, 8 seconds…
        self.assertLessEqual(sum(status != 429 for status in statuses), 10, statuses)

    def test_the_public_key_checks_the_token(self):
        key = self.ask(200, "GET", "/token/key").content
        run = subprocess.run([program("jwt_inspect"), "--json", "--alg", "EdDSA", "--key-file", "/dev/fd/3"],
                             input=self.deposit.token("ada").encode(), capture_output=True, check=False,
                             timeout=DEADLINE, **self.as_descriptor_3(key))
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        self.assertEqual(json.loads(run.stdout)["claims"]["sub"], "ada")

    def as_descriptor_3(self, content):
        reading, writing = os.pipe()
        os.write(writing, content)
        os.close(writing)
        self.addCleanup(os.close, reading)
        return {"pass_fds": (3,), "preexec_fn": lambda: os.dup2(reading, 3)}


class BearerTest(Service):
    def refused(self, token):
        answer = self.ask(401, "GET", "/files", headers={"Authorization": "Bearer " + token})
        self.assertIn('error="invalid_token"', answer.headers["WWW-Authenticate"])

    def test_without_a_token_nothing(self):
        answer = self.ask(401, "GET", "/files")
        self.assertTrue(answer.headers["WWW-Authenticate"].startswith("Bearer"))
        for method, path in (("POST", "/files"), ("GET", "/files/" + MISSING), ("DELETE", "/files/" + MISSING),
                             ("PATCH", "/files/" + MISSING), ("GET", "/audit"), ("POST", "/files/")):
            self.ask(401, method, path)

    def test_a_token_in_the_address_is_none(self):
        self.ask(401, "GET", "/files?access_token=" + self.deposit.token("ada"))

    def test_forged_tokens(self):
        head, claims, signature = self.deposit.token("ada").split(".")
        none = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
        other = "B" if signature[0] == "A" else "A"
        promoted = base64.urlsafe_b64decode(claims + "==").replace(b"auteur", b"admin")
        for token in ("x", "a.b.c", f"{head}.{claims}.", f"{none}.{claims}.", f"{head}.{claims}.{other}{signature[1:]}",
                      f"{head}.{base64.urlsafe_b64encode(promoted).rstrip(b'=').decode()}.{signature}",
                      f"{head}.{claims}.{signature}.", f"{head}=.{claims}.{signature}", "x" * 5000):
            self.refused(token)


class FilesTest(Service):
    def test_a_file_comes_back_as_it_was(self):
        stored = self.upload(201, "ada", "Été à la plage.png", PNG)
        about = stored.json()
        self.assertEqual((about["name"], about["type"], about["size"], about["sha256"], about["owner"]),
                         ("Été à la plage.png", "image/png", len(PNG), sha256(PNG), "ada"))
        self.assertEqual(stored.headers["Location"], "/files/" + about["id"])
        answer = self.ask(200, "GET", stored.headers["Location"], "ada")
        self.assertEqual(answer.content, PNG)
        self.assertEqual(answer.headers["Content-Type"], "image/png")
        self.assertTrue(answer.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''%C3%89t%C3%A9"))
        self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
        self.assertIn("sandbox", answer.headers["Content-Security-Policy"])
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        self.assertEqual(base64.b64decode(answer.headers["Repr-Digest"][9:-1]).hex(), sha256(PNG))
        part = self.ask(206, "GET", stored.headers["Location"], "ada", headers={"Range": "bytes=1-3"})
        self.assertEqual(part.content, b"PNG")
        self.assertEqual(self.ask(200, "HEAD", stored.headers["Location"], "ada").headers["Content-Length"], str(len(PNG)))

    def test_a_form_brings_a_file(self):
        files = {"sha256": (None, sha256(PNG)), "photo": ("..\\..\\photo.PNG", PNG, "text/html")}
        about = self.ask(201, "POST", "/files", "ada", files=files).json()
        self.assertEqual((about["name"], about["type"]), ("photo.PNG", "image/png"))
        self.ask(422, "POST", "/files", "ada", files={"sha256": (None, "0" * 64), "photo": ("a.png", PNG)})
        self.ask(400, "POST", "/files", "ada", files={"a": ("a.png", PNG), "b": ("b.png", PNG)})
        self.ask(400, "POST", "/files", "ada", files={"texte": (None, "rien")})

    def test_what_is_declared_is_checked(self):
        digest = base64.b64encode(hashlib.sha256(PNG).digest()).decode()
        self.upload(201, "ada", "a.png", PNG, headers={"Repr-Digest": f"sha-256=:{digest}:"})
        self.upload(201, "ada", "a.png", PNG, headers={"X-Content-SHA256": sha256(PNG).upper()})
        self.upload(422, "ada", "a.png", PNG, headers={"X-Content-SHA256": sha256(b"")})
        self.upload(400, "ada", "a.png", PNG, headers={"X-Content-SHA256": "abc"})
        for wrong in ("sha-256=:abc:", f"sha-256=:{digest}", f"x-sha-256=:{digest}:", "sha-512=:YQ==:"):
            self.upload(400, "ada", "a.png", PNG, headers={"Repr-Digest": wrong})

    def test_types_by_extension_and_content(self):
        for name, content in (("page.html", b"<p>"), ("script.sh", b"#!/bin/sh\n"), ("sans-extension", PNG),
                              ("photo.png", b"<script>alert(1)</script>"), ("texte.txt", b"  <html>"),
                              ("texte.txt", b"#!/bin/sh\n"), ("image.svg", b"<svg/>"), ("a.pdf", PNG)):
            self.upload(415, "ada", name, content)
        self.upload(201, "ada", "notes.txt", "Bonjour, ça va ?\n".encode())
        self.upload(400, "ada", "", PNG)

    def test_the_antivirus_and_the_inspection_refuse(self):
        self.upload(422, "ada", "notes.txt", EICAR)
        self.upload(422, "ada", "coupe.png", PNG[:20])
        self.assertEqual([f["name"] for f in self.ask(200, "GET", "/files", "ada").json()["fichiers"]
                          if f["name"] in ("coupe.png",)], [])

    def test_nobody_sees_the_files_of_others(self):
        place = self.upload(201, "ada", "secret.png", PNG).headers["Location"]
        for method in ("GET", "HEAD", "DELETE"):
            self.ask(404, method, place, "alan")
        self.ask(404, "GET", place, "louis")
        self.ask(200, "GET", place, "grace")
        listed = self.ask(200, "GET", "/files", "alan").json()["fichiers"]
        self.assertNotIn(place, ["/files/" + f["id"] for f in listed])
        self.ask(204, "DELETE", place, "ada")
        self.ask(404, "GET", place, "ada")

    def test_a_reader_reads(self):
        self.upload(403, "louis", "a.png", PNG)
        self.ask(403, "POST", "/files/", "louis", headers={"Tus-Resumable": "1.0.0", "Upload-Length": "1"})
        self.ask(403, "DELETE", "/files/" + MISSING, "louis")
        self.ask(200, "GET", "/files", "louis")

    def test_addresses_that_are_none(self):
        for path in ("/files/%2e%2e%2fcomptes", "/files/" + "a" * 4000, "/files/%00",
                     "/files/" + MISSING.upper() + "'", "/comptes", "/dossier/x"):
            status = self.deposit.ask("GET", path, "ada").status_code
            self.assertIn(status, (400, 404), path)
        self.ask(403, "GET", "/dossier/")

    def test_uploads_at_once_stay_apart(self):
        contents = [PNG + os.urandom(1000 * i) for i in range(1, 17)]
        self.deposit.token("alan")
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            stored = list(pool.map(lambda content: self.deposit.upload("alan", "a.png", content), contents))
        self.assertEqual([s.status_code for s in stored], [201] * 16)
        for answer, content in zip(stored, contents):
            self.assertEqual(self.ask(200, "GET", answer.headers["Location"], "alan").content, content)


class DeafScannerTest(unittest.TestCase):
    def test_an_antivirus_that_never_answers_keeps_nobody_from_his_files(self):
        with socket.create_server(("127.0.0.1", 0)) as deaf:
            deposit = Deposit("--clamd", f"127.0.0.1:{deaf.getsockname()[1]}")
            self.addCleanup(deposit.stop)
            deaf.settimeout(DEADLINE)
            head = (f"POST /files?name=a.png HTTP/1.1\r\nHost: a\r\nContent-Length: {len(PNG)}\r\n"
                    f"Authorization: Bearer {deposit.token('ada')}\r\n\r\n").encode()
            scans = []
            for _ in range(8):  # ServiceLimits::checks_at_once
                client = socket.create_connection((deposit.server.host, deposit.server.port), DEADLINE)
                self.addCleanup(client.close)
                client.sendall(head + PNG)
                scans.append(deaf.accept()[0])
            self.assertEqual(deposit.ask("GET", "/files", "alan").json(), {"fichiers": []})
            for scan in scans:
                scan.close()


class SlowScannerTest(unittest.TestCase):
    tus = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"}

    def test_an_upload_that_is_removed_while_it_is_checked_is_not_there(self):
        with socket.create_server(("127.0.0.1", 0)) as scanner, concurrent.futures.ThreadPoolExecutor(1) as pool:
            scanner.settimeout(DEADLINE)
            deposit = Deposit("--clamd", f"127.0.0.1:{scanner.getsockname()[1]}")
            self.addCleanup(deposit.stop)
            head = {**self.tus, "Upload-Length": str(len(PNG)), "Upload-Metadata": "filename " + encoded("a.png")}
            place = deposit.ask("POST", "/files/", "ada", headers=head).headers["Location"]
            token = {"Authorization": "Bearer " + deposit.token("ada")}
            patch = pool.submit(requests.patch, deposit.url + place, headers={**self.tus, **token}, data=PNG,
                                timeout=DEADLINE)
            with scanner.accept()[0] as scan:
                self.assertEqual(deposit.ask("DELETE", place, "ada", headers=self.tus).status_code, 204)
                scan.settimeout(DEADLINE)
                received = b""
                while not received.endswith(bytes(4)):
                    received += scan.recv(4096)
                scan.sendall(b"stream: OK\0")
            self.assertEqual(patch.result().status_code, 404)


class AbsentScannerTest(unittest.TestCase):
    tus = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"}

    def test_what_came_whole_is_said_to_be_kept_only_once_it_was_checked(self):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            deposit = Deposit("--clamd", f"127.0.0.1:{silent.getsockname()[1]}")
        self.addCleanup(deposit.stop)
        head = {**self.tus, "Upload-Length": str(len(PNG)), "Upload-Metadata": "filename " + encoded("a.png")}
        place = deposit.ask("POST", "/files/", "ada", headers=head).headers["Location"]
        self.assertEqual(deposit.ask("PATCH", place, "ada", headers=self.tus, data=PNG).status_code, 503)
        self.assertEqual(deposit.ask("HEAD", place, "ada", headers=self.tus).status_code, 503)
        self.assertEqual(deposit.server.stop(), 0)
        deposit.options = deposit.options[:-2]
        deposit.start()
        self.assertEqual(deposit.ask("HEAD", place, "ada", headers=self.tus).headers["Upload-Offset"], str(len(PNG)))
        self.assertEqual(deposit.ask("GET", place, "ada").content, PNG)


class LimitsTest(Service):
    options = ("--max-size", "100000", "--quota", "250000")

    def test_beyond_the_largest_file(self):
        self.upload(413, "ada", "a.png", PNG + bytes(100000))
        self.upload(413, "ada", "a.png", iter([PNG, bytes(60000), bytes(60000)]))
        self.ask(413, "POST", "/files/", "ada", headers={"Tus-Resumable": "1.0.0", "Upload-Length": "100001",
                                                         "Upload-Metadata": "filename " + encoded("a.png")})

    def test_a_form_that_brings_other_things_without_end(self):
        begin = b"--a\r\nContent-Disposition: form-data; name=x\r\n\r\n"
        file = b'--a\r\nContent-Disposition: form-data; name=f; filename="a.txt"\r\n\r\nx\r\n--a--\r\n'
        for pieces in ([b"\r\n"], [begin], [file]):
            form = iter(pieces + [bytes(100000)] * 11)
            self.ask(413, "POST", "/files", "ada", data=form, headers={"Content-Type": "multipart/form-data; boundary=a"})

    def test_beyond_the_quota_until_something_is_removed(self):
        file = PNG + bytes(90000)
        places = [self.upload(201, "alan", "a.png", file).headers["Location"] for _ in range(2)]
        self.upload(413, "alan", "a.png", file)
        self.ask(204, "DELETE", places[0], "alan")
        self.upload(201, "alan", "a.png", file)


class ResumableTest(Service):
    tus = {"Tus-Resumable": "1.0.0"}

    def begin(self, length, name="a.png", who="ada", **metadata):
        pairs = ",".join(f"{key} {encoded(value)}" for key, value in {"filename": name, **metadata}.items())
        answer = self.ask(201, "POST", "/files/", who, headers={**self.tus, "Upload-Length": str(length),
                                                                "Upload-Metadata": pairs})
        return answer.headers["Location"]

    def patch(self, status, place, offset, content, who="ada", **headers):
        return self.ask(status, "PATCH", place, who, data=content,
                        headers={**self.tus, "Upload-Offset": str(offset),
                                 "Content-Type": "application/offset+octet-stream", **headers})

    def offset(self, place):
        return int(self.ask(200, "HEAD", place, "ada", headers=self.tus).headers["Upload-Offset"])

    def test_in_two_pieces(self):
        place = self.begin(len(PNG), "morceaux.png", sha256=sha256(PNG))
        self.assertEqual(self.patch(204, place, 0, PNG[:30]).headers["Upload-Offset"], "30")
        self.ask(404, "GET", place, "ada")
        self.assertEqual(self.offset(place), 30)
        self.patch(204, place, 30, PNG[30:])
        self.assertEqual(self.ask(200, "GET", place, "ada").content, PNG)
        self.assertEqual(self.offset(place), len(PNG))

    def test_pieces_out_of_order_or_stolen(self):
        place = self.begin(len(PNG))
        self.patch(409, place, 10, PNG[10:20])
        self.patch(204, place, 0, PNG[:10])
        self.patch(409, place, 0, PNG[:10])
        self.patch(404, place, 10, PNG[10:], "alan")
        self.patch(413, place, 10, PNG[10:] + b"x")
        self.ask(404, "HEAD", place, "alan", headers=self.tus)
        self.ask(404, "DELETE", place, "alan")
        self.assertEqual(self.offset(place), 10)
        self.ask(204, "DELETE", place, "ada", headers=self.tus)
        self.ask(404, "HEAD", place, "ada", headers=self.tus)

    def test_an_admin_sends_nothing_in_another_s_name(self):
        place = self.begin(len(PNG))
        self.patch(404, place, 0, PNG, "grace")
        self.patch(204, place, 0, PNG)
        self.assertEqual(self.ask(200, "GET", place, "grace").content, PNG)

    def test_an_upload_of_no_bytes_is_whole_at_once(self):
        self.assertEqual(self.ask(200, "GET", self.begin(0, "vide.txt"), "ada").content, b"")
        self.ask(415, "POST", "/files/", "ada", headers={**self.tus, "Upload-Length": "0",
                                                         "Upload-Metadata": "filename " + encoded("vide.png")})

    def test_a_piece_with_its_checksum(self):
        place = self.begin(len(PNG))
        right = "sha1 " + base64.b64encode(hashlib.sha1(PNG[:10]).digest()).decode()
        self.patch(460, place, 0, PNG[1:11], **{"Upload-Checksum": right})
        self.assertEqual(self.offset(place), 0)
        self.patch(204, place, 0, PNG[:10], **{"Upload-Checksum": right})
        self.patch(400, place, 10, PNG[10:], **{"Upload-Checksum": "md5 AAAA"})

    def test_what_would_be_refused_in_one_piece_is_refused_in_two(self):
        place = self.begin(len(EICAR), "notes.txt")
        self.patch(204, place, 0, EICAR[:20])
        self.patch(422, place, 20, EICAR[20:])
        self.ask(404, "HEAD", place, "ada", headers=self.tus)
        place = self.begin(len(PNG), "a.png", sha256="0" * 64)
        self.patch(422, place, 0, PNG)

    def test_what_a_broken_connection_brought_is_kept(self):
        place = self.begin(1000)
        head = (f"PATCH {place} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {self.deposit.token('ada')}\r\n"
                "Tus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\n"
                "Content-Length: 1000\r\n\r\n").encode()
        with socket.create_connection((self.deposit.server.host, self.deposit.server.port), DEADLINE) as connection:
            connection.sendall(head + PNG)
            connection.shutdown(socket.SHUT_WR)
            self.assertIn(b" 400 ", connection.recv(4096))
        self.assertEqual(self.offset(place), len(PNG))

    def test_a_restart_loses_nothing_that_was_acknowledged(self):
        place = self.begin(len(PNG))
        self.patch(204, place, 0, PNG[:40])
        whole = self.upload(201, "ada", "entier.png", PNG).headers["Location"]
        self.assertEqual(self.deposit.server.stop(), 0)
        self.deposit.start()
        self.assertEqual(self.ask(200, "GET", whole, "ada").content, PNG)
        self.assertEqual(self.offset(place), 40)
        self.patch(204, place, 40, PNG[40:])
        self.assertEqual(self.ask(200, "GET", place, "ada").content, PNG)

    def test_wrong_fields(self):
        for headers in ({}, {"Upload-Length": "-1"}, {"Upload-Length": "1e3"}, {"Upload-Length": "9" * 30},
                        {"Upload-Length": "5", "Upload-Metadata": "filename ***"}, {"Upload-Length": "5"},
                        {"Upload-Length": "5", "Upload-Metadata": "filename YQ==,filename YQ=="}):
            self.ask(400, "POST", "/files/", "ada", headers={**self.tus, **headers})
        self.ask(412, "POST", "/files/", "ada", headers={"Upload-Length": "5"})
        offered = self.ask(204, "OPTIONS", "/files/")
        self.assertEqual(offered.headers["Tus-Extension"], "creation,checksum,expiration,termination")


class SessionsTest(Service):
    def sign_in(self, status=200, password=PASSWORDS["ada"], **headers):
        return self.ask(status, "POST", "/session", data={"username": "ada", "password": password}, headers=headers)

    def test_a_page_signs_in_acts_and_signs_out(self):
        answer = self.sign_in(Origin=self.deposit.url)
        cookie = answer.headers["Set-Cookie"]
        for attribute in ("__Host-session=", "Secure", "HttpOnly", "SameSite=Strict", "Path=/"):
            self.assertIn(attribute, cookie)
        headers = {"Cookie": cookie.split(";")[0], "X-CSRF-Token": answer.json()["csrf"], "Origin": self.deposit.url}
        self.assertEqual(self.ask(200, "GET", "/session", headers=headers).json()["user"], "ada")
        self.ask(201, "POST", "/files?name=a.png", data=PNG, headers=headers)
        self.ask(403, "POST", "/files?name=a.png", data=PNG, headers={**headers, "Origin": "http://mechant.example"})
        self.ask(403, "POST", "/files?name=a.png", data=PNG, headers={**headers, "X-CSRF-Token": "x"})
        self.ask(403, "DELETE", "/session", headers={"Cookie": headers["Cookie"]})
        self.ask(204, "DELETE", "/session", headers=headers)
        self.ask(401, "GET", "/session", headers=headers)

    def test_another_site_does_not_sign_anybody_in(self):
        self.sign_in(403, Origin="http://mechant.example")
        self.sign_in(403, **{"Sec-Fetch-Site": "cross-site"})

    def test_a_wrong_password_opens_no_session(self):
        self.assertNotIn("Set-Cookie", self.sign_in(401, password="autre chose").headers)


class TrailTest(Service):
    def test_what_happened_is_there_for_admins_alone(self):
        self.deposit.ask("POST", "/token", data={"grant_type": "password", "username": "eve\r\n2026 faux",
                                                 "password": "secret-à-taire"})
        place = self.upload(201, "ada", "preuve.png", PNG).headers["Location"]
        self.upload(415, "ada", "virus.exe", b"MZ")
        self.ask(200, "GET", place, "ada")
        self.ask(404, "GET", place, "alan")
        self.ask(404, "DELETE", place, "alan")
        self.ask(204, "DELETE", place, "ada")
        self.ask(403, "GET", "/audit", "ada")
        text = self.ask(200, "GET", "/audit", "grace").text
        self.assertIn(r"eve\x0D\x0A2026\x20faux connexion refus", text)
        for part in ("ada dépôt succès", "ada dépôt refus virus.exe", "ada lecture succès", "ada suppression succès",
                     f"alan lecture refus {place[7:]}", f"alan suppression refus {place[7:]}"):
            self.assertIn(part, text)
        for secret in ("secret-à-taire", self.deposit.token("ada"), PASSWORDS["ada"]):
            self.assertNotIn(secret, text)


class ProgramTest(unittest.TestCase):
    def run_program(self, *options, status, **more):
        run = subprocess.run([program("upload_server"), *options], capture_output=True, timeout=DEADLINE, check=False, **more)
        self.assertEqual(run.returncode, status, run.stderr)
        return run.stderr.decode()

    def test_what_it_refuses_to_start_with(self):
        deposit = Deposit()
        self.addCleanup(deposit.stop)
        self.assertIn("un autre serveur", self.run_program("--port", "0", "--data", deposit.data, status=1))
        key = deposit.folder.name + "/cle"
        with open(key, "w", encoding="ascii") as file:
            file.write("x" * 40)
        os.chmod(key, 0o644)
        for options, part in ((("--data", deposit.folder.name + "/neuf"), "--add-account"),
                              (("--data", deposit.data, "--token-alg", "HS256", "--token-key", key), "cle")):
            self.assertIn(part, self.run_program("--port", "0", *options, status=1))
        self.run_program("--token-alg", "none", status=2)
        self.run_program("--clamd", "nulle part", "--data", deposit.data, status=2)
        self.assertIn("12 caractères", self.run_program("--data", deposit.data, "--add-account", "bob", status=1,
                                                        input=b"court\n"))
        self.assertIn("ada", self.run_program("--data", deposit.data, "--add-account", "ada", status=1,
                                              input=b"une phrase assez longue\n"))

    def test_it_leaves_no_core(self):
        deposit = Deposit()
        self.addCleanup(deposit.stop)
        with open(f"/proc/{deposit.server.process.pid}/limits", encoding="ascii") as limits:
            self.assertRegex(limits.read(), r"Max core file size +0 +0 ")

    def test_it_does_not_serve_what_it_keeps(self):
        deposit = Deposit()
        self.addCleanup(deposit.stop)
        folder = deposit.folder.name
        os.symlink(folder, folder + "/lien")
        for root in (folder, folder + "/www/..", folder + "/lien/", deposit.data):
            self.assertIn("--root", self.run_program("--port", "0", "--root", root, "--data", deposit.data, status=1))
        self.assertIn("--root", self.run_program("--port", "0", "--data", "depot", status=1, cwd=folder))

    def test_what_it_keeps_nobody_else_may_read(self):
        deposit = Deposit()
        self.addCleanup(deposit.stop)
        deposit.upload("ada", "a.png", PNG)
        for folder, folders, files in os.walk(deposit.data):
            for name in [folder, *(os.path.join(folder, f) for f in folders + files)]:
                self.assertEqual(os.stat(name).st_mode & 0o077, 0, name)


if __name__ == "__main__":
    unittest.main()
