// oidc-provider 9 with its own development login, which takes clients whose id is the address of their metadata document
// (draft-ietf-oauth-client-id-metadata-document). NODE_EXTRA_CA_CERTS says whose addresses it trusts.
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import Provider from 'oidc-provider';

// Standard output is for the answers below; what the library prints goes to standard error.
globalThis.console = new console.Console(process.stderr);
const say = (line) => process.stdout.write(`${line}\n`);

const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    // its own guard refuses addresses of this machine, where the tests serve the documents
    fetch: (url, { dispatcher, ...options }) => fetch(url, options),
    features: {
      clientIdMetadataDocument: {
        enabled: true,
        ack: 'draft-02',
        // fetched each time: a document that is served no more is missed at once
        cacheDuration: { min: 0, max: 0 },
      },
      registration: { enabled: true },
    },
  });
  server.on('request', provider.callback());
  say(`READY ${issuer}`);
});

createInterface({ input: process.stdin }).on('close', () => process.exit(0));
