import { eq } from 'drizzle-orm'
import { agents, tokens } from '../db/schema/index.ts'
import type { Deps } from '../deps.ts'
import { keyedHash, sha256 } from '../lib/crypto.ts'
import { tokenFrom } from '../lib/token.ts'
import { DEFAULT_ORG_ID } from './organizations.ts'
import { provisionChannels } from './provisioning.ts'

/** Id of the agent that is ready in demo mode. */
const DEMO_AGENT_ID = 'demo-agent'

/** The agent of demo mode and the token that speaks for it. */
export interface DemoAgent {
  agentId: string
  phoneNumber: string | null
  emailAddress: string | null
  token: string
}

/**
 * Makes sure that demo mode has an agent to try things with. Its token is derived from the secret of this server, so
 * that it is the same after a restart. Undefined when somebody removed the agent or revoked its token.
 */
export async function ensureDemoAgent(deps: Deps): Promise<DemoAgent | undefined> {
  const find = async () => (await deps.db.select().from(agents).where(eq(agents.id, DEMO_AGENT_ID)))[0]
  if ((await find()) === undefined) await provision(deps)
  const agent = await find()
  if (agent?.status !== 'active') return undefined
  const { phoneNumber, emailAddress } = agent
  const token = tokenFrom('agent', Buffer.from(keyedHash(deps.config.secrets.sessionSecret, 'demo agent token'), 'hex'))
  const id = `tok_demo_${sha256(token).slice(0, 20)}`
  const row = { id, orgId: DEFAULT_ORG_ID, scope: 'agent', agentId: DEMO_AGENT_ID, hash: sha256(token) } as const
  await deps.db
    .insert(tokens)
    .values({ ...row, createdAt: deps.clock.now() })
    .onConflictDoNothing()
  const [kept] = await deps.db.select({ revokedAt: tokens.revokedAt }).from(tokens).where(eq(tokens.id, id))
  return kept?.revokedAt === null ? { agentId: DEMO_AGENT_ID, phoneNumber, emailAddress, token } : undefined
}

/** Another replica may be doing the same; whoever is second finds the agent there. */
async function provision(deps: Deps): Promise<void> {
  const system = { role: 'super', orgId: DEFAULT_ORG_ID, tokenId: 'system' } as const
  const wish = {
    agentId: DEMO_AGENT_ID,
    displayName: 'Demo Agent',
    greeting: 'Hello, this is the demo agent.',
    systemPrompt: 'You are a helpful demo agent.',
    country: 'US',
    capabilities: { phone: true, email: true }
  }
  await provisionChannels(deps, system, wish).catch((err: unknown) =>
    deps.log.warn({ event: 'demo_agent_failed', err }, 'no demo agent was made')
  )
}
