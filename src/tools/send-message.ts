import Type, { type Static } from 'typebox'
import { CommsError } from '../errors.ts'
import type { OutboundDraft } from '../pipeline/draft.ts'
import { dryRun } from '../pipeline/dry-run.ts'
import { sendMessage } from '../pipeline/outbound.ts'
import { AgentId, EmailAddress, HttpUrl, Instant, Line, MicroUsd, OneOf, Prose, Strict } from '../schemas/common.ts'
import { DryRunSchema } from '../schemas/dry-run.ts'
import { LAWFUL_PURPOSES } from '../schemas/policy.ts'
import { resolveAgent } from '../services/agents.ts'
import { askedOnly } from '../services/asked-only.ts'
import { actorOf } from '../services/callers.ts'
import { dollars } from '../services/limits.ts'
import { defineTool } from './tool.ts'

const Attachment = Strict({
  filename: Line(255, 'Name that the recipient sees.'),
  contentType: Line(127, 'Media type, e.g. application/pdf.'),
  url: Type.Optional(HttpUrl('Where the vendor fetches the file.')),
  contentBase64: Type.Optional(
    Type.String({ maxLength: 1_000_000, pattern: '^[A-Za-z0-9+/=]*$', description: 'The file itself, base64.' })
  )
})

const Input = Strict({
  agentId: Type.Optional(AgentId('Agent that sends; the one of the token by default.')),
  to: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 254,
      description: 'E.164 number, email address, or the id of another agent of the organization.'
    })
  ),
  toAgentId: Type.Optional(AgentId('Id of another agent, instead of `to`.')),
  channel: OneOf(['sms', 'email'], 'How it is sent.'),
  body: Prose(
    100_000,
    'What it says, in plain text. SMS: at most 1600 characters; over 160, or over 70 with emoji or letters beyond Western European ones, it costs more than one segment.'
  ),
  html: Type.Optional(Prose(500_000, 'The same as HTML, for email.')),
  subject: Type.Optional(Line(998, 'Subject of an email.')),
  cc: Type.Optional(Type.Array(EmailAddress(), { maxItems: 50, description: 'Copies of an email.' })),
  bcc: Type.Optional(Type.Array(EmailAddress(), { maxItems: 50, description: 'Blind copies of an email.' })),
  replyToMessageId: Type.Optional(
    Type.String({ maxLength: 64, description: 'Message that this answers; keeps an email in its thread.' })
  ),
  mediaUrl: Type.Optional(HttpUrl('Picture or file that goes with an SMS, as MMS.')),
  attachments: Type.Optional(
    Type.Array(Attachment, {
      maxItems: 10,
      description: 'Files that go with an email, each with url or contentBase64.'
    })
  ),
  purpose: Type.Optional(
    OneOf(
      LAWFUL_PURPOSES,
      'What it is for; conversational by default. transactional: the person awaits it, as a code or a booking. marketing: to sell; stricter rules apply, and saying otherwise breaks the law.'
    )
  ),
  dryRun: Type.Optional(
    Type.Boolean({ description: 'Only ask: returns verdict, route, number and price, and sends nothing.' })
  ),
  idempotencyKey: Type.Optional(
    Line(255, 'Repeats under one key return the first result; the same key for another message is refused.')
  )
})

export default defineTool({
  name: 'comms_send_message',
  title: 'Send a message',
  description:
    'Send one SMS or email. The answer says what became of it; a refusal says why, whether to try again and what to do next. Repeating the same message within a minute returns the first result and sends nothing. `unknown` means that the carrier did not answer: do not send again, it is being reconciled and a status event follows.',
  profiles: ['agent', 'operator'],
  role: 'agent',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  input: Input,
  output: Strict({
    messageId: Type.Optional(
      Type.String({ description: 'Id of the message; status events name it. Absent after a dry run.' })
    ),
    channel: OneOf(['sms', 'email']),
    status: OneOf(
      ['sent', 'queued', 'unknown', 'dry_run'],
      'queued: the carrier could not take it yet and is asked again. dry_run: nothing was sent.'
    ),
    cost: Type.Number({ description: 'US dollars, estimated until the carrier names its price.' }),
    costMicroUsd: MicroUsd('Estimated until the carrier names its price.'),
    timestamp: Instant('When it was accepted.'),
    rateLimitRemaining: Type.Integer({ description: 'Actions left in the tightest limit window.' }),
    duplicateOf: Type.Optional(
      Type.String({ description: 'Set when this repeats a message of the minute before: nothing was sent again.' })
    ),
    dryRun: Type.Optional(DryRunSchema)
  }),
  async run({ agentId, dryRun: onlyAsked, ...input }, { deps, caller }) {
    const agent = await resolveAgent(deps, caller, agentId)
    const sender = { agent, actor: actorOf(caller) }
    refuseDropped(input)
    if (onlyAsked) return { channel: input.channel, ...askedOnly(await dryRun(deps, sender, draftOf(input))) }
    const sent = await sendMessage(deps, sender, draftOf(input))
    const { createdAt, ...result } = sent
    return { ...result, cost: dollars(sent.costMicroUsd), timestamp: createdAt.toISOString() }
  }
})

type Message = Omit<Static<typeof Input>, 'agentId' | 'dryRun'>

/** What the channel does not carry is not dropped in silence: somebody would wait for it. */
function refuseDropped({ channel, cc, bcc, attachments, mediaUrl }: Message): void {
  const foreign = channel === 'sms' ? { cc, bcc, attachments } : { mediaUrl }
  const given = Object.entries(foreign).flatMap(([name, value]) => (value?.length ? [name] : []))
  if (given.length === 0) return
  const instead = channel === 'sms' ? 'a file goes with an SMS as mediaUrl' : 'a file goes with an email as attachments'
  throw new CommsError('invalid_input', `${given.join(', ')}: not on the channel ${channel}; ${instead}`)
}

function draftOf({ to, toAgentId, mediaUrl, ...rest }: Message): OutboundDraft {
  return { ...rest, to: toAgentId ?? to ?? '', ...(mediaUrl !== undefined && { mediaUrls: [mediaUrl] }) }
}
