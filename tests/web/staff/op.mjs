// A real OpenID provider with no users of its own, until its input ends: node op.mjs PORT CLIENT SECRET ADDRESS…
// Its sign-in form takes who the person is (`claims`, as JSON), the proofs they showed (`amr`, `acr`), and a
// `lie`: claims to put into the ID token before it is signed, or the word "signature" for a key that is not ours.
// GET /logout?sub=…&sid=…&lie=… has it make a logout token, and gives it.
import { once } from 'node:events'
import { createServer } from 'node:http'
import { decodeJwt, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { Provider } from 'oidc-provider'

const [port, client_id, client_secret, ...redirect_uris] = process.argv.slice(2)
const issuer = `http://127.0.0.1:${port}`
const ours = await generateKeyPair('RS256', { extractable: true })
const strange = await generateKeyPair('RS256')
const people = new Map()
const lies = new Map()
let caught

const provider = new Provider(issuer, {
  clients: [{
    client_id,
    client_secret,
    redirect_uris,
    backchannel_logout_uri: 'https://portal.example.com/',
    backchannel_logout_session_required: true
  }],
  jwks: { keys: [{ ...(await exportJWK(ours.privateKey)), kid: 'ours', alg: 'RS256', use: 'sig' }] },
  cookies: { keys: ['only for tests'] },
  claims: { openid: ['sub', 'amr', 'acr', 'auth_time'], email: ['email', 'email_verified'], profile: ['preferred_username'] },
  pkce: { required: () => true },
  features: { devInteractions: { enabled: false }, backchannelLogout: { enabled: true } },
  fetch: async (_address, sent) => { // what it would tell the portal
    caught = new URLSearchParams(sent.body).get('logout_token')
    return new Response(null, { status: 204 })
  },
  findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => people.get(sub) }),
  interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
  async loadExistingGrant(ctx) {
    const grant = new provider.Grant({ accountId: ctx.oidc.session.accountId, clientId: ctx.oidc.client.clientId })
    grant.addOIDCScope('openid email profile')
    await grant.save()
    return grant
  }
})

async function logout({ searchParams: asked }) {
  const client = await provider.Client.find(client_id)
  await client.backchannelLogout(asked.get('sub'), asked.get('sid'))
  return asked.get('lie') ? lie(decodeJwt(caught), asked.get('lie')) : caught
}

async function body(request) {
  let text = ''
  for await (const part of request) text += part
  return new URLSearchParams(text)
}

async function lie(claims, told) {
  const key = told === 'signature' ? strange.privateKey : ours.privateKey
  const more = told === 'signature' ? {} : JSON.parse(told)
  return new SignJWT({ ...claims, ...more }).setProtectedHeader({ alg: 'RS256', kid: 'ours' }).sign(key)
}

provider.use(async (ctx, next) => {
  await next()
  const claims = ctx.path === '/token' && ctx.body?.id_token ? decodeJwt(ctx.body.id_token) : {}
  if (lies.get(claims.sub)) ctx.body.id_token = await lie(claims, lies.get(claims.sub))
})

const answer = provider.callback()
const server = createServer(async (request, response) => {
  if (request.url.startsWith('/logout?')) return response.end(await logout(new URL(request.url, issuer)))
  if (!request.url.startsWith('/interaction/')) return answer(request, response)
  if (request.method === 'GET') return response.end((await provider.interactionDetails(request, response)).prompt.name)
  const form = await body(request)
  const person = JSON.parse(form.get('claims'))
  people.set(person.sub, person)
  lies.set(person.sub, form.get('lie'))
  const amr = form.getAll('amr')
  const login = { accountId: person.sub, amr: amr.length ? amr : undefined, acr: form.get('acr') ?? undefined }
  await provider.interactionFinished(request, response, form.has('no') ? { error: 'access_denied' } : { login })
})
server.listen(Number(port), '127.0.0.1')
await once(server, 'listening')
process.stdin.resume().on('end', () => process.exit())
console.log('ready')
