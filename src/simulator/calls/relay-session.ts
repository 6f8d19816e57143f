import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js'
import WebSocket from 'ws'
import { tokenOf } from '../twilio/account.ts'
import { newSid } from '../twilio/wording.ts'
import { relayEar } from './relay-ear.ts'
import { type RelayFrame, readFrame } from './relay-frames.ts'
import { kindsOf, type RelaySettings } from './relay-settings.ts'
import type { Stage } from './stage.ts'
import { Violation } from './twiml.ts'
import { violate } from './violate.ts'

/** How a relay session came to its end. */
export interface RelayOutcome {
  sessionId: string
  /** `unreachable`: it never began; `superseded`: another document took its place. */
  status: 'completed' | 'ended' | 'failed' | 'unreachable' | 'superseded'
  seconds: number
  handoffData?: string
  error?: { code: number; message: string }
}

const MALFORMED_MAX = 10
const FRAME_MAX_BYTES = 1024 * 1024
const ENDED = 'Closing websocket session'

/** One session of the text relay: a socket to the server of the customer, with speech on its other side. */
export class RelaySession {
  readonly #stage: Stage
  readonly #settings: RelaySettings
  readonly #sessionId = newSid('VX')
  readonly #ended = Promise.withResolvers<RelayOutcome>()
  readonly #startedAt: number
  #stopListening = (): void => undefined
  #language: string
  #malformed = 0
  #hasBegun = false
  #isOver = false
  #socket: WebSocket | undefined

  constructor(stage: Stage, settings: RelaySettings) {
    this.#stage = stage
    this.#settings = settings
    this.#language = settings.language
    this.#startedAt = stage.world.clock.now().getTime()
  }

  /** Holds the session until it is over; `isFirst` tells the first of a call. */
  run(isFirst: boolean): Promise<RelayOutcome> {
    const { leg, signal } = this.#stage
    const socket = this.#open()
    this.#socket = socket
    socket.on('open', () => this.#begin(isFirst))
    socket.on('message', (content) => this.#receive(String(content)))
    socket.on('unexpected-response', (_request, response) => {
      leg.note('socket', { refused: response.statusCode })
      response.resume()
      this.#end({ status: 'unreachable' })
      socket.terminate()
    })
    socket.on('error', (error) => leg.note('socket', { failure: error.message }))
    socket.on('close', (code, reason) => {
      leg.note('socket', { closed: code, reason: String(reason) })
      this.#end(this.#hasBegun ? FAILED : { status: 'unreachable' })
    })
    const stop = () => {
      this.#end({ status: leg.over.aborted ? 'completed' : 'superseded' })
      if (socket.readyState === WebSocket.CONNECTING) socket.terminate()
      else socket.close(1000, ENDED)
    }
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
    return this.#ended.promise.finally(() => signal.removeEventListener('abort', stop))
  }

  /**
   * The signature is over the address as the document has it. Where the document came over plain http from the same
   * host, that host has no TLS, so that the socket is opened without it.
   */
  #open(): WebSocket {
    const { world, leg, url: documentUrl } = this.#stage
    const { url } = this.#settings
    const signature = getExpectedTwilioSignature(tokenOf(world, leg.call.accountSid) ?? '', url, {})
    const isPlain = documentUrl.startsWith('http:') && new URL(documentUrl).host === new URL(url).host
    leg.note('socket', { opening: url })
    return new WebSocket(isPlain ? url.replace(/^wss:/, 'ws:') : url, {
      headers: { 'x-twilio-signature': signature, 'user-agent': 'Jetty/11.0.24' },
      handshakeTimeout: 10_000,
      maxPayload: FRAME_MAX_BYTES,
      perMessageDeflate: false
    })
  }

  #begin(isFirst: boolean): void {
    const { leg } = this.#stage
    const { mouth, call } = leg
    const { greeting, greetingInterruptible, speakerEvents, tokensPlayed } = this.#settings
    const agentSpeaking = (value: 'on' | 'off') =>
      speakerEvents && this.#send({ type: 'info', name: 'agentSpeaking', value })
    this.#stopListening = mouth.listen({
      started: () => agentSpeaking('on'),
      played: (value) => tokensPlayed && this.#send({ type: 'info', name: 'tokensPlayed', value }),
      quiet: () => agentSpeaking('off')
    })
    this.#hasBegun = true
    leg.cutSocket = () => {
      // Nobody listens from now on, although the other side may learn of it later.
      leg.ear = undefined
      this.#socket?.terminate()
    }
    this.#send({
      type: 'setup',
      ...{ sessionId: this.#sessionId, accountSid: call.accountSid, callSid: call.sid },
      ...{ parentCallSid: call.parentSid ?? '', from: call.from, to: call.to, forwardedFrom: '', callType: 'PSTN' },
      ...{ callerName: call.callerName, direction: call.direction },
      callStatus: isFirst && call.direction === 'inbound' ? 'RINGING' : 'IN_PROGRESS',
      customParameters: this.#settings.parameters
    })
    leg.ear = relayEar(
      leg,
      this.#settings,
      () => this.#language,
      (frame) => this.#send(frame)
    )
    if (greeting !== '')
      mouth.say({ text: greeting, last: true, interruptible: greetingInterruptible, preemptible: false })
  }

  #send(frame: object): void {
    if (this.#socket?.readyState !== WebSocket.OPEN) return
    this.#stage.leg.note('sent', frame)
    this.#socket.send(JSON.stringify(frame))
  }

  #receive(text: string): void {
    if (this.#isOver) return
    const { world, leg } = this.#stage
    const frame = readFrame(text)
    if (!('problem' in frame)) {
      this.#malformed = 0
      leg.note('got', frame)
      this.#obey(frame)
      return
    }
    leg.note('got', text.slice(0, 1000))
    violate(world, leg, new Violation(64107, frame.problem))
    this.#send({ type: 'error', description: `Invalid message received, code: 64107, ${frame.problem}` })
    if (++this.#malformed < MALFORMED_MAX) return
    this.#socket?.close(1007, 'Too many consecutive malformed messages.')
    this.#end({ status: 'failed', error: { code: 64107, message: 'Too many consecutive malformed messages.' } })
  }

  #obey(frame: RelayFrame): void {
    const { mouth } = this.#stage.leg
    const { interruptible, preemptible } = this.#settings
    const kinds = (own?: boolean) => (own === undefined ? interruptible : kindsOf(String(own)))
    switch (frame.type) {
      case 'text':
        mouth.say({
          text: frame.token,
          last: frame.last ?? false,
          interruptible: kinds(frame.interruptible),
          preemptible: frame.preemptible ?? preemptible
        })
        break
      case 'play':
        mouth.say({
          text: `(sound of ${frame.source})`,
          last: true,
          interruptible: kinds(frame.interruptible),
          preemptible: frame.preemptible ?? preemptible
        })
        break
      case 'sendDigits':
        mouth.say({ text: '', digits: frame.digits, last: false, interruptible, preemptible: false })
        break
      case 'language':
        this.#language = frame.transcriptionLanguage ?? this.#language
        break
      case 'end':
        this.#end({ status: 'ended', ...(frame.handoffData !== undefined && { handoffData: frame.handoffData }) })
        this.#socket?.close(1000, ENDED)
    }
  }

  #end(outcome: Pick<RelayOutcome, 'status' | 'handoffData' | 'error'>): void {
    if (this.#isOver) return
    this.#isOver = true
    const { leg, world } = this.#stage
    this.#stopListening()
    leg.ear = undefined
    leg.cutSocket = () => undefined
    // What is still to be spoken is not heard any more.
    leg.mouth.purge()
    const seconds = Math.round((world.clock.now().getTime() - this.#startedAt) / 1000)
    this.#ended.resolve({ sessionId: this.#sessionId, seconds, ...outcome })
  }
}

const FAILED = { status: 'failed', error: { code: 64105, message: 'Websocket ended' } } as const
