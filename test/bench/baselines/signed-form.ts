// The least server that takes a signed webhook: a form, its signature, 200; nothing is kept.
import { createHmac, timingSafeEqual } from 'node:crypto'
import formbody from '@fastify/formbody'
import Fastify from 'fastify'

const { PORT, AUTH_TOKEN = '' } = process.env
const base = `http://127.0.0.1:${PORT}`

const app = Fastify()
await app.register(formbody)
app.post<{ Body: Record<string, string> }>('/webhooks/sms', async (request, reply) => {
  let signed = base + request.url
  for (const name of Object.keys(request.body).sort()) signed += name + request.body[name]
  const expected = createHmac('sha1', AUTH_TOKEN).update(signed).digest()
  const given = Buffer.from(String(request.headers['x-twilio-signature']), 'base64')
  const genuine = given.length === expected.length && timingSafeEqual(given, expected)
  return reply
    .code(genuine ? 200 : 403)
    .type('text/xml')
    .send('<Response/>')
})
await app.listen({ port: Number(PORT), host: '127.0.0.1' })
