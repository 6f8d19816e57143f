// What the answering machine took down while the agent was away: each message is acknowledged, and answered by text.
const { COMMS_URL = 'http://127.0.0.1:3100', COMMS_TOKEN = '' } = process.env

async function call<T>(tool: string, args: object): Promise<T> {
  const response = await fetch(`${COMMS_URL}/v1/tools/${tool}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${COMMS_TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify(args)
  })
  if (!response.ok) throw new Error(await response.text())
  return (await response.json()) as T
}

interface Events {
  ack: string | null
  events: { from: string; body: string }[]
}

for (let ack: string | null = null; ; ) {
  const wanted = { waitSeconds: 20, kinds: ['call.message'], ...(ack && { ack }) }
  const waiting: Events = await call('comms_wait_for_events', wanted)
  ack = waiting.ack
  for (const { from, body } of waiting.events) {
    console.log(body)
    await call('comms_send_message', { channel: 'sms', to: from, body: 'I have your message, and I call you back.' })
  }
}
