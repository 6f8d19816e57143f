import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../deps.ts'
import type { SignedIn } from '../services/sign-in.ts'
import type { UserRow } from '../services/users.ts'

/** Name of the cookie that holds a session; over https it stands behind `__Host-`. */
export const SESSION_COOKIE = 'comms_session'

/** Sessions as the routes of /auth see them; plugins/session.ts keeps them in an encrypted cookie. */
export interface SessionDoor {
  /** Begins a session in the place of whatever the cookie held; the answer is the token for its unsafe requests. */
  begin(request: FastifyRequest, reply: FastifyReply, user: Pick<UserRow, 'id' | 'sessionVersion'>): string
  /** Takes the cookie away. */
  end(request: FastifyRequest): void
  /** A token that unsafe requests with this cookie must carry as X-CSRF-Token. */
  csrfToken(reply: FastifyReply): string
  /**
   * The person behind the cookie.
   * @throws CommsError `unauthorized` when there is none, or the session is over.
   */
  signedIn(request: FastifyRequest): Promise<SignedIn>
  /** Has something done after the answer; it is finished before the server closes. */
  later(work: () => Promise<void>): void
}

/** What the routes of /auth are made of. */
export interface AuthOptions {
  deps: Deps
  sessions: SessionDoor
}
