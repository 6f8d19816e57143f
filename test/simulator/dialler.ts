import { echo, OURS, relayed } from './phoner.ts'

/** A person whom nothing is documented of. */
export const ANYBODY = '+14155557788'
const EVENTS = ['initiated', 'ringing', 'answered', 'completed']

/** A house that places calls which the relay answers. */
export async function dialler(
  attributes = 'welcomeGreeting="Hello, this is a test."',
  onFrame: Parameters<typeof relayed>[1] = echo,
  behaviour: Parameters<typeof relayed>[2] = {}
) {
  const house = await relayed(attributes, onFrame, behaviour)
  const place = async (to: string, more: Record<string, unknown> = {}) => {
    const call = await house.texting.calls.create({
      ...{ from: OURS, to, url: `${house.base}/voice`, statusCallback: `${house.base}/status`, timeout: 5 },
      statusCallbackEvent: EVENTS,
      ...more
    })
    return call.sid
  }
  const reports = () =>
    house
      .at('/status')
      .map(({ form }) => form)
      .sort((a, b) => Number(a['SequenceNumber']) - Number(b['SequenceNumber']))
  const ended = (sid: string) =>
    house.until(() => reports().some((form) => form['CallSid'] === sid && 'CallDuration' in form), `${sid} is over`)
  const said = (sid: string) => house.course<string>(sid, 'said')
  const heard = (sid: string) => house.course<{ text: string }>(sid, 'heard').map(({ text }) => text)
  return { ...house, place, reports, ended, said, heard }
}
