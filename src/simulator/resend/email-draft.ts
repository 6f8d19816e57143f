import Type, { type Static } from 'typebox'
import { bareAddress } from '../../lib/mailbox.ts'
import { isEmail } from '../../lib/phone.ts'
import { compile } from '../../lib/validate.ts'
import type { Answer } from '../operation.ts'
import type { World } from '../world.ts'
import { failure, invalid } from './failure.ts'
import { domainOf } from './wording.ts'

const Mailboxes = Type.Union([Type.String(), Type.Array(Type.String())])
/** What the vendor takes; what it does not know it ignores. Source: resend.com/docs/api-reference/emails/send-email. */
const DraftSchema = Type.Object({
  from: Type.String(),
  to: Mailboxes,
  cc: Type.Optional(Mailboxes),
  bcc: Type.Optional(Mailboxes),
  reply_to: Type.Optional(Mailboxes),
  subject: Type.String(),
  text: Type.Optional(Type.String()),
  html: Type.Optional(Type.String()),
  headers: Type.Optional(Type.Record(Type.String(), Type.String())),
  tags: Type.Optional(Type.Array(Type.Object({ name: Type.String(), value: Type.String() }))),
  attachments: Type.Optional(
    Type.Array(
      Type.Object({
        filename: Type.Optional(Type.String()),
        content: Type.Optional(Type.Unknown()),
        path: Type.Optional(Type.String()),
        content_type: Type.Optional(Type.String())
      })
    )
  ),
  scheduled_at: Type.Optional(Type.Never())
})
const checkDraft = compile(DraftSchema)
const RECIPIENTS_MAX = 50

/** An email as the vendor is asked to send it. */
export type EmailDraft = Static<typeof DraftSchema>

/** One mailbox or several, as a list. */
export const mailboxes = (value: string | string[] | undefined): string[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value]

/** The draft in a body, or the vendor's refusal of it. */
export function readDraft(world: World, body: unknown): { draft: EmailDraft } | { refusal: Answer } {
  for (const field of ['from', 'to', 'subject'] as const)
    if ((body as Record<string, unknown> | undefined)?.[field] === undefined)
      return { refusal: invalid(`Missing \`${field}\` field.`, 'missing_required_field') }
  const stripped = Object.fromEntries(Object.entries(body as object).filter(([, value]) => value !== null))
  const verdict = checkDraft(stripped)
  if (!verdict.ok) return { refusal: invalid(verdict.problem) }
  const refusal = refuseDraft(world, verdict.value)
  return refusal ? { refusal } : { draft: verdict.value }
}

function refuseDraft(world: World, draft: EmailDraft): Answer | undefined {
  if (draft.text === undefined && draft.html === undefined)
    return invalid('Missing `html` or `text` field.', 'missing_required_field')
  const to = mailboxes(draft.to)
  if (to.length === 0 || to.length > RECIPIENTS_MAX) return invalid('`to` must hold 1 to 50 addresses.')
  for (const [field, boxes] of Object.entries({ from: [draft.from], to, cc: mailboxes(draft.cc) }))
    if (!boxes.every((mailbox) => isEmail(bareAddress(mailbox))))
      return invalid(
        `Invalid \`${field}\` field. The email address needs to follow the \`email@example.com\` or \`Name <email@example.com>\` format.`
      )
  if (/[\r\n]/.test(draft.subject)) return invalid('The `\\n` is not allowed in the `subject` field.')
  const domain = domainOf(draft.from)
  if (world.holdings.domains.get(domain)?.status !== 'verified')
    return failure(
      403,
      'validation_error',
      `The ${domain} domain is not verified. Please, add and verify your domain on https://resend.com/domains`
    )
  return undefined
}
