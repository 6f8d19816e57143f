// The least server that holds calls: a socket for each, every question answered at once by itself; nothing is checked or kept.
import { WebSocketServer } from 'ws'

const sockets = new WebSocketServer({ port: Number(process.env['PORT']), host: '127.0.0.1', perMessageDeflate: false })
sockets.on('connection', (socket) => {
  socket.on('message', (text) => {
    const frame = JSON.parse(String(text)) as { type: string; voicePrompt?: string }
    if (frame.type !== 'prompt') return
    socket.send(JSON.stringify({ type: 'text', token: `answer to ${frame.voicePrompt} `, last: true }))
  })
})
