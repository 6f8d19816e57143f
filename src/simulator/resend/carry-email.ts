import { bareAddress } from '../../lib/mailbox.ts'
import type { Email } from '../emails.ts'
import { emailPersonOf, replyTo } from '../people.ts'
import type { World } from '../world.ts'
import { type EmailEventKind, postEvent, sentFacts } from './event.ts'
import { receiveEmail } from './receive-email.ts'
import { domainOf } from './wording.ts'

const BOUNCE = {
  type: 'Permanent',
  subType: 'General',
  message: "The recipient's email provider sent a hard bounce message.",
  diagnosticCode: ['smtp; 550 5.1.1 user unknown']
}

/** Carries an accepted email to its end: its events in time, and then what each recipient does. */
export function carryEmail(world: World, email: Email): void {
  const { statusDelayMs } = world.behaviour
  const people = email.to.map((mailbox) => emailPersonOf(bareAddress(mailbox)))
  world.later(statusDelayMs, () => tell(world, email, 'sent'))
  if (people.includes('bounces')) {
    world.later(statusDelayMs * 2, () => tell(world, email, 'bounced', { bounce: BOUNCE }))
    return
  }
  world.later(statusDelayMs * 2, () => {
    tell(world, email, 'delivered')
    arrive(world, email)
  })
  if (people.includes('complains')) world.later(statusDelayMs * 3, () => tell(world, email, 'complained'))
}

function tell(
  world: World,
  email: Email,
  event: 'sent' | 'delivered' | 'bounced' | 'complained',
  more: object = {}
): void {
  email.lastEvent = event
  const kind: EmailEventKind = `email.${event}`
  postEvent(world, kind, email, { ...sentFacts(email), ...more })
}

function arrive(world: World, email: Email): void {
  const { from, to, cc, bcc, subject, text, html, files } = email
  const headers = { ...email.headers, 'message-id': email.messageId }
  receiveEmail(world, { from, to, cc, bcc, subject, text, html, headers, files })
  for (const mailbox of to) {
    const person = bareAddress(mailbox)
    if (!world.holdings.domains.has(domainOf(person)) && emailPersonOf(person) === 'replies')
      answer(world, email, person)
  }
}

/** The reply belongs to the thread. Source: RFC 5322 section 3.6.4. */
function answer(world: World, email: Email, person: string): void {
  const body = replyTo(email.text ?? email.subject)
  const recipient = bareAddress(email.replyTo[0] ?? email.from)
  if (!world.behaviour.replies || body === undefined || !world.mayReply(`${person}>${recipient}`)) return
  const references = email.headers['references']
  world.later(world.behaviour.replyDelayMs, () =>
    receiveEmail(world, {
      from: person,
      to: [recipient],
      subject: /^re:/i.test(email.subject) ? email.subject : `Re: ${email.subject}`,
      text: body,
      headers: {
        'in-reply-to': email.messageId,
        references: references === undefined ? email.messageId : `${references} ${email.messageId}`
      }
    })
  )
}
