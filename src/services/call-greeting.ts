import { countryOf } from '../lib/phone.ts'
import type { AgentRow } from '../pipeline/draft.ts'
import type { OrganizationRow } from '../pipeline/vendors.ts'
import { aiDisclosure } from '../policy/identity/ai-disclosure.ts'
import { recordingAnnouncement } from '../policy/identity/recording-announcement.ts'
import type { CallRow } from './call-sessions.ts'

type Between = Pick<CallRow, 'direction' | 'contact' | 'ownAddress' | 'language' | 'recorded'>

/** What is spoken first on a call. */
export interface Opening {
  /** Spoken before the recording starts, where everybody must have agreed. */
  before?: string | undefined
  /** With it the conversation begins. */
  greeting: string
}

/**
 * How a call opens, also when it is asked with what it has answered before: that an AI speaks, wherever the law or the lack of a greeting asks for it, and that the call is
 * recorded. A region within a country is not told from a number: its strictest rule holds.
 */
export function openingOf(org: OrganizationRow, agent: AgentRow, call: Between, custom: string | undefined): Opening {
  const greeting = introduced(org, agent, call, custom?.trim() ?? '')
  if (!call.recorded) return { greeting }
  const { text, consent } = recordingAnnouncement({
    ...{ fromCountry: countryOf(call.contact) ?? null, fromRegion: undefined },
    ...{ toCountry: countryOf(call.ownAddress) ?? null, toRegion: undefined },
    language: call.language
  })
  if (consent === 'all-party') return { before: text, greeting }
  return { greeting: greeting.startsWith(text) ? greeting : `${text} ${greeting}` }
}

function introduced(
  org: OrganizationRow,
  agent: AgentRow,
  { direction, contact, language }: Between,
  greeting: string
): string {
  const speaker = {
    ...{ country: countryOf(contact) ?? null, language },
    kind: direction === 'inbound' ? ('answer' as const) : ('call' as const),
    ...{ displayName: agent.displayName, legalName: org.settings.legalName ?? org.name }
  }
  const { text } = aiDisclosure(speaker, org.settings.aiDisclosure)
  if (greeting === '') return text
  const says = aiDisclosure(speaker, greeting).text === greeting
  return says ? greeting : `${text} ${greeting}`
}
