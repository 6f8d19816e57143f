import type { CallView } from '../src/schemas/call.ts'
import type { PhoneCall } from '../src/simulator/calls/phone-call.ts'
import type { Answer, DemoAgent, HeldCall } from './demo-agent.ts'
import type { Scenario } from './demo-stage.ts'
import { carried, heard, oneLine, over, ring, world } from './demo-world.ts'

const GRACE = '+14155550123'
const MARY = '+14155550166'
/** A voicemail box of the simulated world: docs/simulator.md. */
const VOICEMAIL = '+15550100007'

/** How the agent's own log has a call. */
const logged = (agent: DemoAgent, callId: string) => agent.call<CallView>('comms_get_call', { callId })

/** The log of an agent, once the call is over and settled in it. */
async function settled(agent: DemoAgent, callId: string): Promise<CallView> {
  for (;;) {
    const call = await logged(agent, callId)
    if (call.terminal && call.durationSeconds !== undefined) return call
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

const inShort = ({ direction, state, endedBy, durationSeconds, turns, cost }: CallView) =>
  `${direction}, ${state} by ${endedBy}, ${durationSeconds} s, ${turns} turns, $${cost}`

/** The stories that are told on the phone. */
export const callScenarios: readonly Scenario[] = [
  {
    title: 'A person calls, and the connected agent answers',
    async play(stage, check) {
      const held = stage.ada.hold(({ kind, text }) => {
        if (kind === 'interrupt') return 'On Sunday we are closed.'
        return text?.includes('Thank') ? 'You are welcome. Goodbye.' : SATURDAY
      })
      const sid = await ring(stage, GRACE, stage.adaNumber, [
        { listen: true },
        { say: 'Are you open on Saturday?' },
        { say: 'Sorry, and on Sunday?', interruptAfter: 40 },
        { say: 'Thank you, bye.' },
        { listen: true },
        { hangup: true }
      ])
      const { callId, turns } = await held
      const [greeting = '', answer = '', second = ''] = heard(await over(stage, sid))
      check('greeted in the name of the agent', greeting.includes('this is Ada'), greeting)
      check('an MCP client answers, with tools alone', isPart(answer, SATURDAY), `${answer} …`)
      const cut = turns.find(({ kind }) => kind === 'interrupt')
      check('the caller cuts in: the agent learns what was heard', cut?.spoken === answer, `heard: ${cut?.spoken} …`)
      check('and goes on from there', second === 'On Sunday we are closed.', second)
      const call = await settled(stage.ada, callId)
      check('the log has it', call.state === 'completed' && call.turns === 3, inShort(call))
    }
  },
  {
    title: 'The agent is gone in mid-call',
    async play(stage, check) {
      const held = stage.ada.hold(({ text }) => (text?.includes('book') ? 'With pleasure. For when?' : undefined))
      const sid = await ring(stage, GRACE, stage.adaNumber, [
        { listen: true },
        { say: 'I would like to book a table.' },
        { say: 'For Friday at seven, four people.' },
        { say: 'My name is Grace Miller. Please call me after eight.' },
        { say: 'No, that is all.' },
        { listen: true },
        { hangup: true }
      ])
      const { callId } = await held
      const spoken = heard(await over(stage, sid))
      check('the agent began', spoken[1] === 'With pleasure. For when?', spoken[1] ?? '')
      check('the caller is told to wait', spoken[2] === 'One moment, please.', spoken[2] ?? '')
      const apology = spoken.find((text) => text.includes('cannot go on')) ?? ''
      check('the answering machine goes on with the call', apology.includes('Ada'), apology)
      const taken = await stage.ada.event({ kind: 'call.message', callId })
      const body = oneLine(taken.body)
      check('back again, the agent gets the message', body.includes('For Friday at seven'), body)
      check('with wishes', body.includes('call me after eight'), /Wishes.*/.exec(body)?.[0] ?? '')
    }
  },
  {
    title: 'An agent calls, and a voicemail box answers',
    async play(stage, check) {
      const voicemailText = 'This is Ada. Your order is ready.'
      const made = await stage.ada.call<{ callId: string; status: string; cost: number }>('comms_make_call', {
        to: VOICEMAIL,
        context: 'Tell them that the order is ready.',
        ...{ whenVoicemail: 'leaveMessage', voicemailText, maxDurationMinutes: 3 }
      })
      check('the carrier dials', made.status !== 'failed', `${made.status}, at most $${made.cost}`)
      const call = await carried(stage, ({ to, endedAt }) => to === VOICEMAIL && endedAt !== null)
      // What was being said when the tone came is on the tape as well.
      const left = call.voicemail[0]?.replace(/^.*?(?=This is Ada)/, '') ?? ''
      check('the message is left after the tone', left === voicemailText, left)
      const told = await stage.ada.event({ kind: 'call.status', callId: made.callId })
      check('the agent is told', told.status === 'completed', told.status ?? '')
      const view = await settled(stage.ada, made.callId)
      check('the log has it', view.answeredBy === 'machine' && view.cost <= made.cost, inShort(view))
    }
  },
  {
    title: 'A caller asks for a human',
    async play(stage, check) {
      await world(stage, '/calls/person', {
        number: MARY,
        script: [{ listen: true }, { press: '1' }, { silence: 500 }, { say: 'Mary speaking, hello!', now: true }]
      })
      const held = stage.ada.hold(async (_caller, callId) => {
        const wish = { callId, transferTo: MARY, mode: 'warm', announcement: 'Grace, about an invoice.' }
        await stage.ada.call('comms_transfer_call', wish)
        return undefined
      })
      const sid = await ring(stage, GRACE, stage.adaNumber, [{ listen: true }, { say: 'A human, please.' }])
      const { callId } = await held
      const joined = await carried(
        stage,
        (call) => call.sid === sid && heard(call).some((text) => text.includes('Mary'))
      )
      const leg = await carried(stage, ({ to }) => to === MARY)
      const asked = heard(leg).join(' ')
      check('the human is asked first, alone', asked.includes('about an invoice') && !spoke(joined, 'invoice'), asked)
      check('takes it, and the two are joined', spoke(joined, 'Mary speaking'), heard(joined).at(-1) ?? '')
      await world(stage, '/calls/act', { sid, script: [{ hangup: true, now: true }] })
      await over(stage, sid)
      const call = await settled(stage.ada, callId)
      check('the log has it', call.endedBy === 'transfer', inShort(call))
    }
  },
  {
    title: 'An agent calls an agent',
    async play({ ada, adaNumber, bob, bobId }, check) {
      const back: string[] = []
      const answering = bob.hold(async ({ text = '' }) => {
        if (text.includes('three')) {
          const refusal = await bob.refused('comms_make_call', { to: adaNumber, context: 'Ring back.' })
          back.push(refusal.message)
          return 'Yes, at three it is.'
        }
        return text.includes('Goodbye') ? 'Goodbye, Ada.' : ''
      })
      const made = await ada.call<{ callId: string; cost: number }>('comms_make_call', {
        ...{ toAgentId: bobId, context: 'Agree on a time.', greeting: 'Can you meet at three?', maxDurationMinutes: 2 }
      })
      const seeYou: Answer = ({ text = '' }) => (text.includes('it is') ? 'See you then. Goodbye.' : '')
      const [called, asked] = await Promise.all([answering, ada.hold(seeYou, made.callId)])
      const hear = ({ turns }: HeldCall) => turns.map(({ text = '' }) => text).join(' ')
      const agreed = asked.turns.find(({ text }) => text?.includes('it is'))?.text
      check('each hears the other', hear(called).includes('at three?') && agreed !== undefined, agreed ?? hear(asked))
      const [out, inbound] = [await settled(ada, asked.callId), await settled(bob, called.callId)]
      check('Ada’s log', out.direction === 'outbound' && out.state === 'completed', inShort(out))
      check('Bob’s log', inbound.direction === 'inbound' && inbound.state === 'completed', inShort(inbound))
      const apartSeconds = Math.abs((out.durationSeconds ?? 0) - (inbound.durationSeconds ?? 0))
      const agree = out.from === inbound.from && out.to === inbound.to && apartSeconds <= 1
      check('both agree', agree, `${out.from} to ${out.to}, ${out.durationSeconds} s and ${inbound.durationSeconds} s`)
      check('it costs no more than was set aside', out.cost <= made.cost, `$${out.cost} of $${made.cost}`)
      const again = await ada.refused('comms_make_call', { toAgentId: bobId, context: 'Talk on and on.' })
      check('who is called cannot call back meanwhile', back.length === 1, back[0] ?? '')
      check('nor are two agents in a loop', again.code === 'too_frequent', again.message)
    }
  }
]

const SATURDAY =
  'On Saturday we are open from nine in the morning until six in the evening, and you can park behind the house.'

const isPart = (heard: string, said: string) => heard !== '' && said.startsWith(heard)

const spoke = (call: PhoneCall, what: string) => heard(call).some((text) => text.includes(what))
