import { connect, createServer, type Socket } from 'node:net'
import { freePort } from './postgres.ts'

/** What stands before replicas: a stable address whose new connections go to the first of them that is ready. */
export interface FrontDoor {
  url: string
  /** Tries these first, in this order; connections that are open stay where they are. */
  prefer(...urls: string[]): void
  close(): Promise<void>
}

/** Opens a front door on loopback. Who asks while nobody is ready is refused. */
export async function frontDoor(): Promise<FrontDoor> {
  const port = await freePort()
  let replicas: string[] = []
  const open = new Set<Socket>()
  const firstReady = async () => {
    for (const url of replicas) if (await isReady(url)) return url
    return undefined
  }
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, async (client): Promise<void> => {
    open.add(client.on('error', () => undefined).on('close', () => open.delete(client)))
    const url = await firstReady()
    if (url === undefined) return void client.resetAndDestroy()
    const replica = connect({ port: Number(new URL(url).port), host: '127.0.0.1', allowHalfOpen: true })
    replica.on('error', () => client.resetAndDestroy()).on('close', () => client.destroy())
    client.on('close', () => replica.destroy())
    client.pipe(replica)
    replica.pipe(client)
    client.resume()
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${port}`,
    prefer(...urls) {
      replicas = urls
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of open) socket.destroy()
      })
  }
}

const isReady = (url: string): Promise<boolean> =>
  fetch(`${url}/health/ready`).then(
    (answer) => answer.ok,
    () => false
  )
