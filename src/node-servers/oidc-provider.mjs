// oidc-provider with its own development login, and everything as it is by default that is not about registration.
import { parseArgs } from 'node:util';
import Provider from 'oidc-provider';
import { serve } from './loopback.mjs';

const { values: option } = parseArgs({
  options: {
    'issuer-path': { type: 'string', default: '' },
    // nobody registers without an initial access token; the command `token` makes one
    closed: { type: 'boolean', default: false },
    // seconds that the secrets live of those who register with a token of the policy `expiring`
    'secret-life': { type: 'string', default: '3600' },
    // updating a client replaces its registration access token
    rotate: { type: 'boolean', default: false },
    // updating a client registered with a token of the policy `expiring` gives its secret another life
    renew: { type: 'boolean', default: false },
  },
});

const expiring = (ctx, properties) => {
  if (properties.client_secret) {
    const from = option.renew ? Math.floor(Date.now() / 1000) : properties.client_id_issued_at;
    properties.client_secret_expires_at = from + Number(option['secret-life']);
  }
};

let provider;

serve(
  option['issuer-path'],
  (issuer) => {
    provider = new Provider(issuer, {
      features: {
        clientCredentials: { enabled: true },
        registration: {
          enabled: true,
          initialAccessToken: option.closed,
          policies: option.closed ? { expiring } : undefined,
        },
        registrationManagement: { enabled: true, rotateRegistrationAccessToken: option.rotate },
      },
    });
    return provider.callback();
  },
  {
    token: (policy) => new provider.InitialAccessToken({ policies: policy ? [policy] : undefined }).save(),
    knows: async (clientId) => Boolean(await provider.Client.find(clientId)),
  },
);
