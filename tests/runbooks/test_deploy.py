"""What deploy/ gives a server: the proxies are started and tried, and the units name what there is."""

import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from demo_process import free_ports

from portal.operating_commands import FILES
from portal.settings import ROOT

DEPLOY = ROOT / "deploy"
PUBLIC, STAFF = "request.example.com", "mash.example.com"
UNITS = {path.stem: path.read_text() for path in (DEPLOY / "systemd").glob("portal-*.service")}


class Door(BaseHTTPRequestHandler):
    """Says back what reached it, and remembers when a request did."""

    protocol_version = "HTTP/1.1"
    came: list[float] = []  # noqa: RUF012  # of all requests together

    def answer(self):
        self.came.append(time.monotonic())
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        said = f"{self.path} {len(body)}\n{self.headers}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    do_GET = do_POST = answer  # noqa: N815  # as the library names them

    def log_message(self, *_args):
        """Nothing: the tests look at what is answered."""


@contextmanager
def stand_in_door():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


def certificate(folder):
    made = (
        f"openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN={PUBLIC} -keyout {folder}/key -out {folder}/crt"
    )
    subprocess.run(made.split(), check=True, capture_output=True)


def nginx(folder, port, doors):
    """nginx as deploy/ sets it up, on other ports and with everything it writes in a folder of its own."""
    ours = (DEPLOY / "nginx" / "portal.conf").read_text()
    plain, _between, rest = ours.partition("server {\n    listen 80;")
    ours = plain + rest.partition("\n}\n")[2]  # the way from http to https needs port 80
    (folder / "portal-forwarded.conf").write_text((DEPLOY / "nginx" / "forwarded.conf").read_text())
    for old, new in {
        "PUBLIC_HOST": PUBLIC,
        "STAFF_HOST": STAFF,
        "listen 443": f"listen 127.0.0.1:{port}",
        "127.0.0.1:8000": f"127.0.0.1:{doors[0]}",
        "127.0.0.1:8001": f"127.0.0.1:{doors[1]}",
        "/var/log/nginx": str(folder),
        "/var/lib/portal/static": str(folder),
    }.items():
        assert old in ours
        ours = ours.replace(old, new)
    ours = re.sub(r"/etc/portal/tls/\w+\.", f"{folder}/", ours)
    paths = "".join(
        f"{name}_temp_path {folder}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"user root;\ndaemon off;\npid {folder}/pid;\nerror_log {folder}/error.log;\n"
        f"events {{}}\nhttp {{\n{paths}{ours}}}\n"
    )
    return ["nginx", "-c", str(folder / "nginx.conf"), "-p", str(folder)], os.environ


def caddy(folder, port, doors):
    """Caddy as deploy/ sets it up, with a certificate of its own making."""
    ours = (DEPLOY / "Caddyfile").read_text()
    ours = ours.replace("127.0.0.1:8000", f"127.0.0.1:{doors[0]}").replace("127.0.0.1:8001", f"127.0.0.1:{doors[1]}")
    ours = ours.replace(
        "{\n\tservers", f"{{\n\tadmin off\n\tauto_https disable_redirects\n\thttps_port {port}\n\tservers", 1
    )
    ours = ours.replace("\timport door", f"\ttls {folder}/crt {folder}/key\n\timport door")
    (folder / "Caddyfile").write_text(ours)
    names = {"PUBLIC_HOST": PUBLIC, "STAFF_HOST": STAFF, "HOME": str(folder), "XDG_DATA_HOME": str(folder)}
    return ["caddy", "run", "--config", str(folder / "Caddyfile")], os.environ | names


PROXIES = {"nginx": nginx, "caddy": caddy}


@pytest.fixture(params=PROXIES)
def proxy(request, tmp_path):
    """A proxy before two doors: how to ask it, and the name of its kind."""
    if shutil.which(request.param) is None:
        pytest.fail(f"{request.param} is not installed: apt-get install nginx caddy")
    certificate(tmp_path)
    (tmp_path / "503.html").write_text("call 999")
    (port,) = free_ports(1)
    with stand_in_door() as public, stand_in_door() as staff:
        command, environment = PROXIES[request.param](tmp_path, port, (public, staff))
        with (tmp_path / "log").open("wb") as log:
            process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            _until_it_listens(port, process, tmp_path)
            yield request.param, lambda host=PUBLIC: _connection(port, host), port
        finally:
            process.terminate()
            process.wait(10)


def _until_it_listens(port, process, folder):
    for _ in range(100):
        assert process.poll() is None, (folder / "log").read_text()
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail((folder / "log").read_text())


class Named(http.client.HTTPSConnection):
    """To this machine, by the name that the proxy knows."""

    def connect(self):
        plain = socket.create_connection(("127.0.0.1", self.port), 20)
        self.sock = self._context.wrap_socket(plain, server_hostname=self.host)


def _connection(port, host):
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    return Named(host, port, context=trusting, timeout=20)


def asked(connect, path="/", body=None, host=PUBLIC, **headers):
    """The status and the text of what is answered."""
    connection = connect(host)
    named = {"Host": host} | {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        connection.request("POST" if body is not None else "GET", path, body, named)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    except (BrokenPipeError, ConnectionResetError):
        return 413, ""  # it closed before we had sent all
    finally:
        connection.close()


def test_the_doors_hear_of_the_visitor_from_the_proxy_alone(proxy):
    _kind, connect, _port = proxy
    lied = {"X_Forwarded_For": "203.0.113.9", "X_Forwarded_Host": "evil.example.com", "Forwarded": "for=203.0.113.9"}
    for host in (PUBLIC, STAFF):
        status, said = asked(
            connect, host=host, X_Forwarded_Proto="http", X_Forwarded_Port="1", X_Forwarded_Prefix="/x", **lied
        )
        assert status == 200
        heard = {name.lower(): value for name, value in re.findall(r"^([\w-]+): (.*?)\r?$", said, re.MULTILINE)}
        told = {name: value for name, value in heard.items() if name.startswith(("x-forwarded", "forwarded"))}
        assert told == {"x-forwarded-for": "127.0.0.1", "x-forwarded-proto": "https", "x-forwarded-host": host}
        assert heard["host"] == host


def test_the_signs_of_life_are_not_for_the_world(proxy):
    _kind, connect, _port = proxy
    assert [asked(connect, path, host=host)[0] for path in ("/health", "/ready") for host in (PUBLIC, STAFF)] == [
        404
    ] * 4


def test_only_where_files_are_sent_may_something_large_come(proxy):
    kind, connect, _port = proxy
    refused = {413, 502} if kind == "caddy" else {413}  # Caddy before 2.8 says 502
    small, large, larger = b"x" * 250_000, b"x" * 300_000, b"x" * 10_700_000
    assert asked(connect, "/request/now", small)[0] == 200
    assert asked(connect, "/request/now", large)[0] in refused
    for path in ("/request/files", "/tell/files", "/files"):
        status, said = asked(connect, path, larger)
        assert status == 200
        assert said.startswith(f"{path} {len(larger)}\n")
    assert asked(connect, "/files", b"x" * 12_000_000)[0] in refused


def test_who_sends_slowly_holds_no_thread_of_a_door(proxy):
    _kind, connect, _port = proxy
    connection = connect()
    connection.putrequest("POST", "/request/now")
    connection.putheader("Content-Length", "20")
    connection.endheaders()
    Door.came.clear()
    for _ in range(10):
        connection.send(b"x")
        time.sleep(0.05)
    assert Door.came == []
    connection.send(b"x" * 10)
    assert connection.getresponse().status == 200
    assert len(Door.came) == 1
    connection.close()


def test_who_asks_too_often_is_refused_but_can_always_leave(proxy):
    kind, connect, _port = proxy
    if kind == "caddy":
        assert "limits no rates" in (DEPLOY / "Caddyfile").read_text()
        return
    answers, connection = [], connect()
    for _ in range(400):
        connection.request("GET", "/", headers={"Host": PUBLIC})
        answers.append((answer := connection.getresponse()).status)
        answer.read()
    connection.close()
    assert answers[:80] == [200] * 80
    assert 429 in answers
    assert asked(connect, "/exit")[0] == 200


def test_where_a_door_is_away_nginx_gives_the_numbers_to_call(tmp_path):
    certificate(tmp_path)
    (tmp_path / "503.html").write_text("call 999")
    port, nobody = free_ports(2)
    command, environment = nginx(tmp_path, port, (nobody, nobody))
    process = subprocess.Popen(command, env=environment)
    try:
        _until_it_listens(port, process, tmp_path)
        assert asked(lambda host: _connection(port, host)) == (503, "call 999")
    finally:
        process.terminate()
        process.wait(10)


def test_nginx_says_whom_to_tell_of_a_weakness(proxy, tmp_path):
    kind, connect, _port = proxy
    if kind == "nginx":
        assert asked(connect, "/.well-known/security.txt")[0] == 404
        (tmp_path / ".well-known").mkdir()
        (tmp_path / ".well-known" / "security.txt").write_text("Contact: mailto:security@example.com\n")
        assert asked(connect, "/.well-known/security.txt") == (200, "Contact: mailto:security@example.com\n")


def test_each_unit_starts_what_there_is_as_somebody_of_its_own_with_its_own_settings():
    users = [re.search(r"^User=(.*)$", unit, re.MULTILINE)[1] for unit in UNITS.values()]
    assert len(set(users)) == len(users)
    for name, unit in UNITS.items():
        assert Path(re.search(r"^EnvironmentFile=(.*)$", unit, re.MULTILINE)[1]).name in FILES.values(), name
        assert "NoNewPrivileges=yes" in unit
        assert "ProtectSystem=strict" in unit
        assert "useradd --system" in (DEPLOY / "set-up.sh").read_text()
    said = subprocess.run(
        [Path(sys.executable).with_name("portal"), "--help"], capture_output=True, text=True, check=True
    )
    for command in re.findall(r"\.venv/bin/portal ([\w-]+)", "".join(UNITS.values())):
        assert f"  {command} " in said.stdout


def test_who_backs_up_can_read_what_the_worker_records():
    for name in ("portal-worker", "portal-backup"):
        assert "UMask=0007" in UNITS[name]
    assert "install -d -m 2770 -o portal-worker -g portal-records" in (DEPLOY / "set-up.sh").read_text()


def test_a_door_is_started_anew_behind_its_port_and_nobody_is_refused(tmp_path):
    """As systemd does it: the port stays open while the door ends and the next one begins."""
    with socket.socket() as port:
        port.bind(("127.0.0.1", 0))
        port.listen(2048)
        answers, stop = [], threading.Event()
        _tables(tmp_path)
        door = _door_on(port, tmp_path)
        asking = [threading.Thread(target=_asks, args=(port.getsockname()[1], answers, stop)) for _ in range(4)]
        for each in asking:
            each.start()
        try:
            for _ in range(2):
                until_more(answers)
                door.terminate()
                assert door.wait(40) == 0, (tmp_path / "log").read_text()
                door = _door_on(port, tmp_path)
            until_more(answers)
        finally:
            stop.set()
            for each in asking:
                each.join()
            door.terminate()
            door.wait(40)
    assert {*answers} == {"ok"}


def until_more(answers):
    """Until twenty more were answered: the door is at work."""
    wanted, ends = len(answers) + 20, time.monotonic() + 60
    while len(answers) < wanted:
        assert time.monotonic() < ends
        time.sleep(0.05)


def _environment(folder):
    mine = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    return mine | {"PORTAL_ENV": "demo", "PORTAL_DATA_DIR": str(folder), "WEB_CONCURRENCY": "1"}


def _tables(folder):
    portal = Path(sys.executable).with_name("portal")
    subprocess.run([portal, "upgrade"], cwd=ROOT, env=_environment(folder), check=True, capture_output=True)


def _door_on(port, folder):
    held = port.fileno()
    command = f"LISTEN_FDS=1 LISTEN_PID=$$ exec {Path(sys.executable).with_name('gunicorn')} 'portal.apps:public_app()'"
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(
            ["bash", "-c", f"exec 3<&{held}; {command}"],
            cwd=ROOT,
            env=_environment(folder),
            pass_fds=[held],
            stdout=log,
            stderr=log,
        )


def _asks(port, answers, stop):
    while not stop.is_set():
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            connection.request("GET", "/", headers={"Connection": "close"})
            answer = connection.getresponse()
            answer.read()
            answers.append("ok" if answer.status == 200 else str(answer.status))
        except OSError as error:
            answers.append(repr(error))
        finally:
            connection.close()
