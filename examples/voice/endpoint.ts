// Answers calls as an endpoint that speaks as OpenAI does: the server posts the conversation, and speaks what is streamed back.
// The agent's brainUrl names it: comms_update_agent {"agentId": "front-desk", "brainUrl": "https://agent.example.com/v1"}
import { createServer } from 'node:http'

const { PORT = '8080' } = process.env

interface Completion {
  messages: { role: 'system' | 'user' | 'assistant'; content: string }[]
  metadata: { call_id: string; turn: string }
}

/** Your model goes here, token by token. */
async function* think(messages: Completion['messages']): AsyncGenerator<string> {
  for (const token of `You said: ${messages.at(-1)?.content}`.split(/(?= )/)) yield token
}

const server = createServer(async (request, response) => {
  if (request.method !== 'POST' || request.url !== '/v1/chat/completions') {
    response.writeHead(404).end()
    return
  }
  const { messages } = (await new Response(ReadableStream.from(request)).json()) as Completion
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const send = (choice: object) => response.write(`data: ${JSON.stringify({ choices: [{ index: 0, ...choice }] })}\n\n`)
  for await (const content of think(messages)) {
    // The caller has cut in, or has hung up.
    if (response.destroyed) return
    send({ delta: { content } })
  }
  send({ delta: {}, finish_reason: 'stop' })
  response.end('data: [DONE]\n\n')
})
server.listen(Number(PORT), '127.0.0.1', () => console.log(`listens on ${PORT}`))
