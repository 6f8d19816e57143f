import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { contactConsent, organizations } from '../../src/db/schema/index.ts'
import { newId } from '../../src/lib/ids.ts'
import { sendMessage } from '../../src/pipeline/outbound.ts'
import { receiveStatus } from '../../src/pipeline/status.ts'
import { drainOutbound } from '../../src/pipeline/worker.ts'
import { PERSON, sendingHouse, sms } from '../helpers/sending-house.ts'
import { TELNYX_ACCOUNT } from '../providers/stage.ts'
import { telnyxWire } from '../providers/telnyx-wire.ts'

/** A house whose carrier is Telnyx, and a text of which nobody knows whether it left. */
async function lostText() {
  const wire = await telnyxWire()
  const { apiKey, accountId, connectionId } = TELNYX_ACCOUNT
  const t = await sendingHouse({
    ...{ PROVIDER_TELEPHONY: 'telnyx', TELNYX_API_KEY: apiKey, TELNYX_ACCOUNT_ID: accountId },
    ...{ TELNYX_CONNECTION_ID: connectionId, TELNYX_PUBLIC_KEY: 'unused', TELNYX_BASE_URL: wire.url }
  })
  const { deps } = t
  await deps.db.update(organizations).set({ mode: 'production' }).where(eq(organizations.id, t.agent.orgId))
  const given = { orgId: t.agent.orgId, contact: PERSON, channel: 'any', purpose: 'any', kind: 'express' } as const
  const at = { grantedAt: t.clock.now(), createdAt: t.clock.now() }
  await deps.db.insert(contactConsent).values({ id: newId('cns'), source: 'test', recordedBy: 'test', ...given, ...at })
  wire.fail({ cut: 'after' })
  await sendMessage(deps, t.sender, sms(PERSON, 'did it leave?'))
  const pass = async (hours: number) => {
    await t.clock.advance(hours * 3_600_000)
    await drainOutbound(deps)
  }
  return { ...t, wire, pass }
}

test('a text whose answer was lost is not sent again, though no list tells of it, and is given up after a day', async () => {
  const { rows, wire, pass } = await lostText()

  await pass(1)
  await pass(22)
  expect(await rows()).toMatchObject([{ status: 'unknown', provider: 'telnyx' }])
  await pass(2)

  expect(await rows()).toMatchObject([{ status: 'failed' }])
  expect(wire.requests).toHaveLength(1)
})

test('its report, which names our row, settles it', async () => {
  const { rows, wire, pass, deps, agent } = await lostText()
  const [row] = await rows()
  expect(row).toMatchObject({ status: 'unknown', provider: 'telnyx' })
  const { webhook_url } = JSON.parse(wire.requests[0]?.body ?? '')
  expect(webhook_url).toContain(`m=${row?.id}`)

  await receiveStatus(deps, {
    ...{
      orgId: agent.orgId,
      agentId: agent.id,
      messageId: row?.id,
      provider: 'telnyx',
      eventKey: 'status:1:delivered'
    },
    ...{ providerRef: '40385f64', status: 'delivered' }
  })
  await pass(25)

  expect(await rows()).toMatchObject([{ status: 'delivered', providerRef: '40385f64' }])
  expect(wire.requests).toHaveLength(1)
})
