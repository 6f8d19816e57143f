import { randomBytes, randomUUID } from 'node:crypto'
import type { HeldWebhook } from '../holdings.ts'
import type { Answer, Call, Operation } from '../operation.ts'
import type { World } from '../world.ts'
import { invalid, notFound } from './failure.ts'
import { tableTime } from './wording.ts'

/** The operations on webhooks. */
export const webhookOperations: readonly Operation[] = [
  { name: 'CreateWebhook', method: 'POST', path: '/webhooks', run: create },
  {
    name: 'ListWebhooks',
    method: 'GET',
    path: '/webhooks',
    run: ({ holdings }) => ({
      status: 200,
      body: { object: 'list', has_more: false, data: [...holdings.webhooks.values()].map(summary) }
    })
  },
  {
    name: 'GetWebhook',
    method: 'GET',
    path: '/webhooks/:id',
    run(world, call) {
      const held = world.holdings.webhooks.get(call.params['id'] ?? '')
      if (!held) return notFound('Webhook')
      return { status: 200, body: { object: 'webhook', ...summary(held), signing_secret: held.signingSecret } }
    }
  },
  {
    name: 'DeleteWebhook',
    method: 'DELETE',
    path: '/webhooks/:id',
    run(world, call) {
      const id = call.params['id'] ?? ''
      if (!world.holdings.webhooks.delete(id)) return notFound('Webhook')
      world.holdings.save()
      return { status: 200, body: { object: 'webhook', id, deleted: true } }
    }
  }
]

function create(world: World, call: Call): Answer {
  const { endpoint, events } = (call.body ?? {}) as { endpoint?: unknown; events?: unknown }
  if (typeof endpoint !== 'string') return invalid('Missing `endpoint` field.', 'missing_required_field')
  if (!/^https?:\/\//.test(endpoint) || !URL.canParse(endpoint)) return invalid('The `endpoint` must be a valid URL.')
  if (!Array.isArray(events) || events.length === 0 || !events.every((event) => typeof event === 'string'))
    return invalid('Missing `events` field.', 'missing_required_field')
  const held: HeldWebhook = {
    ...{ id: randomUUID(), endpoint, events },
    signingSecret: world.credentials.resendWebhookSecret || `whsec_${randomBytes(24).toString('base64')}`,
    createdAt: world.clock.now().toISOString()
  }
  world.holdings.webhooks.set(held.id, held)
  world.holdings.save()
  return { status: 201, body: { object: 'webhook', id: held.id, signing_secret: held.signingSecret } }
}

const summary = ({ id, endpoint, events, createdAt }: HeldWebhook): object => ({
  ...{ id, endpoint, events, status: 'enabled', created_at: tableTime(new Date(createdAt)) }
})
