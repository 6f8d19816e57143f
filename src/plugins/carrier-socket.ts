import type { RawData, WebSocket } from 'ws'
import type { Clock } from '../lib/clock.ts'
import type { CallSocket } from '../voice/call-socket.ts'

/** Largest frame of a carrier, in bytes; the longest prompt is a fraction of it. */
export const FRAME_BYTES_MAX = 64 * 1024
/** Frames a second that a socket may send for long, and how many at once. No carrier comes near. */
const FRAMES_PER_SECOND = 200
const BURST = 400
/** Bytes that may wait to be sent: beyond, the carrier does not read and the caller hears nothing. */
const WAITING_BYTES_MAX = 256 * 1024
/** Source: RFC 6455, 7.4.1. */
const POLICY_VIOLATION = 1008
/** Longest reason of a close, in bytes. Source: RFC 6455, 5.5. */
const REASON_BYTES_MAX = 123
/** Pings without an answer after which a socket is taken for lost. */
const MISSED_MAX = 2

/** The socket of one call, bounded: a carrier that floods it or does not read loses it, and asks what comes next. */
export class CarrierSocket implements CallSocket {
  readonly #socket: WebSocket
  readonly #clock: Clock
  #frames = BURST
  #countedAtMs: number
  #missed = 0
  #flooded = false

  constructor(socket: WebSocket, clock: Clock) {
    this.#socket = socket
    this.#clock = clock
    this.#countedAtMs = clock.now().getTime()
    socket.on('pong', () => {
      this.#missed = 0
      this.#mayPass()
    })
  }

  send(text: string): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return
    this.#socket.send(text)
    if (this.#socket.bufferedAmount > WAITING_BYTES_MAX) this.#socket.terminate()
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, Buffer.from(reason).subarray(0, REASON_BYTES_MAX))
  }

  /** Ends it without waiting for the carrier. */
  cut(): void {
    this.#socket.terminate()
  }

  onText(listener: (text: string) => void): void {
    this.#socket.on('message', (frame: RawData, isBinary: boolean) => {
      if (!this.#mayPass()) return
      if (!isBinary) listener(String(frame))
    })
  }

  onClose(listener: (code: number) => void): void {
    this.#socket.once('close', listener)
  }

  /** Asks the carrier for a sign of life; one that has given none for two pings has lost the socket. */
  ping(): void {
    this.#missed++
    if (this.#missed > MISSED_MAX) this.#socket.terminate()
    else if (this.#socket.readyState === this.#socket.OPEN) this.#socket.ping()
  }

  #mayPass(): boolean {
    if (this.#flooded) return false
    const nowMs = this.#clock.now().getTime()
    this.#frames = Math.min(BURST, this.#frames + ((nowMs - this.#countedAtMs) / 1000) * FRAMES_PER_SECOND)
    this.#countedAtMs = nowMs
    this.#frames--
    if (this.#frames >= 0) return true
    this.#flooded = true
    this.#socket.close(POLICY_VIOLATION, 'too many frames')
    return false
  }
}
