// oidc-provider with its own development login, and everything as it is by default that is not about registration.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
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
    // a directory with the key and the certificate of a second listener, which asks for certificates of clients, in
    // server.pem, and with those of the authorities that may sign them in accepted.pem
    mtls: { type: 'string' },
  },
});

const expiring = (ctx, properties) => {
  if (properties.client_secret) {
    const from = option.renew ? Math.floor(Date.now() / 1000) : properties.client_id_issued_at;
    properties.client_secret_expires_at = from + Number(option['secret-life']);
  }
};

// clients that authenticate by a certificate (RFC 8705), at an address of their own
const mutualTls = async () => {
  const own = readFileSync(`${option.mtls}/server.pem`);
  const ca = readFileSync(`${option.mtls}/accepted.pem`);
  const server = createServer({ key: own, cert: own, ca, requestCert: true, rejectUnauthorized: false });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
};

const certificate = (ctx) => ctx.req.socket.getPeerX509Certificate();

const withCertificates = (address) => ({
  clientAuthMethods: [
    'none',
    'client_secret_basic',
    'client_secret_post',
    'client_secret_jwt',
    'private_key_jwt',
    'tls_client_auth',
    'self_signed_tls_client_auth',
  ],
  discovery: { mtls_endpoint_aliases: { token_endpoint: `https://127.0.0.1:${address.port}/token` } },
});

const mTLS = {
  enabled: true,
  selfSignedTlsClientAuth: true,
  tlsClientAuth: true,
  getCertificate: certificate,
  certificateAuthorized: (ctx) => ctx.req.socket.authorized,
  certificateSubjectMatches: (ctx, property, expected) =>
    property === 'tls_client_auth_san_dns' && certificate(ctx).checkHost(expected) !== undefined,
};

let provider;

serve(
  option['issuer-path'],
  async (issuer) => {
    const certificates = option.mtls ? await mutualTls() : undefined;
    provider = new Provider(issuer, {
      ...(certificates ? withCertificates(certificates.address()) : {}),
      features: {
        clientCredentials: { enabled: true },
        ...(certificates ? { mTLS } : {}),
        registration: {
          enabled: true,
          initialAccessToken: option.closed,
          policies: option.closed ? { expiring } : undefined,
        },
        registrationManagement: { enabled: true, rotateRegistrationAccessToken: option.rotate },
      },
    });
    certificates?.on('request', provider.callback());
    return provider.callback();
  },
  {
    token: (policy) => new provider.InitialAccessToken({ policies: policy ? [policy] : undefined }).save(),
    knows: async (clientId) => Boolean(await provider.Client.find(clientId)),
  },
);
