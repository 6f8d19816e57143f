// The least server that puts calls through to an agent elsewhere: questions go out on one stream of events, answers come by POST; nothing is checked or kept.
import { createServer, type ServerResponse } from 'node:http'
import { type WebSocket, WebSocketServer } from 'ws'

const calls = new Map<string, WebSocket>()
let streams: ServerResponse[] = []
let count = 0

const server = createServer((request, response) => {
  if (request.method === 'GET') {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': here\n\n')
    streams.push(response)
    response.once('close', () => {
      streams = streams.filter((stream) => stream !== response)
    })
    return
  }
  const socket = calls.get(request.url?.split('/')[3] ?? '')
  let rest = ''
  request.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) socket?.send(JSON.stringify({ type: 'text', ...JSON.parse(line) }))
  })
  request.once('end', () => response.end('{"verdict":"spoken"}\n'))
})
const sockets = new WebSocketServer({ server, perMessageDeflate: false })
sockets.on('connection', (socket) => {
  const callId = String(++count)
  calls.set(callId, socket)
  socket.once('close', () => calls.delete(callId))
  socket.on('message', (text) => {
    const frame = JSON.parse(String(text)) as { type: string; voicePrompt?: string }
    if (frame.type !== 'prompt') return
    const stream = streams[Number(callId) % streams.length]
    stream?.write(`data: ${JSON.stringify({ kind: 'call.turn', callId, body: frame.voicePrompt })}\n\n`)
  })
})
server.listen(Number(process.env['PORT']), '127.0.0.1')
