import type { TestApp } from './test-app.ts'
import { until } from './until.ts'

/** What a route answered. */
export interface Answer {
  status: number
  headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  body: any
}

/** The environment in which the address that a person's requests name is believed, so that people do not share one. */
export const PEOPLE = { ALLOW_REGISTRATION: 'true', TRUST_PROXY: '127.0.0.1' }

let addresses = 0
const newAddress = (): string => `10.${addresses >> 16}.${(addresses >> 8) & 255}.${addresses++ & 255}`

/** Somebody at a browser: keeps the cookie, and sends the CSRF token with what is unsafe. */
export function person(base: string, address = newAddress()) {
  let cookie = ''
  let csrf = ''
  const send = async (
    method: string,
    path: string,
    body?: unknown,
    more: Record<string, string | undefined> = {}
  ): Promise<Answer> => {
    const usual: Record<string, string | undefined> = {
      'x-forwarded-for': address,
      ...(cookie !== '' && { cookie }),
      ...(method !== 'GET' && csrf !== '' && { 'x-csrf-token': csrf }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...more
    }
    const headers = Object.fromEntries(
      Object.entries(usual).filter((pair): pair is [string, string] => pair[1] !== undefined)
    )
    const response = await fetch(base + path, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) })
    })
    const [set] = response.headers.getSetCookie()
    if (set !== undefined) cookie = set.split(';', 1)[0] ?? ''
    const text = await response.text()
    const answered = text === '' ? {} : JSON.parse(text)
    if (typeof answered.csrfToken === 'string') csrf = answered.csrfToken
    return { status: response.status, headers: response.headers, body: answered }
  }
  return {
    get: (path: string, more = {}) => send('GET', path, undefined, more),
    send,
    /** A cookie and a token for its forms. */
    arrive: () => send('GET', '/auth/csrf'),
    async post(path: string, body: unknown = {}, more: Record<string, string | undefined> = {}): Promise<Answer> {
      if (csrf === '') await send('GET', '/auth/csrf')
      return send('POST', path, body, more)
    },
    /** What the browser keeps. */
    kept: () => ({ cookie, csrf }),
    /** The same browser before another replica, or one whose cookie somebody stole. */
    with(stolen: { cookie: string; csrf: string }) {
      cookie = stolen.cookie
      csrf = stolen.csrf
      return this
    }
  }
}

/** Somebody at a browser. */
export type Person = ReturnType<typeof person>

/** The newest mail to this mailbox whose subject matches, once it is there. */
export async function mailTo(t: Pick<TestApp, 'simulator'>, email: string, subject: RegExp) {
  const find = () =>
    t.simulator
      .emails({ direction: 'outbound' })
      .filter((mail) => mail.to.includes(email) && subject.test(mail.subject))
  await until(() => find().length > 0, `a mail to ${email} arrives`)
  const found = find().at(-1)
  if (!found) throw new Error('the mail is gone')
  return found
}

/** The six digits of the newest such mail. */
export const codeTo = async (t: Pick<TestApp, 'simulator'>, email: string, subject = /confirms|resets/) =>
  /\b\d{6}\b/.exec((await mailTo(t, email, subject)).text ?? '')?.[0] ?? ''

/** The invitation in the newest mail of that kind: its longest line without a space. */
export async function invitationTo(t: Pick<TestApp, 'simulator'>, email: string): Promise<string> {
  const { text } = await mailTo(t, email, /Invitation/)
  const words = (text ?? '').split(/\s+/).sort((a, b) => b.length - a.length)
  return words[0] ?? ''
}

let people = 0
/** A mailbox that nobody has yet. */
export const mailbox = (): string => `person-${++people}-${crypto.randomUUID().slice(0, 8)}@example.org`

export const PASSWORD = 'correct horse battery'

/** A person who registered, confirmed the mailbox and is signed in, as the owner of a new organization. */
export async function registered(t: Pick<TestApp, 'simulator' | 'base'>, more: Record<string, unknown> = {}) {
  const email = mailbox()
  const who = person(t.base)
  const asked = { email, password: PASSWORD, organizationName: 'Acme', ...more }
  const begun = await who.post('/auth/register', asked)
  if (begun.status !== 202) throw new Error(`registration answered ${begun.status}: ${JSON.stringify(begun.body)}`)
  const verified = await who.post('/auth/verify', { email, code: await codeTo(t, email), password: PASSWORD })
  if (verified.status !== 200)
    throw new Error(`confirmation answered ${verified.status}: ${JSON.stringify(verified.body)}`)
  const { userId, organizationId: orgId } = verified.body.user as { userId: string; organizationId: string }
  return { who, email, userId, orgId }
}

/** Somebody who joined the organization of this person by invitation. */
export async function joining(t: Pick<TestApp, 'simulator' | 'base'>, owner: Person, role: string) {
  const email = mailbox()
  await owner.post('/admin/users', { email, role })
  const who = person(t.base)
  const invitation = await invitationTo(t, email)
  const { body } = await who.post('/auth/invitations/accept', { invitation, password: PASSWORD })
  return { who, email, userId: body.user.userId as string }
}
