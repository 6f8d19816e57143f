import { expect, test } from 'vitest'
import { calls, decisions, leadCalls, recordings } from '../../src/db/schema/index.ts'
import { newId } from '../../src/lib/ids.ts'
import { addDnc } from '../../src/services/dnc.ts'
import { readMediaLink } from '../../src/services/media-links.ts'
import checkDncStatus from '../../src/tools/calls/check-dnc-status.ts'
import checkTcpaCompliance from '../../src/tools/calls/check-tcpa-compliance.ts'
import getCallStatus from '../../src/tools/calls/get-call-status.ts'
import getLead from '../../src/tools/calls/get-lead.ts'
import listActiveCalls from '../../src/tools/calls/list-active-calls.ts'
import twilioMakeCall from '../../src/tools/calls/twilio-make-call.ts'
import { CALLED } from '../helpers/dialling-house.ts'
import { leadHouse } from '../helpers/lead-house.ts'
import { runTool } from '../helpers/run-tool.ts'

const SOMEBODY = '+14155550124'

type House = Awaited<ReturnType<typeof leadHouse>>

const playing = ({ deps, caller }: House, more: object) =>
  runTool(twilioMakeCall, deps, caller, { to: SOMEBODY, purpose: 'transactional', ...more }) as Promise<{
    callId?: string
    status: string
  }>

test('a key stands for one call to a lead, however much later it comes again', async () => {
  const house = await leadHouse()

  const first = await house.initiate({ idempotencyKey: 'key-1' })
  await house.clock.advance(3 * 3_600_000)
  const again = await house.initiate({ idempotencyKey: 'key-1' })

  expect(again.callId).toBe(first.callId)
  expect(house.placed()).toHaveLength(1)
  const other = house.initiate({ idempotencyKey: 'key-1', dynamicVariables: { offer: 'other' } })
  await expect(other).rejects.toMatchObject({ code: 'idempotency_conflict' })
  expect(house.placed()).toHaveLength(1)
})

test('of many calls to a lead at once one is placed, and all of them tell of it', async () => {
  const house = await leadHouse()

  const all = await Promise.all(Array.from({ length: 5 }, () => house.initiate()))

  expect(new Set(all.map(({ callId }) => callId)).size).toBe(1)
  expect(house.placed()).toHaveLength(1)
  expect(await house.deps.db.select().from(leadCalls)).toMatchObject([{ callId: all[0]?.callId }])
})

test('who asks about a call to a lead calls nobody, and hears what a call would', async () => {
  const house = await leadHouse()

  expect(await house.initiate({ dryRun: true })).toMatchObject({
    ...{ success: true, status: 'dry_run', complianceStatus: 'approved', blockReasons: [] },
    dryRun: { verdict: 'allowed', reasons: [] }
  })
  await addDnc(house.deps, house.owner, { contact: CALLED })
  expect(await house.initiate({ dryRun: true })).toMatchObject({
    ...{ complianceStatus: 'blocked', blockReasons: expect.arrayContaining(['on_internal_dnc_list']) },
    dryRun: { verdict: 'refused', code: 'recipient_opted_out', check: 'dnc' }
  })

  expect(house.placed()).toEqual([])
  expect(await house.deps.db.select().from(leadCalls)).toEqual([])
  expect(await house.records()).toMatchObject([{ approved: true }, { approved: false }])
})

test('a call that is refused is on record as refused, not as asked about', async () => {
  const house = await leadHouse()
  await addDnc(house.deps, house.owner, { contact: CALLED })

  await expect(house.initiate()).rejects.toMatchObject({ code: 'recipient_opted_out', details: { check: 'dnc' } })

  const stored = await house.deps.db.select().from(decisions)
  expect(stored).toMatchObject([{ verdict: 'refused', dryRun: false, code: 'recipient_opted_out' }])
  expect(await house.records()).toMatchObject([{ details: { decisionId: stored[0]?.id } }])
})

test('one document is played once a minute, and another one is another call', async () => {
  const house = await leadHouse()
  const url = 'https://example.com/one'

  const first = await playing(house, { url })
  const again = await playing(house, { url })
  const other = await playing(house, { url: 'https://example.com/two' })

  expect(again.callId).toBe(first.callId)
  expect(other.callId).not.toBe(first.callId)
  expect(house.placed()).toHaveLength(2)
  expect(await playing(house, { url: 'https://example.com/three', dryRun: true })).toMatchObject({
    ...{ status: 'dry_run', to: SOMEBODY, dryRun: { verdict: 'refused', check: 'frequency' } }
  })
  expect(house.placed()).toHaveLength(2)
})

test('a recording that is there is linked to, for a quarter of an hour', async () => {
  const house = await leadHouse()
  const { deps, caller, agent } = house
  const { callId, callSid } = await house.initiate()
  const view = async () => (await runTool(getCallStatus, deps, caller, { callSid })) as { recordingUrl: string | null }
  expect((await view()).recordingUrl).toBeNull()
  const id = newId('rec')
  await deps.db.insert(recordings).values({
    ...{ id, callId, orgId: agent.orgId, agentId: agent.id, provider: 'twilio', providerRef: 'RE1' },
    ...{ state: 'available', durationSeconds: 10, createdAt: deps.clock.now() }
  })

  const { recordingUrl } = await view()
  const token = recordingUrl?.split('/v1/media/recordings/')[1] ?? ''
  expect(readMediaLink(deps, 'recordings', token)).toBe(id)
  await house.clock.advance(901_000)
  expect(readMediaLink(deps, 'recordings', token)).toBeUndefined()

  await deps.db.update(calls).set({ recorded: false })
  expect((await view()).recordingUrl).toBeNull()
})

test('what is no phone number is told apart from other bad input', async () => {
  const house = await leadHouse()
  const { deps, caller, leadId } = house
  const none = { phone: 'five five five', leadId }

  for (const attempt of [
    () => house.initiate({ to: none.phone }),
    () => playing(house, { to: none.phone, url: 'https://example.com/one' }),
    () => playing(house, { from: none.phone, url: 'https://example.com/one' }),
    () => runTool(checkTcpaCompliance, deps, caller, none),
    () => runTool(checkDncStatus, deps, caller, { phone: none.phone })
  ])
    await expect(attempt()).rejects.toMatchObject({ code: 'invalid_recipient' })
  const mistaken = playing(house, { from: '+14155550199', url: 'https://example.com/one' })
  await expect(mistaken).rejects.toMatchObject({ code: 'invalid_input' })
  expect(house.placed()).toEqual([])
})

test('a lead is shown with its consent, the lists that it is on and the calls to it', async () => {
  const house = await leadHouse()
  const { deps, caller, owner, leadId } = house
  await house.initiate()
  await addDnc(deps, owner, { contact: CALLED })

  expect(await runTool(getLead, deps, caller, { leadId })).toMatchObject({
    ...{ firstName: 'Ada', phone: CALLED, status: 'contacted' },
    consent: { hasWrittenConsent: false },
    dncStatus: { onInternalList: true, onNationalRegistry: false },
    callAttempts: [{ timestamp: expect.any(String), status: expect.any(String) }]
  })
})

test('calls that are not over are counted, and only those', async () => {
  const house = await leadHouse()
  const { deps, caller } = house
  const { callSid } = await house.initiate()
  const active = () => runTool(listActiveCalls, deps, caller, {})

  expect(await active()).toMatchObject({ success: true, totalActive: 1, activeCalls: [{ callSid }] })
  await deps.db.update(calls).set({ state: 'completed' })
  expect(await active()).toEqual({ success: true, totalActive: 0, activeCalls: [] })
})
