import { randomUUID } from 'node:crypto'
import type { HeldDomain } from '../holdings.ts'
import type { Answer, Call, Operation } from '../operation.ts'
import type { World } from '../world.ts'
import { failure, invalid, notFound } from './failure.ts'
import { tableTime } from './wording.ts'

const NAME = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/
const VERIFY_DELAY_MS = 1000

/** The operations on email domains. */
export const domainOperations: readonly Operation[] = [
  { name: 'CreateDomain', method: 'POST', path: '/domains', run: create },
  {
    name: 'ListDomains',
    method: 'GET',
    path: '/domains',
    run: ({ holdings }) => ({
      status: 200,
      body: { object: 'list', has_more: false, data: [...holdings.domains.values()].map(summary) }
    })
  },
  {
    name: 'GetDomain',
    method: 'GET',
    path: '/domains/:id',
    run: withDomain((_world, domain) => ({
      status: 200,
      body: { object: 'domain', ...summary(domain), records: recordsOf(domain) }
    }))
  },
  { name: 'VerifyDomain', method: 'POST', path: '/domains/:id/verify', run: withDomain(verify) },
  {
    name: 'DeleteDomain',
    method: 'DELETE',
    path: '/domains/:id',
    run: withDomain((world, { id, name }) => {
      world.holdings.domains.delete(name)
      world.holdings.save()
      return { status: 200, body: { object: 'domain', id, deleted: true } }
    })
  }
]

function withDomain(use: (world: World, domain: HeldDomain) => Answer): Operation['run'] {
  return (world, call) => {
    const domain = [...world.holdings.domains.values()].find(({ id }) => id === call.params['id'])
    return domain ? use(world, domain) : notFound('Domain')
  }
}

/** Adds a domain; `status` is `not_started` until it is verified. */
export function addDomain(
  world: Pick<World, 'holdings' | 'clock'>,
  name: string,
  status: HeldDomain['status']
): HeldDomain {
  const domain = { id: randomUUID(), name, region: 'us-east-1', status, createdAt: world.clock.now().toISOString() }
  world.holdings.domains.set(name, domain)
  world.holdings.save()
  return domain
}

function create(world: World, call: Call): Answer {
  const { name } = (call.body ?? {}) as { name?: unknown }
  if (typeof name !== 'string') return invalid('Missing `name` field.', 'missing_required_field')
  const lower = name.toLowerCase()
  if (!NAME.test(lower)) return invalid('The `name` field must be a valid domain.')
  if (world.holdings.domains.has(lower))
    return failure(403, 'validation_error', `The ${lower} domain has been registered already.`)
  const domain = addDomain(world, lower, 'not_started')
  return { status: 201, body: { ...summary(domain), records: recordsOf(domain) } }
}

/** The records of every domain are found in the simulated DNS, after a moment. */
function verify(world: World, domain: HeldDomain): Answer {
  if (domain.status !== 'verified') {
    domain.status = 'pending'
    world.later(VERIFY_DELAY_MS, () => {
      domain.status = 'verified'
      world.holdings.save()
    })
  }
  return { status: 200, body: { object: 'domain', id: domain.id } }
}

const summary = ({ id, name, status, region, createdAt }: HeldDomain): object => ({
  ...{ id, name, status, region, created_at: tableTime(new Date(createdAt)) },
  ...{ open_tracking: false, click_tracking: false },
  capabilities: { sending: 'enabled', receiving: 'enabled' }
})

function recordsOf({ name, status }: HeldDomain): object[] {
  const host = name.split('.').slice(0, -2).join('.')
  const under = (label: string) => (host === '' ? label : `${label}.${host}`)
  const common = { ttl: 'Auto', status }
  return [
    {
      record: 'DKIM',
      name: under('resend._domainkey'),
      type: 'TXT',
      value: 'p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQ',
      ...common
    },
    {
      record: 'SPF',
      name: under('send'),
      type: 'MX',
      value: 'feedback-smtp.us-east-1.amazonses.com',
      priority: 10,
      ...common
    },
    { record: 'SPF', name: under('send'), type: 'TXT', value: 'v=spf1 include:amazonses.com ~all', ...common },
    {
      record: 'Receiving',
      name: host || '@',
      type: 'MX',
      value: 'inbound-smtp.us-east-1.amazonaws.com',
      priority: 10,
      ...common
    }
  ]
}
