"""The authorization routes of the MCP Python SDK, unmodified, over an in-memory provider that logs every user in, and a
resource at /mcp that the SDK protects.

Prints READY and the issuer. Each line of standard input is a command with one argument, answered by one line; the process
ends when the input does.
"""

import argparse
import asyncio
import secrets
import socket
import sys
import threading
import time

import uvicorn
from mcp.server.auth.middleware.bearer_auth import BearerAuthBackend, RequireAuthMiddleware
from mcp.server.auth.provider import (
    AccessToken,
    AuthorizationCode,
    ProviderTokenVerifier,
    RefreshToken,
    construct_redirect_uri,
)
from mcp.server.auth.routes import create_auth_routes, create_protected_resource_routes
from mcp.server.auth.settings import ClientRegistrationOptions
from mcp.shared.auth import OAuthToken
from pydantic import AnyHttpUrl
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.authentication import AuthenticationMiddleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route

machine_time = time.time
ahead = 0
time.time = lambda: machine_time() + ahead


class InMemoryProvider:
    def __init__(self):
        self.clients = {}
        self.codes = {}
        self.refresh_tokens = {}
        self.access_tokens = {}

    async def get_client(self, client_id):
        return self.clients.get(client_id)

    async def register_client(self, client_info):
        self.clients[client_info.client_id] = client_info

    async def authorize(self, client, params):
        code = secrets.token_urlsafe(16)
        self.codes[code] = AuthorizationCode(
            code=code,
            client_id=client.client_id,
            scopes=params.scopes or [],
            expires_at=time.time() + 60,
            code_challenge=params.code_challenge,
            redirect_uri=params.redirect_uri,
            redirect_uri_provided_explicitly=params.redirect_uri_provided_explicitly,
        )
        return construct_redirect_uri(str(params.redirect_uri), code=code, state=params.state)

    async def load_authorization_code(self, client, authorization_code):
        return self.codes.get(authorization_code)

    async def exchange_authorization_code(self, client, authorization_code):
        del self.codes[authorization_code.code]
        return self._tokens(client, authorization_code.scopes)

    async def load_refresh_token(self, client, refresh_token):
        return self.refresh_tokens.get(refresh_token)

    async def exchange_refresh_token(self, client, refresh_token, scopes):
        del self.refresh_tokens[refresh_token.token]
        return self._tokens(client, scopes)

    async def load_access_token(self, token):
        return self.access_tokens.get(token)

    async def revoke_token(self, token):
        self.refresh_tokens.pop(token.token, None)

    def _tokens(self, client, scopes):
        refresh_token = secrets.token_urlsafe(16)
        self.refresh_tokens[refresh_token] = RefreshToken(
            token=refresh_token, client_id=client.client_id, scopes=scopes
        )
        access_token = secrets.token_urlsafe(16)
        self.access_tokens[access_token] = AccessToken(token=access_token, client_id=client.client_id, scopes=scopes)
        return OAuthToken(access_token=access_token, token_type="Bearer", expires_in=60, refresh_token=refresh_token)


def protected(resource, issuer):
    """A resource that wants a token, and its metadata where this version of the SDK has it."""
    metadata = create_protected_resource_routes(AnyHttpUrl(resource), [AnyHttpUrl(issuer)], ["mcp:read"])
    tools = RequireAuthMiddleware(PlainTextResponse("tools"), ["mcp:read"], AnyHttpUrl(issuer + metadata[0].path))
    return [Route("/mcp", endpoint=tools), *metadata]


def advance(seconds):
    global ahead
    ahead += int(seconds)
    return seconds


def follow_commands(commands):
    for line in sys.stdin:
        name, _, argument = line.strip().partition(" ")
        print(commands[name](argument), flush=True)


def end_with_input(server, commands):
    try:
        follow_commands(commands)
    finally:
        server.should_exit = True


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--secret-life", type=int, help="seconds; secrets do not expire unless it is given")
    option = options.parse_args()

    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    issuer = f"http://127.0.0.1:{listening.getsockname()[1]}"
    provider = InMemoryProvider()
    registration = ClientRegistrationOptions(enabled=True, client_secret_expiry_seconds=option.secret_life)
    routes = create_auth_routes(provider, AnyHttpUrl(issuer), client_registration_options=registration)
    routes += protected(issuer + "/mcp", issuer)
    bearer = Middleware(AuthenticationMiddleware, backend=BearerAuthBackend(ProviderTokenVerifier(provider)))

    def forget(client_id):
        return str(provider.clients.pop(client_id, None) is not None).lower()

    server = uvicorn.Server(uvicorn.Config(Starlette(routes=routes, middleware=[bearer]), log_config=None))
    commands = {"advance": advance, "forget": forget}
    listening.listen()
    print(f"READY {issuer}", flush=True)
    threading.Thread(target=end_with_input, args=(server, commands), daemon=True).start()
    asyncio.run(server.serve(sockets=[listening]))


main()
