// A real OpenID Connect provider as a process of its own: whoever types a name at its page is that person.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Provider } from 'oidc-provider';

const [returnAddress = '', clientSecret = ''] = process.argv.slice(2);

const server = createServer((request, response) => void answer(request, response));
server.listen(0, '127.0.0.1');
await new Promise((resolve) => server.once('listening', resolve));
const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const provider = new Provider(issuer, {
  clients: [{ client_id: 'ballroom', client_secret: clientSecret, redirect_uris: [returnAddress] }],
  acrValues: ['second-factor'],
  claims: { openid: ['sub'], acr: null, auth_time: null },
  conformIdTokenClaims: false,
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_, { uid }) => `/interaction/${uid}` },
  findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub }) }),
  ttl: { Interaction: 600, Session: 600, Grant: 600, AccessToken: 600, IdToken: 600 },
  cookies: { keys: ['a key of this test alone'] },
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!request.url?.startsWith('/interaction/')) return provider.callback()(request, response);
  const { prompt, params, session } = await provider.interactionDetails(request, response);
  if (prompt.name === 'login') {
    if (request.method === 'GET') {
      response.setHeader('content-type', 'text/html');
      return void response.end('<form method="post"><input name="login" /></form>');
    }
    const form = new URLSearchParams(await text(request));
    const login = form.get('login');
    const result =
      login === null
        ? { error: 'access_denied', error_description: 'they went away' }
        : { login: { accountId: login, ...(form.has('second') ? { acr: 'second-factor' } : {}) } };
    return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  }
  const grant = new provider.Grant({ accountId: session!.accountId, clientId: String(params['client_id']) });
  grant.addOIDCScope('openid');
  const consent = { grantId: await grant.save() };
  return provider.interactionFinished(request, response, { consent }, { mergeWithLastSubmission: true });
}

process.send?.(issuer);
