import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { EventView } from '../../src/schemas/event-view.ts'
import { type Element, parseXml } from '../../src/simulator/calls/xml.ts'
import { parseFrame, type Said } from '../../src/voice/protocol.ts'
import { callHouse } from '../helpers/call-house.ts'
import { until } from '../helpers/until.ts'
import { wellFormed } from '../voice/relay-contract.ts'

const HUMAN = '+14155557799'
const VOICEMAIL = '+15550100007'
const folder = process.env['VENDOR_CONTRACTS_DIR']
if (folder === undefined) console.info('Whole calls are not compared: VENDOR_CONTRACTS_DIR is not set.')

type House = Awaited<ReturnType<typeof callHouse>>

/** What a published document says of the attributes of one element. */
interface Rules {
  attributes: Record<string, { enum?: string[]; pattern?: string; tokens?: string[] } | string | string[]>
  required?: string[]
}

/** In what the attributes of an element differ from what is published of it. */
function faultsOf({ name, attributes }: Element, { attributes: rules, required = [] }: Rules): string[] {
  const missing = required.filter((attribute) => attributes[attribute] === undefined)
  const wrong = Object.entries(attributes).filter(([attribute, value]) => {
    const rule = rules[attribute]
    if (rule === undefined) return true
    if (typeof rule === 'string') return !URL.canParse(value)
    if (Array.isArray(rule)) return !rule.includes(value)
    if (rule.enum && !rule.enum.includes(value)) return true
    if (rule.pattern && !new RegExp(rule.pattern).test(value)) return true
    return rule.tokens !== undefined && !value.split(' ').every((token) => rule.tokens?.includes(token))
  })
  return [...missing, ...wrong.map(([attribute, value]) => `${attribute}=${value}`)].map((fault) => `${name} ${fault}`)
}

/** What happened of one kind on all calls that the carrier has on record. */
const all = <T>({ simulator }: House, kind: string): T[] =>
  simulator.calls().flatMap(({ course }) => course.flatMap(({ what, detail }) => (what === kind ? [detail as T] : [])))

const elementsOf = (element: Element): Element[] => [element, ...element.children.flatMap(elementsOf)]

/** Answers a caller by tools until nothing more is heard of him; what is said to which words is given. */
async function converse({ must }: House, token: string, saying: Record<string, (callId: string) => Promise<unknown>>) {
  const open = new Set(Object.keys(saying))
  for (let ack: string | undefined; open.size > 0; ) {
    const args = { waitSeconds: 10, ...(ack && { ack }) }
    const batch = await must<{ ack?: string; events: EventView[] }>('comms_wait_for_events', args, token)
    for (const { kind, body = '', callId = '' } of batch.events) {
      const words = [...open].find((each) => kind === 'call.turn' && body.includes(each))
      if (words === undefined) continue
      open.delete(words)
      await saying[words]?.(callId)
    }
    ack = batch.ack ?? undefined
  }
}

/** A call that is cut short, loses its socket, has keys pressed on both sides, and is handed to a human. */
async function comesIn(t: House, number: string, token: string): Promise<void> {
  const reply = (text: string) => (callId: string) =>
    t.must('comms_reply_to_caller', { callId, text, listenSeconds: 0 }, token)
  const talking = converse(t, token, {
    open: reply('We are open from nine to six, and on Saturdays until noon, except in August.'),
    Sorry: (callId) => t.must('comms_send_digits', { callId, digits: '1w#' }, token).then(() => reply('One.')(callId)),
    there: reply('I am.'),
    human: (callId) =>
      t.must('comms_transfer_call', { callId, transferTo: HUMAN, announcement: 'I put you through.' }, token)
  })
  const call = t.ring(number, [
    ...[{ listen: true as const }, { say: 'Are you open?' }, { say: 'Sorry?', interruptAfter: 10 }, { press: '12' }],
    ...[{ dropSocket: true as const }, { say: 'Are you still there?' }, { say: 'A human, please.' }]
  ])
  await talking
  await call.over()
}

describe.skipIf(folder === undefined)('whole calls, against the contract of VENDOR_CONTRACTS_DIR', () => {
  test('leave no document and no frame that departs from it, and none of the carrier’s is not understood', async () => {
    const { twiml, toTwilio } = JSON.parse(readFileSync(`${folder}/twilio-conversationrelay.json`, 'utf8'))
    const t = await callHouse()
    const { channels, securityToken: token } = await t.provision()
    t.simulator.person({ number: HUMAN, script: [{ silence: 50 }, { hangup: true, now: true }] })
    await t.must('comms_update_agent', { voice: { handOverSeconds: 2 } }, token)
    await comesIn(t, channels.phone?.number ?? '', token)
    const spoken = { language: 'de-AT', voice: 'Google.de-DE-Chirp3-HD-Aoede', greeting: 'Guten Tag.', context: 'x' }
    const recorded = { routeDuplication: { alsoRecord: true }, voicemailText: 'Please call back.', context: 'x' }
    await t.must('comms_make_call', { to: '+14155557788', ...spoken }, token)
    await t.must('comms_make_call', { to: VOICEMAIL, ...recorded }, token)
    const message = { to: '+14155557789', text: 'It is ready.', deliveryChannel: 'phone_call' }
    await t.must('comms_send_voice_message', message, token)
    await until(() => t.simulator.calls().every(({ endedAt }) => endedAt !== null), 'all calls are over')

    const documents = all<{ twiml?: string }>(t, 'document').flatMap(({ twiml: text }) =>
      text ? [parseXml(text)] : []
    )
    const elements = documents.flatMap(elementsOf)
    const relays = elements.filter(({ name }) => name === 'ConversationRelay')
    expect(relays.length).toBeGreaterThan(3)
    expect(relays.flatMap((relay) => faultsOf(relay, twiml.conversationRelay))).toEqual([])
    const connects = elements.filter(({ name }) => name === 'Connect')
    expect(connects.flatMap((connect) => faultsOf(connect, { ...twiml.connect, required: ['action'] }))).toEqual([])

    const said = all<Said>(t, 'got')
    expect([...new Set(said.map(({ type }) => type))].sort()).toEqual(['end', 'sendDigits', 'text'])
    expect(said.flatMap((frame) => wellFormed(frame))).toEqual([])
    expect(Object.keys(toTwilio)).toEqual(expect.arrayContaining(said.map(({ type }) => type)))
    const heard = all<{ type: string }>(t, 'sent').map((frame) => parseFrame(JSON.stringify(frame)).type)
    expect(heard).not.toContain('malformed')
    expect(heard).not.toContain('unknown')
    // The one socket that the carrier itself was made to lose.
    expect(t.violations().map(({ code }) => code)).toEqual([64105])
  })
})
