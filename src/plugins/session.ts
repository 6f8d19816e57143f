import { hkdfSync } from 'node:crypto'
import cookies from '@fastify/cookie'
import csrfProtection from '@fastify/csrf-protection'
import secureSession from '@fastify/secure-session'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { SESSION_COOKIE, type SessionDoor } from '../api/auth-door.ts'
import type { Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { securityEventsTotal } from '../observability/metrics.ts'
import { SESSION_MS, type SessionFacts, whoIsSignedIn } from '../services/sign-in.ts'

declare module '@fastify/secure-session' {
  interface SessionData {
    facts: SessionFacts
  }
}

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Sessions of people, and the guard of their unsafe requests. */
export interface Sessions extends SessionDoor {
  /**
   * Lets an unsafe request pass only when no other site can have caused it: it needs the token of its cookie and, where the
   * browser names one, our own origin.
   * @throws CommsError `csrf_refused`.
   */
  guard(request: FastifyRequest): Promise<void>
}

/**
 * Keeps sessions of people in a cookie that only this server can read, and that scripts and other sites cannot use; what it
 * holds counts only while the database agrees. For the routes of this scope.
 */
export async function sessionsOf(scope: FastifyInstance, deps: Deps): Promise<Sessions> {
  const maxAge = SESSION_MS / 1000
  const secure = deps.publicUrl().startsWith('https://')
  const cookie = { path: '/', httpOnly: true, sameSite: 'strict', secure, maxAge } as const
  const key = Buffer.from(hkdfSync('sha256', deps.config.secrets.sessionSecret, '', 'agentos-comms session cookie', 32))
  const cookieName = secure ? `__Host-${SESSION_COOKIE}` : SESSION_COOKIE
  await scope.register(cookies)
  await scope.register(secureSession, { key, cookieName, expiry: maxAge, cookie })
  await scope.register(csrfProtection, {
    sessionPlugin: '@fastify/secure-session',
    logLevel: 'silent', // refusals are counted, and the line of the request names them
    getToken: ({ headers }) => String(headers['x-csrf-token'] ?? '')
  })
  return {
    begin(request, reply, { id: userId, sessionVersion }) {
      request.session.regenerate()
      const facts: SessionFacts = { userId, sessionVersion, issuedAt: deps.clock.now().getTime() }
      request.session.set('facts', facts)
      return reply.generateCsrf()
    },
    end: (request) => request.session.delete(),
    csrfToken: (reply) => reply.generateCsrf(),
    async signedIn(request) {
      const facts = request.session.get('facts')
      const found = facts && (await whoIsSignedIn(deps, facts))
      if (found) return found
      throw new CommsError('unauthorized', 'Nobody is signed in, or the session is over.', {
        nextAction: 'Sign in at POST /auth/login.'
      })
    },
    later: background(scope, deps),
    async guard(request) {
      if (SAFE.has(request.method)) return
      const { origin } = request.headers
      if (origin !== undefined && !isOwn(deps, request, origin)) throw refused()
      await new Promise<void>((resolve, reject) => {
        // The plugin would answer by itself; its refusals are to have the one shape.
        const reply = { send: () => reject(refused()) } as unknown as FastifyReply
        scope.csrfProtection(request, reply, resolve)
      })
    }
  }
}

/** Pages that may call the API from elsewhere may not act for who is signed in here. */
function isOwn(deps: Pick<Deps, 'publicUrl'>, { headers }: FastifyRequest, origin: string): boolean {
  const host = URL.parse(origin)?.host
  return host !== undefined && (host === headers.host || origin === new URL(deps.publicUrl()).origin)
}

function refused(): CommsError {
  securityEventsTotal.inc({ type: 'csrf_refused' })
  return new CommsError('csrf_refused', 'This request does not carry the token of its session.')
}

/** What is done after an answer; the server closes when it is done. */
function background(scope: FastifyInstance, { log }: Pick<Deps, 'log'>): SessionDoor['later'] {
  const running = new Set<Promise<void>>()
  scope.addHook('preClose', async () => {
    await Promise.all(running)
  })
  return (work) => {
    const done = work()
      .catch((err: unknown) => log.warn({ event: 'account_mail_failed', err }, 'it can be asked for again'))
      .finally(() => running.delete(done))
    running.add(done)
  }
}
