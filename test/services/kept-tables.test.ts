import { getTableName, is, Table } from 'drizzle-orm'
import { expect, test } from 'vitest'
import * as schema from '../../src/db/schema/index.ts'
import { previewRetention } from '../../src/services/retention.ts'
import { testDeps } from '../helpers/test-deps.ts'

/** Which line of the daily run removes the rows of a table. */
const BY_PERIOD: Record<string, string> = {
  messages: 'messages',
  calls: 'calls',
  call_transfers: 'transfers of calls',
  recordings: 'recordings that were deleted',
  lead_calls: 'calls to leads',
  compliance_records: 'checks of leads',
  inbox_events: 'waiting inbox events',
  webhook_receipts: 'webhook receipts',
  deliveries: 'callback attempts',
  usage_daily: 'daily usage',
  contact_attempts: 'attempts to call',
  contact_consent: 'revoked consent',
  reservations: 'reservations of money for calls',
  decisions: 'decisions',
  otp_codes: 'one-time codes',
  alerts: 'alerts'
}
/** What ends the rows of every other table. */
const OTHERWISE: Record<string, string> = {
  message_bodies: 'wiped when the message is settled, or at wipe_at',
  call_contents: 'wiped when the call ends, or at wipe_at',
  call_turns: 'wiped when the call ends, and after a day at the latest',
  call_tickets: 'removed when the call ends, or a minute after they were made',
  agent_presence: 'removed when it was not renewed',
  idempotency_keys: 'removed when they end',
  limit_windows: 'removed after two months',
  contacts: 'by erasure',
  contact_windows: 'by erasure',
  leads: 'by erasure',
  dnc_list: 'kept: it protects the person; under a pseudonym after an erasure',
  erasure_requests: 'kept: they name nobody',
  national_dnc: 'replaced by the next import',
  national_registries: 'replaced by the next import',
  audit_log: 'kept: names nobody',
  audit_seals: 'kept: names nobody',
  audit_unsealed: 'removed when it is sealed',
  organizations: 'the owner’s',
  users: 'the owner’s',
  tokens: 'the owner’s',
  login_failures: 'removed when they mean nothing any more',
  agents: 'the owner’s',
  agent_pool: 'the owner’s',
  agent_countries: 'the owner’s',
  country_terms_accepted: 'the owner’s',
  number_pool: 'the owner’s',
  endpoints: 'the owner’s',
  provider_credentials: 'the owner’s',
  billing_config: 'the owner’s',
  voice_agents: 'the owner’s',
  job_leases: 'names nobody',
  system_settings: 'names nobody'
}

test('of every table it is known when its rows go', () => {
  const tables = Object.values(schema).flatMap((value) => (is(value, Table) ? [getTableName(value)] : []))
  expect([...Object.keys(BY_PERIOD), ...Object.keys(OTHERWISE)].sort()).toEqual(tables.sort())
})

test('whatever goes after a period is in the daily run', async () => {
  const { deps } = await testDeps()
  const names = (await previewRetention(deps)).map(({ name }) => name)
  expect(names).toEqual(expect.arrayContaining(Object.values(BY_PERIOD)))
})
