import type { Server } from '@modelcontextprotocol/server'
import type { Caller, Deps } from '../deps.ts'
import type { Member } from './roster.ts'
import { type Attendance, attendBySampling } from './sampling-attendant.ts'

/** A member that can be asked whenever it listens. */
interface SamplingMember extends Member {
  readonly caller: Caller
  /** Whether what the server asks by itself reaches the client at this moment. */
  readonly listens: boolean
}

interface Entry {
  member: SamplingMember
  server: Server
  attending: AbortController | undefined
}

/** The connected clients that offer their model: each attends calls of its agent while it listens. */
export class Samplers {
  readonly #deps: Deps
  readonly #attendance: Attendance
  readonly #entries = new Set<Entry>()
  readonly #running = new Set<Promise<void>>()

  constructor(deps: Deps, attendance: Attendance) {
    this.#deps = deps
    this.#attendance = attendance
  }

  /** Takes note of a client that has just said what it can. */
  welcome(server: Server): void {
    const member = server.transport as Partial<SamplingMember> | undefined
    if (!server.getClientCapabilities()?.sampling || member?.caller?.agentId === undefined) return
    const entry: Entry = { member: member as SamplingMember, server, attending: undefined }
    this.#entries.add(entry)
    const before = server.onclose
    server.onclose = () => {
      before?.()
      this.#entries.delete(entry)
      entry.attending?.abort()
    }
    this.look()
  }

  /** Starts those who have begun to listen, and stops those who listen no more. */
  look(): void {
    for (const entry of this.#entries) {
      const { member, server, attending } = entry
      if (!member.listens) {
        attending?.abort()
        entry.attending = undefined
      } else if (!attending) {
        const controller = new AbortController()
        entry.attending = controller
        const { sessionId, caller } = member
        const asked = { sessionId, caller, server }
        const work: Promise<void> = attendBySampling(this.#deps, this.#attendance, asked, controller.signal).finally(
          () => this.#running.delete(work)
        )
        this.#running.add(work)
      }
    }
  }

  /** Ends all attendance; resolves when nothing of it runs any more. */
  async close(): Promise<void> {
    for (const { attending } of this.#entries) attending?.abort()
    this.#entries.clear()
    await Promise.all(this.#running)
  }
}
