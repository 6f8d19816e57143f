import type { Channel } from '../../schemas/common.ts'
import type { Purpose } from '../../schemas/policy.ts'

/** Purposes that the law tells apart; what answers a person's own keyword is no matter of it. */
export type LawfulPurpose = Extract<Purpose, 'conversational' | 'transactional' | 'marketing'>

/** The least that a person must have said, from nothing at all to a clear yes. */
export type ConsentNeeded = 'none' | 'transactional' | 'implied' | 'express'

/** Consent that is needed on a channel for a purpose. */
type ConsentRules = Readonly<Record<Channel, Readonly<Record<LawfulPurpose, ConsentNeeded>>>>

/** How often one person may be called to be sold to. */
interface SalesCalls {
  calls: number
  /** In which they are counted, back from each call. */
  days: number
  source: string
}

/** How long consent that was implied lets somebody be sold to, where the law ends it. */
interface ImpliedConsent {
  /** Days from when it was recorded, where the record names no end. */
  days: number
  /** Days beyond which no end that is recorded counts. */
  maxDays: number
  source: string
}

/** Part of a day, in minutes after local midnight: `from` belongs to it, `until` does not. */
export interface Window {
  fromMinute: number
  untilMinute: number
}

/** When people may be contacted, by the day where they are; an empty list is a day without. */
export interface DayHours {
  /** Monday to Friday. */
  weekdays: readonly Window[]
  /** Takes the place of `weekdays` on Fridays. */
  friday?: readonly Window[]
  saturday: readonly Window[]
  sunday: readonly Window[]
  /** Takes the place of the others on public holidays. */
  holidays: readonly Window[]
}

/** Hours that bind what leaves on these channels for these purposes; all rules that bind must hold. */
export interface CallingRule {
  binds: Readonly<Partial<Record<Channel, readonly LawfulPurpose[]>>>
  hours: DayHours
  /** Day (ISO 8601, local) from which it is in force; absent: it is. */
  from?: string
  /** The law, or that it is a custom taken where there is none. */
  source: string
}

/** A public holiday; `day` is MM-DD, weekdays count from Sunday = 0. */
export type Holiday = { name: string } & (
  | { day: string /** The day off where it falls on a weekend. */; observed?: 'monday' | 'nearest-weekday' }
  /** The first such weekday on or after a day: the third Monday of January is Monday on or after 01-15. */
  | { weekday: number; onOrAfter: string }
  /** Days after Easter Sunday; negative before. */
  | { easter: number; orthodox?: true }
  /** Days (ISO 8601) of calendars that are not computed here. */
  | { dates: readonly string[] }
)

/** What a sender must have had registered before it may send on these channels. */
export interface SenderRegistration {
  name: string
  channels: readonly Channel[]
  /** What of ours it binds: numbers of the country itself, or names that stand in the place of a number. */
  binds: 'domestic-numbers' | 'sender-names'
  /** Kinds of number; absent: all of them. */
  numbers?: 'local-and-mobile' | 'toll-free'
  /** What becomes of what is sent without it. */
  without: string
  source: string
}

/** A national register of people who do not want to be sold to. */
interface DncRegistry {
  /** Id under which its file is imported. */
  id: string
  name: string
  binds: Readonly<Partial<Record<Channel, readonly LawfulPurpose[]>>>
  /** Channels on which the law forbids to sell to anybody without having consulted it. */
  consultedFor: readonly Channel[]
  /** Days for which a copy of it may be relied on; absent: 28. */
  validDays?: number
  source: string
}

/** A text of law, where it is found, and the day (ISO 8601) as of which what is published about it was taken over. */
interface Regulation {
  name: string
  source: string
  checked: string
}

/** What a part of a country adds to the rules of the whole. */
export interface Region {
  name: string
  callingHours: readonly CallingRule[]
  /** Its own holidays, for its own rules; undefined: those of the country. */
  holidays?: readonly Holiday[]
  recording: 'one-party' | 'all-party'
}

/** What binds who contacts a person in one country. */
export interface Country {
  /** ISO 3166-1 alpha-2; `*` for the strict default. */
  iso: string
  name: string
  /** Official languages in the order of their use, BCP 47. */
  languages: readonly string[]
  consent: ConsentRules
  /** Absent: it lasts until the end that is recorded. */
  impliedConsent?: ImpliedConsent
  registrations: readonly SenderRegistration[]
  dncRegistry: DncRegistry | null
  callingHours: readonly CallingRule[]
  /** Absent: the law counts none; all of them must hold. */
  salesCalls?: readonly SalesCalls[]
  holidays: readonly Holiday[]
  /** Whose consent a recording needs. */
  recording: 'one-party' | 'all-party'
  disclosure: {
    /** That the speaker or writer is an AI. */
    ai: 'required' | 'recommended'
    /** That a call is recorded. */
    recording: 'required' | 'recommended'
  }
  /** Words by which people there opt out, in capitals, beside those that are understood everywhere. */
  optOutWords: readonly string[]
  /** What else the law asks of who contacts people there, in sentences. */
  duties?: readonly string[]
  regulations: readonly Regulation[]
  /** By ISO 3166-2 code. */
  regions?: Readonly<Record<string, Region>>
}
