// An OAuth 2.0 and OpenID Connect server (npm oidc-provider) with what tests need beside it.
//
//   node oidc_server.mjs PORT FOLDER      FOLDER holds node_modules
//
// Clients: "task" and "other", secrets "task secret:1" and "other-secret". Besides the standard's endpoints:
//   /test/mode?m=ok|429|503|lost|ignore   how /token/… misbehave from now on
//   /test/pair                            a refresh token and an access token of one grant
//   /test/registration?ends=SECONDS       an initial access token whose client's secret ends then
//   /test/resource                        a service that checks JWTs by itself and asks for the rest
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [, , port, folder] = process.argv;
const load = (file) => import(pathToFileURL(path.join(folder, 'node_modules', file)));
const packaged = (name, entry) => {
  const { exports, main } = JSON.parse(fs.readFileSync(path.join(folder, 'node_modules', name, 'package.json')));
  return `${name}/${entry ?? exports?.['.']?.default ?? exports?.['.'] ?? main}`;
};
const { default: Provider } = await load(packaged('oidc-provider', 'lib/index.js'));
const { jwtVerify, createLocalJWKSet, generateKeyPair, exportJWK } = await load(packaged('jose'));

const keys = await generateKeyPair('RS256', { extractable: true });
const key = { ...(await exportJWK(keys.privateKey)), alg: 'RS256', use: 'sig', kid: 'one' };
const { kty, n, e } = key;
const publicKeys = createLocalJWKSet({ keys: [{ kty, n, e, alg: 'RS256', use: 'sig', kid: 'one' }] });
const issuer = `http://127.0.0.1:${port}`;
const audience = 'urn:test:service';
let mode = 'ok';
let secretEnds = 0;

const client = (id, secret) => ({ client_id: id, client_secret: secret, scope: 'openid offline_access read',
  grant_types: ['client_credentials', 'refresh_token', 'authorization_code'], response_types: ['code'],
  redirect_uris: ['http://127.0.0.1:9/callback'] });
const provider = new Provider(issuer, {
  clients: [client('task', 'task secret:1'), client('other', 'other-secret')],
  scopes: ['openid', 'offline_access', 'read'],
  jwks: { keys: [key] },
  features: {
    clientCredentials: { enabled: true }, devInteractions: { enabled: false },
    introspection: { enabled: true, allowedPolicy: () => true },
    revocation: { enabled: true, allowedPolicy: (ctx, asking, token) => token.clientId === asking.clientId },
    registration: { enabled: true, initialAccessToken: true,
      policies: { ending: (ctx, properties) => { properties.client_secret_expires_at = secretEnds; } } },
    registrationManagement: { enabled: true },
    resourceIndicators: { enabled: true, getResourceServerInfo: () => ({ scope: 'read', audience,
      accessTokenFormat: 'jwt', accessTokenTTL: 600 }) } },
  ttl: { ClientCredentials: Number(process.env.TOKEN_SECONDS ?? 600), AccessToken: 600, RefreshToken: 3600, Grant: 3600 },
  findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ sub: id }) }) });

// A refresh token without a browser.
async function pair() {
  const task = await provider.Client.find('task');
  const grant = new provider.Grant({ clientId: 'task', accountId: 'alice' });
  grant.addOIDCScope('openid offline_access read');
  const common = { client: task, accountId: 'alice', grantId: await grant.save(), gty: 'authorization_code',
    scope: 'openid offline_access read' };
  return { refresh_token: await new provider.RefreshToken(common).save(),
    access_token: await new provider.AccessToken(common).save() };
}

async function isAccepted(token) {
  try {
    await jwtVerify(token, publicKeys, { issuer, audience });
    return true;
  } catch {
    return Boolean(await provider.AccessToken.find(token) ?? await provider.ClientCredentials.find(token));
  }
}

const extras = {
  '/test/mode': (ctx) => { mode = ctx.query.m; return { mode }; },
  '/test/pair': pair,
  '/test/registration': async (ctx) => {
    secretEnds = Math.floor(Date.now() / 1000) + Number(ctx.query.ends);
    return { token: await new provider.InitialAccessToken({ policies: ['ending'] }).save() };
  },
  '/test/resource': async (ctx) => {
    if (await isAccepted((ctx.get('authorization') ?? '').replace(/^Bearer /, ''))) return { content: 'yes' };
    ctx.status = 401;
    ctx.set('WWW-Authenticate', 'Bearer error="invalid_token"');
    return { error: 'invalid_token' };
  },
};

provider.use(async (ctx, next) => {
  const isEnding = ctx.path === '/token/revocation';
  if (extras[ctx.path]) { ctx.body = await extras[ctx.path](ctx); return; }
  if (!ctx.path.startsWith('/token')) { await next(); return; }
  if (mode === '429') { ctx.status = 429; ctx.set('Retry-After', '2'); ctx.body = { error: 'slow_down' }; return; }
  if (mode === '503') { ctx.status = 503; ctx.body = 'down'; return; }
  if (mode === 'lost' && isEnding) { await next(); ctx.req.socket.destroy(); return; } // done, answer lost
  if (mode === 'ignore' && isEnding) { ctx.status = 200; ctx.body = ''; return; } // says yes, does nothing
  await next();
});

const server = provider.listen(Number(port), '127.0.0.1', () => console.log('ready'));
process.on('SIGTERM', () => { server.closeAllConnections(); server.close(() => process.exit(0)); });
