import { brokenAt, type Hours, hoursIn, openOn } from './calling-hours.ts'
import type { Check, Intent, Refusal, Subject } from './check.ts'
import type { CallingRule, LawfulPurpose } from './countries/country.ts'
import { countryRules } from './countries/index.ts'
import { regionOfNumber } from './countries/us-area-codes.ts'
import { instantAt, isTimeZone, localTime, wallClock } from './local-time.ts'
import { zonesOf, zonesOfRegion } from './zones.ts'

/** Who wrote or called so lately is awake: what answers him may leave at any hour, in minutes. */
const AWAKE_MINUTES = 60
/** How far ahead the next permitted instant is looked for, in days. */
const AHEAD_DAYS = 14
const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

/** Where a recipient may be, and how lately he was heard of. */
export type QuietFacts = {
  /** IANA zones; none where nothing tells. */
  zones?: readonly string[]
  /** Whether the zone is on record, and not only told by the number. */
  zoneRecorded?: true
  /** ISO 3166-2; absent where it cannot be told. */
  region?: string
  regionRecorded?: true
  /** Whole minutes since he wrote or called on any channel; absent when he never did. */
  heardMinutesAgo?: number
}

/** Refuses what would reach a person at an hour at which the law there, or the night, forbids it: in any zone that he may be in. */
export const quietHours: Check<QuietFacts> = {
  name: 'quiet-hours',
  version: 2,
  load: (_db, intent) => (lawfulPurpose(intent) === undefined ? {} : { ...placeOf(intent), ...heardOf(intent) }),
  judge(subject, facts) {
    const { zones, heardMinutesAgo } = facts
    const purpose = lawfulPurpose(subject)
    if (zones === undefined || purpose === undefined) return undefined
    if (purpose === 'conversational' && heardMinutesAgo !== undefined && heardMinutesAgo < AWAKE_MINUTES)
      return undefined
    if (zones.length === 0) return UNKNOWN_PLACE
    const at = subject.at.getTime()
    const places = placesOf(subject, purpose, facts)
    for (const { zone, hours } of places) {
      const local = localTime(zone, at)
      const broken = brokenAt(hours, local.day, local.minute)
      if (broken) return asleep(zone, wallClock(local), broken, nextOpening(places, at))
    }
    return undefined
  }
}

/** Undefined for what no rule about hours binds: email, what the person awaits, and what answers his STOP or HELP. */
function lawfulPurpose({ channel, purpose }: Subject): Exclude<LawfulPurpose, 'transactional'> | undefined {
  return channel !== 'email' && (purpose === 'conversational' || purpose === 'marketing') ? purpose : undefined
}

function placeOf({ contact, country, at, standing: { profile } }: Intent): QuietFacts {
  const zone = profile?.timeZone ?? undefined
  const zoneRecorded = zone !== undefined && isTimeZone(zone)
  const recorded = profile?.region ?? undefined
  const regionRecorded = recorded !== undefined && recorded in (countryRules(country).regions ?? {})
  const issuedIn = regionOfNumber(contact)
  const stayed = issuedIn !== undefined && (!zoneRecorded || sharesClock(issuedIn, zone, at.getTime()))
  const region = regionRecorded ? recorded : stayed ? issuedIn : undefined
  return {
    zones: zoneRecorded ? [zone] : zonesBy(contact, issuedIn, regionRecorded ? recorded : undefined),
    ...(zoneRecorded && { zoneRecorded }),
    ...(region !== undefined && { region }),
    ...(regionRecorded && { regionRecorded })
  }
}

/** Who lives by another clock than the state of his number has moved: to which state, his number does not tell. */
function sharesClock(region: string, zone: string, at: number): boolean {
  const { day, minute } = localTime(zone, at)
  return zonesOfRegion(region).some((each) => {
    const there = localTime(each, at)
    return there.day === day && there.minute === minute
  })
}

/** Where a person lives tells more than a number that was issued nowhere; beside one that was, both count. */
function zonesBy(contact: string, issuedIn: string | undefined, livesIn: string | undefined): readonly string[] {
  const atHome = livesIn === undefined ? [] : zonesOfRegion(livesIn)
  if (atHome.length === 0) return zonesOf(contact)
  return issuedIn === undefined ? atHome : [...new Set([...zonesOf(contact), ...atHome])]
}

function heardOf({ at, standing: { lastInboundAt } }: Intent): QuietFacts {
  if (lastInboundAt.size === 0) return {}
  const last = Math.max(...[...lastInboundAt.values()].map((heard) => heard.getTime()))
  return { heardMinutesAgo: Math.max(0, Math.floor((at.getTime() - last) / MINUTE_MS)) }
}

interface Place {
  zone: string
  hours: readonly Hours[]
}

function placesOf({ country, channel }: Subject, purpose: LawfulPurpose, { zones = [], region }: QuietFacts): Place[] {
  const rules = countryRules(country)
  return zones.map((zone) => ({ zone, hours: hoursIn(rules, region, zone, channel, purpose) }))
}

const UNKNOWN_PLACE: Refusal = {
  code: 'quiet_hours',
  message: 'Nothing was sent: nothing tells what time it is where this recipient is.',
  nextAction: 'Have the time zone of the person recorded, or send an email.',
  retryable: false
}

function asleep(zone: string, clock: string, { source }: CallingRule, openingAt: number | undefined): Refusal {
  const message = `Nothing was sent: it is ${clock} in ${zone}, where the recipient may be, which is no time for it (${source}).`
  const details = { timeZone: zone, localTime: clock, rule: source }
  if (openingAt !== undefined)
    return { code: 'quiet_hours', message, details: { ...details, allowedAt: new Date(openingAt).toISOString() } }
  const nextAction =
    'Have the time zone and the state of the person recorded: no hour suits every place where the number may be.'
  return { code: 'quiet_hours', message, details, nextAction, retryable: false }
}

/** The first instant that suits every place; undefined when none does for two weeks. */
function nextOpening(places: readonly Place[], from: number): number | undefined {
  let at = from
  while (at <= from + AHEAD_DAYS * DAY_MS) {
    const latest = Math.max(...places.map((place) => openingIn(place, at)))
    if (latest === at) return at
    at = latest
  }
  return undefined
}

/** The first instant from this one on that suits one place. */
function openingIn({ zone, hours }: Place, at: number): number {
  const now = localTime(zone, at)
  for (let day = now.day; day <= now.day + AHEAD_DAYS; day++) {
    const minute = day === now.day ? now.minute : 0
    const window = openOn(hours, day).find(({ untilMinute }) => untilMinute > minute)
    if (window) return Math.max(at, instantAt(zone, { day, minute: window.fromMinute }))
  }
  return Number.POSITIVE_INFINITY
}
