import Type, { type Static } from 'typebox'
import { OneOf, Strict } from '../schemas/common.ts'

const Milliseconds = (description: string) => Type.Integer({ minimum: 0, maximum: 604_800_000, description })

/** How the simulated world behaves; every part can be changed while it runs. */
const BehaviourSchema = Strict({
  replies: Type.Boolean({ description: 'Whether people answer.' }),
  replyDelayMs: Milliseconds('How long a person thinks, after the message was delivered.'),
  statusDelayMs: Milliseconds('Time between two states of a message.'),
  statuses: Type.Array(OneOf(['queued', 'sent', 'delivered']), {
    description: 'States of a text message that are called back on its way to its end.'
  }),
  copies: Type.Integer({ minimum: 1, maximum: 10, description: 'How often each webhook is posted, all at once.' }),
  reorder: Type.Boolean({ description: 'Posts the status callbacks of a message or a call last first.' }),
  campaign: OneOf(
    ['VERIFIED', 'IN_PROGRESS', 'FAILED'],
    'State of the registration under which all American numbers send.'
  ),
  speechMsPerChar: Type.Number({
    minimum: 0,
    maximum: 1000,
    description: 'Pace of everything that is said on calls, in milliseconds per character; 0 says it at once.'
  }),
  ringMs: Milliseconds('How long a phone rings before somebody answers.'),
  actionDelayMs: Milliseconds('Time between the end of a relay session and the request of its action.'),
  patienceMs: Milliseconds('How long a caller waits for the first word.'),
  lostReports: Type.Array(OneOf(['initiated', 'ringing', 'answered', 'completed']), {
    description: 'Reports of calls that are never posted.'
  }),
  webhookRetryDelaysMs: Type.Union([Type.Null(), Type.Array(Milliseconds('Wait before one more try.'))], {
    description: 'Waits before each retry of a webhook that was not taken; null for those of the vendor.'
  })
})

/** The behaviour of the simulated world at a moment. */
export type Behaviour = Static<typeof BehaviourSchema>

/** A change of the behaviour: the parts that are named. */
export const BehaviourPatchSchema = Type.Partial(BehaviourSchema, { additionalProperties: false })

/** A fresh copy of the behaviour that the documentation promises. */
export const defaultBehaviour = (): Behaviour => ({
  replies: true,
  replyDelayMs: 900,
  statusDelayMs: 150,
  statuses: ['sent', 'delivered'],
  copies: 1,
  reorder: false,
  campaign: 'VERIFIED',
  speechMsPerChar: 15,
  ringMs: 1000,
  actionDelayMs: 700,
  patienceMs: 3000,
  lostReports: [],
  webhookRetryDelaysMs: null
})
