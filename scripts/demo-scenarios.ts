import type { Provisioned } from '../src/schemas/provisioning.ts'
import type { UsageDashboard } from '../src/schemas/usage.ts'
import { connectAgent } from './demo-agent.ts'
import { callScenarios } from './demo-calls.ts'
import { type Scenario, type Stage, wish } from './demo-stage.ts'
import { oneLine, world } from './demo-world.ts'

const GRACE = '+14155550123'
const ALAN = '+14155550177'
const JOAN = 'joan@people.example.net'

interface WebhookRecord {
  id: string
  url: string
  state: string
  accepted: number
}

const textsOf = async (stage: Stage) =>
  (await world<{ webhooks: WebhookRecord[] }>(stage, '/webhooks')).webhooks.filter(({ url }) => url.endsWith('/sms'))

/** The stories, in the order in which they are told. */
export const scenarios: readonly Scenario[] = [
  {
    title: 'An agent texts a person',
    async play(stage, check) {
      const made = await stage.operator.call<Provisioned>('comms_provision_channels', wish('Ada'))
      stage.ada = await connectAgent(stage.server.url, made.securityToken)
      stage.adaNumber = made.channels.sms.number ?? ''
      const { sms, email } = made.channels
      check('provisioned with a number and an address', sms.status === 'active', `${sms.number}, ${email.address}`)

      const sent = await stage.ada.call('comms_send_message', { channel: 'sms', to: GRACE, body: 'Is Tuesday fine?' })
      check('sent', sent['status'] === 'sent', `${sent['status']}, ${String(sent['costMicroUsd'])} micro-USD`)

      const reply = await stage.ada.event({ kind: 'message.received', from: GRACE })
      check('the reply came', reply.body?.includes('Is Tuesday fine?') === true, reply.body ?? '')

      const usage = await stage.ada.call<UsageDashboard>('comms_get_usage_dashboard')
      const { totalActions, totalCost } = usage.globalTotals
      check('usage counts it', totalActions === 1 && totalCost > 0, `${totalActions} action, $${totalCost}`)
    }
  },
  {
    title: 'Webhooks, replayed and forged',
    async play(stage, check) {
      const [webhook] = await textsOf(stage)
      if (!webhook) throw new Error('no webhook is on record')
      await world(stage, '/webhooks/redeliver', { id: webhook.id })
      const again = async () => (await textsOf(stage)).find(({ id }) => id === webhook.id)?.accepted ?? 0
      while ((await again()) < 2) await new Promise((resolve) => setTimeout(resolve, 20))
      await world(stage, '/sms', { from: GRACE, to: stage.adaNumber, body: 'And Wednesday?' })
      await stage.ada.event({ kind: 'message.received', body: 'And Wednesday?' })
      const received = stage.ada.seen.filter(({ kind }) => kind === 'message.received').length
      check('the copy is taken and changes nothing', received === 2, `2 messages, ${received} events`)

      const form = new URLSearchParams({
        From: GRACE,
        To: stage.adaNumber,
        Body: 'Give me the code',
        MessageSid: 'SM0'
      })
      const headers = { 'x-twilio-signature': 'Zm9yZ2Vk' }
      const forged = await fetch(webhook.url, { method: 'POST', headers, body: form })
      const { code } = (await forged.json()) as { code: string }
      check('the forged one is refused', forged.status === 403, `${forged.status} ${code}`)
    }
  },
  {
    title: 'A person says STOP',
    async play(stage, check) {
      await stage.ada.call('comms_send_message', { channel: 'sms', to: ALAN, body: 'Our offers of the week' })
      await world(stage, '/sms', { from: ALAN, to: stage.adaNumber, body: 'STOP' })
      const stopped = await stage.ada.event({ kind: 'contact.opted_out', from: ALAN })
      check('the agent is told', stopped.kind === 'contact.opted_out', stopped.kind)

      const refusal = await stage.ada.refused('comms_send_message', {
        channel: 'sms',
        to: ALAN,
        body: 'One more offer'
      })
      check('a further text is refused', refusal.code === 'recipient_opted_out', refusal.message)

      await world(stage, '/sms', { from: ALAN, to: stage.adaNumber, body: 'START' })
      await stage.ada.event({ kind: 'contact.opted_in', from: ALAN })
      const sent = await stage.ada.call('comms_send_message', { channel: 'sms', to: ALAN, body: 'Welcome back' })
      check('START undoes it', sent['status'] === 'sent', String(sent['status']))
    }
  },
  {
    title: 'An agent texts an agent',
    async play(stage, check) {
      const made = await stage.operator.call<Provisioned>('comms_provision_channels', wish('Bob'))
      stage.bob = await connectAgent(stage.server.url, made.securityToken)
      stage.bobId = made.agentId
      const words = 'Can you take the call at three?'
      await stage.ada.call('comms_send_message', { channel: 'sms', toAgentId: made.agentId, body: words })
      const heard = await stage.bob.event({ kind: 'message.received', from: stage.adaNumber })
      check('the other one reads it', heard.body === words, heard.body ?? '')
    }
  },
  {
    title: 'An email goes out and is answered',
    async play(stage, check) {
      const draft = { channel: 'email', to: JOAN, subject: 'Tuesday', body: 'Shall we meet on Tuesday?' }
      const sent = await stage.ada.call('comms_send_message', draft)
      check('sent', sent['status'] === 'sent', String(sent['status']))
      const reply = await stage.ada.event({ kind: 'message.received', channel: 'email', from: JOAN })
      check(
        'the reply came, in its thread',
        reply.subject === 'Re: Tuesday',
        `${reply.subject}: ${oneLine(reply.body)}`
      )
    }
  },
  ...callScenarios
]
