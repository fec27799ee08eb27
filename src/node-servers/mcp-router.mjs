// The authorization router of the MCP SDK, over a client store in memory and a login that nobody is asked about.
import { InvalidGrantError } from '@modelcontextprotocol/sdk/server/auth/errors.js';
import { mcpAuthRouter } from '@modelcontextprotocol/sdk/server/auth/router.js';
import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { serve } from './loopback.mjs';

const { values: option } = parseArgs({
  options: {
    // seconds; 30 days, which is the router's own default, unless it is said
    'secret-life': { type: 'string' },
    // off, because one server is for many tests
    'rate-limit': { type: 'boolean', default: false },
  },
});

class InMemoryProvider {
  #clients = new Map();
  #logins = new Map();

  clientsStore = {
    getClient: (id) => this.#clients.get(id),
    registerClient: (client) => {
      this.#clients.set(client.client_id, client);
      return client;
    },
  };

  async authorize(client, params, res) {
    const code = randomUUID();
    this.#logins.set(code, { client, params });
    const target = new URL(params.redirectUri);
    target.searchParams.set('code', code);
    if (params.state) {
      target.searchParams.set('state', params.state);
    }
    res.redirect(target.href);
  }

  async challengeForAuthorizationCode(client, code) {
    const login = this.#logins.get(code);
    if (login?.client.client_id !== client.client_id) {
      throw new InvalidGrantError('no such code');
    }
    return login.params.codeChallenge;
  }

  async exchangeAuthorizationCode(client, code) {
    this.#logins.delete(code);
    return { access_token: randomUUID(), token_type: 'bearer', expires_in: 60, refresh_token: randomUUID() };
  }

  async exchangeRefreshToken() {
    throw new InvalidGrantError('tokens are not refreshed here');
  }

  async verifyAccessToken() {
    throw new Error('no resource is protected here');
  }
}

serve('', (issuer) =>
  mcpAuthRouter({
    provider: new InMemoryProvider(),
    issuerUrl: new URL(issuer),
    scopesSupported: ['read', 'write'],
    clientRegistrationOptions: {
      clientSecretExpirySeconds: option['secret-life'] && Number(option['secret-life']),
      ...(option['rate-limit'] ? {} : { rateLimit: false }),
    },
    ...(option['rate-limit'] ? {} : { authorizationOptions: { rateLimit: false }, tokenOptions: { rateLimit: false } }),
  }),
);
