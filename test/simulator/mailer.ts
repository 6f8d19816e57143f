import { listener, simulated } from './simulated.ts'

/** An address of ours. */
export const AGENT = 'agent@agents.example.com'
/** An email of ours to a person. */
export const DRAFT = { from: `Agent <${AGENT}>`, to: 'ada@example.org', subject: 'Hello', text: 'Shall we meet?' }
const KINDS = ['email.sent', 'email.delivered', 'email.bounced', 'email.complained', 'email.received'] as const

interface Event {
  type: string
  created_at: string
  data: Record<string, unknown> & { email_id: string }
}

/** A simulated vendor whose email events we take. */
export async function mailer() {
  const ours = await listener()
  const simulation = await simulated()
  const { data } = await simulation.mailing.webhooks.create({ endpoint: `${ours.base}/email`, events: [...KINDS] })
  const events = () => ours.received.map(({ raw }) => JSON.parse(raw) as Event)
  const kinds = () => events().map(({ type }) => type)
  const received = () => events().filter(({ type }) => type === 'email.received')
  return { ...simulation, ours, events, kinds, received, secret: data?.signing_secret ?? '' }
}
