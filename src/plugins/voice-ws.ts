import websocket from '@fastify/websocket'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { WebSocket } from 'ws'
import type { Deps } from '../deps.ts'
import { activeCalls, agentLabel } from '../observability/metrics.ts'
import { openCall } from '../services/call-sessions.ts'
import { LiveCall } from '../voice/live-call.ts'
import { admittedCall, type SocketPath } from './call-door.ts'
import { CarrierSocket, FRAME_BYTES_MAX } from './carrier-socket.ts'
import { LiveCalls } from './live-calls.ts'
import { plugin } from './plugin.ts'

const PATH = '/webhooks/:agentId/voice-ws/:ticket'
/** The call is over. Source: RFC 6455, 7.4.1. */
const NORMAL = 1000
/** We have failed; the carrier asks what comes next. Source: RFC 6455, 7.4.1. */
const FAILED = 1011
/** Part of the time for a shutdown in which calls finish what is being said; the rest is for what comes after. */
const DRAIN_SHARE = 0.8

/**
 * The door of live calls: carriers open one socket for each. Ticket and signature are checked before the upgrade. At
 * shutdown each call is given to another replica as soon as it is quiet.
 */
export default plugin(
  { name: 'voice-ws', needs: ['config', 'db', 'bus', 'clock', 'providers', 'sealer', 'publicUrl', 'accepting'] },
  async (app) => {
    const { config, db, bus, clock, log, providers, sealer, publicUrl } = app
    // A call copies what it is handed, and a copy of the instance would lack what it inherits.
    const deps: Deps = { config, db, bus, clock, log, providers, sealer, publicUrl }
    const live = new LiveCalls(app.clock)
    const admitted = new WeakMap<FastifyRequest, string>()
    const scope = app as unknown as FastifyInstance
    await scope.register(websocket, {
      options: { maxPayload: FRAME_BYTES_MAX },
      // The library has closed the socket with the code that the failure calls for.
      errorHandler: (err, _socket, request) => request.log.warn({ event: 'socket_failed', err }, 'a socket ended'),
      preClose: async () => live.drain(app.config.shutdownDeadlineMs * DRAIN_SHARE)
    })
    scope.get(
      PATH,
      {
        websocket: true,
        exposeHeadRoute: false,
        schema: { hide: true },
        async preValidation(request) {
          admitted.set(request, await admittedCall(deps, request))
        }
      },
      (socket, request) => {
        const carrier = new CarrierSocket(socket, app.clock)
        const agent = agentLabel((request.params as SocketPath).agentId)
        activeCalls.inc({ agent })
        carrier.onClose(() => activeCalls.dec({ agent }))
        void begin(socket, carrier, admitted.get(request) ?? '')
      }
    )

    /** Nothing of what the carrier sends meanwhile is lost. */
    async function begin(socket: WebSocket, carrier: CarrierSocket, callId: string): Promise<void> {
      socket.pause()
      try {
        const opened = await openCall(deps, callId)
        if (!opened) return carrier.close(NORMAL, 'over')
        // Lost meanwhile: nobody would be told of its close any more.
        if (socket.readyState !== socket.OPEN) return
        const call = new LiveCall(deps, opened, carrier)
        call.start()
        live.add(call, carrier)
      } catch (err) {
        app.log.error({ event: 'call_not_opened', callId, err }, 'the carrier asks what comes next')
        carrier.close(FAILED, 'failed')
      } finally {
        socket.resume()
      }
    }
  }
)
