"""A real IMAP server for the tests (Dovecot of Debian's dovecot-imapd), with a configuration, a folder and ports of its
own, as whoever runs the tests; as root its parts run as the package's users. Says on its first line which ports it has;
then it reads one command a line as JSON and answers each with one line. Ends with its input.

  {"do": "append", "mails": ["base64" …], "folder": "INBOX", "user": "…"}   puts mails into a folder
  {"do": "flags", "folder": "INBOX"}                           what the mails of a folder are marked with
  {"do": "renumber", "folder": "INBOX"}                        the same mails under another UIDVALIDITY
  {"do": "stop"} {"do": "start"}                               the server, on the same ports

Users: anybody, with the password `gizli`; with --oauth URL also by XOAUTH2, with what that address says is a good token.
"""
import argparse
import base64
import grp
import imaplib
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent.resolve()
USER = "destek@ornek.edu.tr"
PASSWORD = "gizli"
imaplib._MAXLINE = 10_000_000


def free_port():
    with socket.socket() as it:
        it.bind(("127.0.0.1", 0))
        return it.getsockname()[1]


def configuration(root, ports, oauth):
    me, group = pwd.getpwuid(os.getuid()), grp.getgrgid(os.getgid())
    owner = pwd.getpwnam("dovecot") if me.pw_uid == 0 else me
    users = "" if me.pw_uid == 0 else f"""
default_internal_user = {me.pw_name}
default_internal_group = {group.gr_name}
default_login_user = {me.pw_name}
"""
    tokens = "" if not oauth else f"""
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {root}/oauth2.conf
}}
"""
    if oauth:
        (root / "oauth2.conf").write_text(
            f"introspection_mode = auth\nintrospection_url = {oauth}\nusername_attribute = user\n"
        )
    # A key that others can read is refused by nobody but people.
    return f"""
base_dir = {root}/run
state_dir = {root}/state
log_path = {root}/log
protocols = imap
listen = 127.0.0.1
{users}
mail_location = maildir:~/Maildir
first_valid_uid = 1
ssl = yes
ssl_cert = <{HERE}/server.pem
ssl_key = <{HERE}/server.key
ssl_min_protocol = TLSv1.2
disable_plaintext_auth = no
auth_mechanisms = plain login {"xoauth2 oauthbearer" if oauth else ""}
mail_max_userip_connections = 100
mail_fsync = never
imap_idle_notify_interval = 2 mins
service imap-login {{
  chroot =
  process_min_avail = 0
  inet_listener imap {{
    port = {ports[0]}
  }}
  inet_listener imaps {{
    port = {ports[1]}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
{tokens}
passdb {{
  driver = static
  args = password={PASSWORD}
}}
userdb {{
  driver = static
  args = uid={owner.pw_uid} gid={owner.pw_gid} home={root}/home/%u
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Sent {{
    auto = create
    special_use = \\Sent
  }}
}}
""", owner


def wait_for(port):
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            with socket.create_connection(("127.0.0.1", port), 1) as line:
                if line.recv(10).startswith(b"* OK"):
                    return
        except OSError:
            pass
        time.sleep(0.05)
    raise SystemExit("dovecot did not begin to answer")


class Server:
    def __init__(self, root, ports, oauth):
        self.root, self.ports = root, ports
        text, self.owner = configuration(root, ports, oauth)
        (root / "dovecot.conf").write_text(text)
        for folder in ("run", "state", "home"):
            (root / folder).mkdir()
            os.chown(root / folder, self.owner.pw_uid, self.owner.pw_gid)
        root.chmod(0o755)
        self.start()

    def start(self):
        program = shutil.which("dovecot") or "/usr/sbin/dovecot"
        self.child = subprocess.Popen(
            [program, "-F", "-c", str(self.root / "dovecot.conf")], stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=open(self.root / "err", "a"),
        )
        try:
            wait_for(self.ports[0])
        except SystemExit:
            for name in ("err", "log"):
                if (self.root / name).exists():
                    sys.stderr.write((self.root / name).read_text())
            raise

    def stop(self):
        self.child.send_signal(signal.SIGTERM)
        self.child.wait(20)

    def client(self, user=USER):
        client = imaplib.IMAP4("127.0.0.1", self.ports[0])
        client.login(user, PASSWORD)
        return client

    def append(self, mails, folder="INBOX", user=USER):
        client = self.client(user)
        client.create(folder)
        for it in mails:
            status, said = client.append(f'"{folder}"', "", None, base64.b64decode(it))
            assert status == "OK", said
        client.logout()
        return {"ok": True}

    def flags(self, folder="INBOX"):
        client = self.client()
        client.select(f'"{folder}"', readonly=True)
        _, found = client.uid("fetch", "1:*", "(FLAGS)")
        client.logout()
        return {"flags": [[one.decode() for one in imaplib.ParseFlags(it)] for it in found if it]}

    def renumber(self, folder="INBOX"):
        self.stop()
        place = self.root / "home" / USER / "Maildir"
        place = place if folder == "INBOX" else place / f".{folder}"
        for it in place.glob("dovecot*"):
            it.unlink() if it.is_file() else shutil.rmtree(it)
        time.sleep(1.1)  # the new number is made of the time in seconds
        self.start()
        return {"ok": True}


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--oauth")
    chosen = options.parse_args()
    root = Path(tempfile.mkdtemp(prefix="dovecot-test-"))
    ports = [free_port(), free_port()]
    server = Server(root, ports, chosen.oauth)
    try:
        print(json.dumps({"port": ports[0], "tls_port": ports[1]}), flush=True)
        for line in sys.stdin:
            command = json.loads(line)
            what = command.pop("do")
            answer = getattr(server, what)(**command) or {"ok": True}
            print(json.dumps(answer), flush=True)
    finally:
        server.stop()
        shutil.rmtree(root, ignore_errors=True)


main()
