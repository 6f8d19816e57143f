import { randomBytes } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { isUniqueViolation } from '../db/batch.ts'
import { agents, organizations } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import type { AgentRow } from '../pipeline/draft.ts'
import { sendMessage } from '../pipeline/outbound.ts'
import { SYSTEM_ORG_ID } from './organizations.ts'

const SYSTEM_AGENT_ID = 'agt_system'

/** One mail of the house to somebody who has, or is offered, an account. */
export interface AccountMail {
  /** Email address in lower case. */
  to: string
  subject: string
  body: string
}

/**
 * Mails in the name of the server, through the gate like everything else; the sender takes no slot of any pool.
 * @throws CommsError of the gate and of the vendor: nothing was sent then.
 */
export async function sendAccountMail(deps: Deps, { to, subject, body }: AccountMail): Promise<void> {
  const agent = await systemAgent(deps)
  const draft = { channel: 'email', to, subject, body, purpose: 'transactional' } as const
  await sendMessage(deps, { agent, actor: 'system' }, draft)
}

/** The agent that account mail comes from; made when it is first needed, and moved when the domain of the server is. */
async function systemAgent(deps: Deps): Promise<AgentRow> {
  const domain = deps.config.emailDefaultDomain.toLowerCase()
  const find = async () => (await deps.db.select().from(agents).where(eq(agents.id, SYSTEM_AGENT_ID)))[0]
  const known = await find()
  if (known?.emailAddress?.endsWith(`@${domain}`)) return known
  for (const distinct of [false, true]) {
    const emailAddress = `accounts${distinct ? `-${randomBytes(4).toString('hex')}` : ''}@${domain}`
    try {
      await (known ? moveTo(deps, emailAddress) : make(deps, emailAddress))
      break
    } catch (error) {
      if (!isUniqueViolation(error) || distinct) throw error
    }
  }
  const made = await find()
  if (made) return made
  throw new Error('the sender of account mail was not stored')
}

const moveTo = (deps: Deps, emailAddress: string) =>
  deps.db.update(agents).set({ emailAddress }).where(eq(agents.id, SYSTEM_AGENT_ID))

async function make(deps: Deps, emailAddress: string): Promise<void> {
  const now = deps.clock.now()
  const mode: 'sandbox' | 'production' = deps.config.demoMode ? 'sandbox' : 'production'
  const organization: typeof organizations.$inferInsert = {
    ...{ id: SYSTEM_ORG_ID, name: 'System', slug: 'system', mode, status: 'approved', blockedChannels: [] },
    createdAt: now
  }
  const sender: typeof agents.$inferInsert = {
    ...{ id: SYSTEM_AGENT_ID, orgId: SYSTEM_ORG_ID, displayName: deps.config.serverName, country: 'US' },
    ...{ language: 'en-US', identityMode: 'dedicated', status: 'active', phoneStatus: 'none', voiceStatus: 'none' },
    ...{ emailAddress, emailStatus: 'active', callbackFailures: 0 },
    ...{ blockedChannels: [], storage: {}, routeDuplication: {}, providerOverrides: {} },
    // What people may ask for is bounded by mailbox and by address; these bound what all together cause.
    limits: { maxActionsPerMinute: 300, maxActionsPerHour: 5000, maxActionsPerDay: 20_000 },
    callbackSecret: deps.sealer.seal(`whsec_${randomBytes(24).toString('base64')}`, SYSTEM_AGENT_ID),
    ...{ provisionedAt: now, createdAt: now, updatedAt: now }
  }
  const sameId = { target: agents.id }
  await deps.db.batch([
    deps.db.insert(organizations).values(organization).onConflictDoNothing(),
    deps.db.insert(agents).values(sender).onConflictDoNothing(sameId)
  ])
}
