import type { Deps } from '../deps.ts'
import { sha256 } from '../lib/crypto.ts'
import { unitPriceMicroUsd } from '../policy/prices/index.ts'
import { hearingVendor, openProvider, speechVendor } from '../providers/index.ts'
import type { AgentRow } from './draft.ts'
import { cachedSpeech, keepSpeech, type Speech } from './speech-cache.ts'
import { payForSpeech } from './speech-payment.ts'
import { speechVendors } from './vendors.ts'

/** What is to be spoken, and how. */
interface Spoken {
  text: string
  /** BCP 47. */
  language: string
  voiceId: string | null
  /** When the call began on which it is said. */
  callAt: Date
}

/** A character lasts no longer when it is spoken, in seconds. */
const SECONDS_PER_CHARACTER = 0.1

/** The longest that a text takes to say, in seconds. */
export const secondsOf = (text: string): number => Math.ceil([...text].length * SECONDS_PER_CHARACTER)

/** The most that it costs to make speech of a text, and text of an answer to it, in micro-US-dollars. */
export async function speechPriceMicroUsd(
  deps: Deps,
  agent: AgentRow,
  { text, answerSeconds }: { text: string; answerSeconds: number }
): Promise<number> {
  const org = await speechVendors(deps, agent)
  const [speaks, hears] = [speechVendor(deps.providers, org), hearingVendor(deps.providers, org)]
  const said = speaks ? ttsPriceMicroUsd(speaks, text) : 0
  return said + (hears ? Math.ceil(answerSeconds / 60) * unitPriceMicroUsd(hears, 'stt', null) : 0)
}

const ttsPriceMicroUsd = (vendor: string, text: string): number =>
  Math.ceil(secondsOf(text) / 60) * unitPriceMicroUsd(vendor, 'tts', null)

/**
 * The sound of a text in the voice of an agent: kept for an hour, and paid for when it is made. Undefined where no vendor
 * makes speech. @throws CommsError of the vendor
 */
export async function speechOf(deps: Deps, agent: AgentRow, spoken: Spoken): Promise<Speech | undefined> {
  const { orgId, id: agentId } = agent
  const org = await speechVendors(deps, agent)
  const vendor = speechVendor(deps.providers, org)
  if (vendor === undefined) return undefined
  const { text, language, voiceId } = spoken
  const hash = sha256(JSON.stringify([orgId, vendor, language, voiceId, text]))
  const kept = await cachedSpeech(deps, hash)
  if (kept) return kept
  const tts = await openProvider(deps.providers, 'tts', org)
  const { audio, contentType } = await tts.speak({ text, language, voiceId: voiceId ?? undefined })
  const speech = { audio: Buffer.from(await new Response(audio).arrayBuffer()), contentType }
  // What was held for it goes back with what is left of the call.
  const of = { orgId, agentId, createdAt: spoken.callAt }
  await deps.db.transaction((tx) => payForSpeech(tx, of, ttsPriceMicroUsd(vendor, text)))
  await keepSpeech(deps, hash, speech)
  return speech
}
