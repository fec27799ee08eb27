// Better Auth with its OAuth provider, open to registrations of anyone, with all that it keeps in memory.
import { oauthProvider, oauthProviderAuthServerMetadata } from '@better-auth/oauth-provider';
import { betterAuth } from 'better-auth';
import { memoryAdapter } from 'better-auth/adapters/memory';
import { toNodeHandler } from 'better-auth/node';
import { jwt } from 'better-auth/plugins';
import { randomUUID } from 'node:crypto';
import { serve } from './loopback.mjs';

const PATH = '/api/auth';
const db = {
  user: [],
  session: [],
  account: [],
  verification: [],
  jwks: [],
  oauthClient: [],
  oauthConsent: [],
  oauthAccessToken: [],
  oauthRefreshToken: [],
};

serve(
  PATH,
  (issuer) => {
    const auth = betterAuth({
      baseURL: new URL(issuer).origin,
      secret: randomUUID() + randomUUID(),
      database: memoryAdapter(db),
      disabledPaths: ['/token'],
      plugins: [
        jwt(),
        oauthProvider({
          loginPage: '/sign-in',
          consentPage: '/consent',
          allowDynamicClientRegistration: true,
          allowUnauthenticatedClientRegistration: true,
        }),
      ],
    });
    const handler = toNodeHandler(auth);
    const metadata = oauthProviderAuthServerMetadata(auth);
    return async (request, response) => {
      // its documentation leaves this address to the application
      if (request.url === `/.well-known/oauth-authorization-server${PATH}`) {
        const answer = await metadata(new Request(issuer));
        response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
      } else {
        await handler(request, response);
      }
    };
  },
  {
    forget(clientId) {
      const before = db.oauthClient.length;
      db.oauthClient = db.oauthClient.filter((client) => client.clientId !== clientId);
      return before - db.oauthClient.length;
    },
  },
  '/',
);
