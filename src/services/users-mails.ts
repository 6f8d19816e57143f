import type { AccountMail } from './system-agent.ts'

const LASTS = 'It is good for ten minutes. If you did not ask for it, do nothing.'

/** The code that confirms a mailbox. */
export const verificationMail = (to: string, code: string): AccountMail => ({
  to,
  subject: `${code} confirms your email address`,
  body: `Your code is ${code}. Enter it to confirm your email address.\n\n${LASTS}\n`
})

/** What the owner of an account is told when somebody registers with its mailbox again. */
export const knownMail = (to: string): AccountMail => ({
  to,
  subject: 'You have an account already',
  body: 'Somebody, perhaps you, registered with this email address, which has an account already. Nothing was changed.\n\nSign in, or reset the password if you forgot it. If it was not you, do nothing.\n'
})

/** The code that lets the owner of a mailbox set a new password. */
export const resetMail = (to: string, code: string): AccountMail => ({
  to,
  subject: `${code} resets your password`,
  body: `Your code is ${code}. Enter it with a new password.\n\n${LASTS}\n`
})

/** What somebody is told who is invited into an organization. */
export const invitationMail = (
  to: string,
  { organization, url, invitation }: { organization: string; url: string; invitation: string }
): AccountMail => ({
  to,
  subject: `Invitation to ${organization}`,
  body: `You are invited to work in the organization ${organization}.\n\nTo accept, enter this invitation at ${url}/admin within three days:\n\n${invitation}\n\nIf you did not expect it, do nothing.\n`
})

const COMPLETE = 'complete what the reviewer asks for; then ask the operator of the server to review it again'
const ASK = 'see how it stands; ask the operator of the server to reinstate it'

/** What each decision is called, what it means, and what an owner can do then. */
const VERDICTS = {
  approve: ['approved', 'was approved: its agents may reach real people now', 'see how it stands'],
  reject: ['not approved yet', 'was not approved yet: its agents still reach only the simulated carrier', COMPLETE],
  suspend: ['suspended', 'was suspended: its tokens are refused, and nothing is sent', ASK],
  reinstate: ['no longer suspended', 'is no longer suspended: its tokens work again', 'see how it stands']
} as const

/** What owners are told when their organization was reviewed, and what they can do about it. */
export function reviewMail(
  to: string,
  of: { organization: string; url: string; decision: keyof typeof VERDICTS; note: string | null }
): AccountMail {
  const { organization, url, decision, note } = of
  const [called, means, next] = VERDICTS[decision]
  const said = note === null ? '' : `\nThe reviewer says: ${note}\n`
  return {
    to,
    subject: `${organization}: ${called}`,
    body: `Your organization ${organization} ${means}.\n${said}\nSign in at ${url}/admin to ${next}.\n`
  }
}
