import { and, desc, eq } from 'drizzle-orm'
import { voiceAgents } from '../db/schema/index.ts'
import type { Caller, Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { orgVendors } from '../pipeline/vendors.ts'
import type { VoiceAgent, VoiceAgentDraft, VoiceEntry } from '../providers/contracts.ts'
import { openProvider } from '../providers/index.ts'

/** Most voices of an account that are looked through. */
const VOICES_MAX = 1000

const agentsOf = async (deps: Deps, { orgId }: Caller) =>
  openProvider(deps.providers, 'agents', await orgVendors(deps, orgId))

/** An agent of a vendor as its organization sees it. */
export interface OwnVoiceAgent extends VoiceAgent {
  description: string | null
  fallbackAgentId: string | null
}

/** What an organization may say of such an agent. */
export interface VoiceAgentWish extends VoiceAgentDraft {
  description?: string | undefined
  fallbackAgentId?: string | undefined
}

/**
 * Has the vendor make an agent; from then on it is the organization's alone.
 * @throws CommsError of the vendor; `not_found` for a fallback that is not there
 */
export async function createVoiceAgent(deps: Deps, caller: Caller, wish: VoiceAgentWish): Promise<string> {
  const { description = null, fallbackAgentId = null, ...draft } = wish
  if (fallbackAgentId !== null) await requireVoiceAgent(deps, caller, fallbackAgentId)
  const { agentId } = await (await agentsOf(deps, caller)).create(draft)
  const row = { id: agentId, orgId: caller.orgId, provider: 'elevenlabs', fallbackId: fallbackAgentId } as const
  await deps.db.insert(voiceAgents).values({ ...row, description, createdAt: deps.clock.now() })
  return agentId
}

/**
 * Changes an agent. One of the operator's account that no organization made here becomes the super-admin's who changes it.
 * @throws CommsError `not_found`, and those of the vendor
 */
export async function updateVoiceAgent(
  deps: Deps,
  caller: Caller,
  agentId: string,
  { description, fallbackAgentId, ...changes }: Partial<VoiceAgentWish>
): Promise<OwnVoiceAgent> {
  const row = await requireVoiceAgent(deps, caller, agentId)
  if (fallbackAgentId !== undefined) await requireVoiceAgent(deps, caller, fallbackAgentId)
  const port = await agentsOf(deps, caller)
  const changed = Object.keys(changes).length === 0 ? await port.get(agentId) : await port.update(agentId, changes)
  const own = {
    fallbackId: fallbackAgentId ?? row?.fallbackId ?? null,
    description: description ?? row?.description ?? null
  }
  const made = { id: agentId, orgId: caller.orgId, provider: 'elevenlabs', createdAt: deps.clock.now() } as const
  await deps.db
    .insert(voiceAgents)
    .values({ ...made, ...own })
    .onConflictDoUpdate({ target: voiceAgents.id, set: own })
  return { ...changed, description: own.description, fallbackAgentId: own.fallbackId }
}

/** An agent of the organization. @throws CommsError `not_found`, and those of the vendor */
export async function getVoiceAgent(deps: Deps, caller: Caller, agentId: string): Promise<OwnVoiceAgent> {
  const row = await requireVoiceAgent(deps, caller, agentId)
  const found = await (await agentsOf(deps, caller)).get(agentId)
  return { ...found, description: row?.description ?? null, fallbackAgentId: row?.fallbackId ?? null }
}

/** Agents of the organization, the newest first. @throws CommsError of the vendor */
export async function listVoiceAgents(
  deps: Deps,
  caller: Caller,
  { limit, offset }: { limit: number; offset: number }
) {
  const isOwn = eq(voiceAgents.orgId, caller.orgId)
  const [rows, total, names] = await Promise.all([
    deps.db.select().from(voiceAgents).where(isOwn).orderBy(desc(voiceAgents.createdAt)).limit(limit).offset(offset),
    deps.db.$count(voiceAgents, isOwn),
    agentsOf(deps, caller).then((port) => port.list())
  ])
  return { agents: rows.map(({ id, description }) => ({ agentId: id, name: names.get(id) ?? '', description })), total }
}

/** Voices that can be asked for, by language and gender where they are named. @throws CommsError of the vendor */
export async function listVoices(
  deps: Deps,
  caller: Caller,
  query: { limit: number; offset: number; language?: string | undefined; gender?: string | undefined }
): Promise<{ voices: VoiceEntry[]; total: number }> {
  const { limit, offset, language, gender } = query
  const all = await (await agentsOf(deps, caller)).voices({ limit: VOICES_MAX })
  const fits = (said: string | undefined, wanted: string | undefined) =>
    wanted === undefined || said?.toLowerCase() === wanted.toLowerCase()
  const found = all.filter((voice) => fits(voice.language, language) && fits(voice.gender, gender))
  return { voices: found.slice(offset, offset + limit), total: found.length }
}

/** One voice. @throws CommsError of the vendor */
export const getVoice = async (deps: Deps, caller: Caller, voiceId: string): Promise<VoiceEntry> =>
  (await agentsOf(deps, caller)).voice(voiceId)

/**
 * The row of an agent of the organization; undefined for one of the operator's account that nobody here made, which only
 * a super-admin may name. What belongs to others looks as what is not there.
 * @throws CommsError `not_found`
 */
export async function requireVoiceAgent(deps: Pick<Deps, 'db'>, { orgId, role }: Caller, agentId: string) {
  const [row] = await deps.db.select().from(voiceAgents).where(eq(voiceAgents.id, agentId))
  if (row?.orgId === orgId || (row === undefined && role === 'super')) return row
  throw new CommsError('not_found', 'There is no such agent of ElevenLabs.', {
    details: { unknown: 'agent' },
    nextAction: 'elevenlabs_list_agents lists those of the organization.'
  })
}

/** Who speaks where an agent of the organization cannot; null where our own agent does. */
export async function fallbackOf(deps: Pick<Deps, 'db'>, orgId: string, agentId: string): Promise<string | null> {
  const [row] = await deps.db
    .select({ fallbackId: voiceAgents.fallbackId })
    .from(voiceAgents)
    .where(and(eq(voiceAgents.id, agentId), eq(voiceAgents.orgId, orgId)))
  return row?.fallbackId ?? null
}
