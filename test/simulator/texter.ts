import { listener, simulated } from './simulated.ts'

/** The number that we hold. */
export const OURS = '+14155550100'
/** A person whom nothing is documented of. */
export const ANYBODY = '+14155557788'

/** A simulated carrier of which we hold one number, whose webhooks we take. */
export async function texter(answer?: Parameters<typeof listener>[0]) {
  const ours = await listener(answer)
  const simulation = await simulated()
  simulation.simulator.hold({ number: OURS, smsUrl: `${ours.base}/sms?agent=a%20b` })
  const send = (to: string, body = 'hello', statusCallback = `${ours.base}/status/msg_1`) =>
    simulation.texting.messages.create({ from: OURS, to, body, statusCallback })
  const inbound = () => ours.received.filter(({ path }) => path.startsWith('/sms'))
  const statuses = () =>
    ours.received.filter(({ path }) => path.startsWith('/status')).map(({ form }) => form['MessageStatus'])
  return { ...simulation, ours, send, inbound, statuses }
}
