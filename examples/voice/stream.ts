// Answers calls as a stream of tokens over plain HTTP: what the model has thought is spoken while it thinks on.
const { COMMS_URL = 'http://127.0.0.1:3100', COMMS_TOKEN = '' } = process.env
const headers = { Authorization: `Bearer ${COMMS_TOKEN}` }

/** Your model goes here, token by token. */
async function* think(heard: string): AsyncGenerator<string> {
  for (const token of `You said: ${heard}`.split(/(?= )/)) yield token
}

/** Speaks each token as it comes. `late`: the caller has cut in or gone on, or somebody else has answered. */
async function speak(callId: string, turn: number, heard: string | undefined): Promise<void> {
  const lines = async function* () {
    // A caller who is silent needs no answer; to say so at once keeps the call yours.
    if (heard) for await (const token of think(heard)) yield `${JSON.stringify({ token })}\n`
    yield `${JSON.stringify({ last: true })}\n`
  }
  const spoken = await fetch(`${COMMS_URL}/v1/calls/${callId}/speech?turn=${turn}`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/x-ndjson' },
    body: ReadableStream.from(lines()).pipeThrough(new TextEncoderStream()),
    duplex: 'half'
  })
  console.log((await spoken.text()).trim().split('\n').at(-1))
}

interface Turn {
  kind: string
  callId: string
  turn: number
  body?: string
  digits?: string
}

/** Reads the events of the agent as they come. */
async function* events(): AsyncGenerator<Turn> {
  const { body } = await fetch(`${COMMS_URL}/v1/events/stream`, { headers })
  if (!body) throw new Error('the server sent nothing')
  let rest = ''
  for await (const text of body.pipeThrough(new TextDecoderStream())) {
    const blocks = (rest + text).split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const data = /^data: (.*)$/m.exec(block)?.[1]
      const kind = /^event: (.*)$/m.exec(block)?.[1]
      if (data && kind) yield { ...JSON.parse(data), kind }
    }
  }
}

for await (const { kind, callId, turn, body, digits } of events())
  if (kind === 'call.turn') speak(callId, turn, body ?? digits).catch(console.error)
