"""A real SMTP server for the tests (aiosmtpd): says on its first line which port it has, then one JSON line for each
mail it has taken. It refuses some addresses, so that refusals can be tried:

  yok@…       550 at once           bekle@…     450 the first time (greylisting), then accepted
  yasak@…     as a sender: 550
"""
import argparse
import asyncio
import base64
import email
import email.policy
import json
import ssl
import sys
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult

HERE = Path(__file__).parent


class Taker:
    def __init__(self, tls):
        self.seen = set()
        self.tls = tls

    async def handle_MAIL(self, server, session, envelope, address, options):
        if address.startswith("yasak@"):
            return "550 5.7.1 Sender not allowed"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("yok@"):
            return "550 5.1.1 User unknown"
        if address.startswith("bekle@") and address not in self.seen:
            self.seen.add(address)
            return "450 4.2.0 Greylisted, try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        part = lambda kind: (found := mail.get_body((kind,))) and found.get_content().replace("\r\n", "\n")
        say({
            "from": str(mail["From"]), "to": envelope.rcpt_tos, "subject": str(mail["Subject"]),
            "text": part("plain"), "html": part("html"), "encrypted": session.ssl is not None or self.tls,
            "user": getattr(session.auth_data, "login", b"").decode() if session.auth_data else None,
            "headers": {name.lower(): str(value) for name, value in mail.items()},
            "raw": base64.b64encode(envelope.content).decode(),
        })
        return "250 OK"


def say(value):
    print(json.dumps(value), flush=True)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--port", type=int, default=0)
    options.add_argument("--auth", help="user:password that is asked for")
    options.add_argument("--starttls", action="store_true", help="asked for, with the certificate beside this file")
    options.add_argument("--tls", action="store_true", help="from the first byte")
    chosen = options.parse_args()
    context = None
    if chosen.starttls or chosen.tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(HERE / "server.pem", HERE / "server.key")

    def authenticate(server, session, envelope, mechanism, data):
        given = f"{data.login.decode()}:{data.password.decode()}"
        return AuthResult(success=given == chosen.auth, handled=False, auth_data=data)

    taker = Taker(chosen.tls)

    def made():
        return SMTP(
            taker, enable_SMTPUTF8=True, hostname="localhost",
            authenticator=authenticate if chosen.auth else None, auth_required=bool(chosen.auth),
            auth_require_tls=False, tls_context=context if chosen.starttls else None,
            require_starttls=chosen.starttls,
        )

    async def serve():
        loop = asyncio.get_running_loop()
        server = await loop.create_server(made, "127.0.0.1", chosen.port, ssl=context if chosen.tls else None)
        say({"port": server.sockets[0].getsockname()[1]})
        await loop.run_in_executor(None, sys.stdin.read)  # until the test is over

    asyncio.run(serve())


main()
