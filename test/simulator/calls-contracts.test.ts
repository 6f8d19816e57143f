import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { contract } from './contract.ts'
import { ANYBODY, dialler } from './dialler.ts'
import { CALLER, echo, OURS, relayTo } from './phoner.ts'
import { credentials, wire } from './simulated.ts'

const folder = process.env['VENDOR_CONTRACTS_DIR']
if (folder === undefined) console.info('Calls of the simulator are not compared: VENDOR_CONTRACTS_DIR is not set.')

interface FrameSchema {
  required: string[]
  properties: Record<string, { type?: string | string[]; pattern?: string; enum?: string[]; const?: string }>
}
interface RelayContract {
  toServer: Record<string, FrameSchema>
  actionCallback: { required: string[]; optional: string[]; SessionStatus: string[] }
}

/** What of a frame is not as the contract has it. */
function departures(schema: FrameSchema | undefined, frame: Record<string, unknown>): string[] {
  if (!schema) return [`no frame ${frame['type']}`]
  const missing = schema.required.filter((name) => frame[name] === undefined).map((name) => `${name} is missing`)
  const wrong = Object.entries(frame).filter(([name, value]) => {
    const property = schema.properties[name]
    if (!property) return true
    const type = Number.isInteger(value) ? 'integer' : typeof value
    if (property.type && ![property.type].flat().includes(type)) return true
    if (property.pattern && !new RegExp(property.pattern).test(String(value))) return true
    return (property.enum && !property.enum.includes(String(value))) || (property.const && property.const !== value)
  })
  return [...missing, ...wrong.map(([name, value]) => `${name}: ${JSON.stringify(value)}`)]
}

describe.skipIf(folder === undefined)('what the vendor promises of calls', () => {
  test('is what the simulated relay says and what it tells the action, name by name', async () => {
    const { toServer, actionCallback } = JSON.parse(
      readFileSync(`${folder}/twilio-conversationrelay.json`, 'utf8')
    ) as RelayContract
    const attributes =
      'welcomeGreeting="A long greeting to be cut." dtmfDetection="true" partialPrompts="true" events="speaker-events tokens-played"'
    const house = await dialler(
      attributes,
      (frame, session) => {
        if (frame.type === 'dtmf') session.say({ type: 'nonsense' })
        else if (frame['voicePrompt'] === 'End it now please.') session.say({ type: 'end', handoffData: '{}' })
        else echo?.(frame, session)
      },
      { speechMsPerChar: 2 }
    )
    const script = [
      { say: 'Stop it there.', interruptAfter: 5 },
      { press: '1' },
      { say: 'End it now please.', now: true }
    ]

    const ended = house.simulator.call({ from: CALLER, to: OURS, script })
    await house.over(ended.sid)
    const dropped = house.simulator.call({ from: CALLER, to: OURS, script: [{ listen: true }, { dropSocket: true }] })
    await house.over(dropped.sid)
    const placed = await house.place('+15550100001', { timeLimit: 0.1 })
    await house.ended(placed)
    await house.until(() => house.at('/action').length === 3, 'three actions')

    const frames = house.sessions.flatMap((session) => session.frames)
    expect(new Set(frames.map(({ type }) => type))).toEqual(new Set(Object.keys(toServer)))
    expect(frames.flatMap((frame) => departures(toServer[frame.type], frame))).toEqual([])
    const forms = house.at('/action').map(({ form }) => form)
    expect(new Set(forms.map((form) => form['SessionStatus']))).toEqual(new Set(actionCallback.SessionStatus))
    for (const form of forms) {
      expect(actionCallback.required.filter((name) => form[name] === undefined)).toEqual([])
      const voice = /^(?:Called|Caller|From|To)(?:City|State|Zip|Country)?$|^(?:StirVerstat|CallToken)$/
      const known = [...actionCallback.required, ...actionCallback.optional]
      expect(Object.keys(form).filter((name) => !known.includes(name) && !voice.test(name))).toEqual([])
    }
  })

  test('is what the simulated API answers of calls and recordings, field by field', async () => {
    const { departures: departed } = contract(folder ?? '', 'twilio')
    const house = await dialler()
    house.documents['/voice'] = relayTo(house.host, '', '/relay', '<Start><Recording/></Start>')
    const base = '/2010-04-01/Accounts'
    const authorization = `Basic ${Buffer.from(`${credentials.accountSid}:${credentials.authToken}`).toString('base64')}`
    const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded' }
    const ask = async (method: string, path: string, template: string, form?: Record<string, string>) => {
      const url = `${house.simulator.url}${base}/${credentials.accountSid}${path}`
      const body = form && new URLSearchParams(form).toString()
      const answer = await wire(url, { method, headers, ...(body && { body }) })
      return departed(method.toLowerCase(), `${base}/{AccountSid}${template}`, answer.status, JSON.parse(answer.body))
    }

    const created = await ask('POST', '/Calls.json', '/Calls.json', {
      ...{ From: OURS, To: ANYBODY, Url: `${house.base}/voice` }
    })
    const sid = house.simulator.calls()[0]?.sid ?? ''
    const recorded = async () => (await house.texting.recordings.list({ callSid: sid }))[0]
    await house.until(async () => (await recorded())?.status === 'completed', 'the recording')
    const recording = (await recorded())?.sid

    expect({
      created,
      fetched: await ask('GET', `/Calls/${sid}.json`, '/Calls/{Sid}.json'),
      listed: await ask('GET', '/Calls.json', '/Calls.json'),
      recording: await ask('GET', `/Recordings/${recording}.json`, '/Recordings/{Sid}.json'),
      recordings: await ask('GET', '/Recordings.json', '/Recordings.json'),
      ofCall: await ask('GET', `/Calls/${sid}/Recordings.json`, '/Calls/{CallSid}/Recordings.json')
    }).toEqual({ created: [], fetched: [], listed: [], recording: [], recordings: [], ofCall: [] })
  })
})
