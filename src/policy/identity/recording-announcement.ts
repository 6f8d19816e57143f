import { inLanguage } from '../../lib/in-language.ts'
import type { Country } from '../countries/country.ts'
import { countryRules } from '../countries/index.ts'

/** Between where and where a call is; a region that is not known counts as the strictest of its country. */
export interface RecordedCall {
  /** ISO 3166-1 alpha-2. */
  fromCountry: string | null
  /** ISO 3166-2, e.g. `US-NY`. */
  fromRegion: string | undefined
  toCountry: string | null
  toRegion: string | undefined
  /** BCP 47. */
  language: string
}

const TEXTS = {
  en: 'This call is recorded. If you do not agree, please hang up or say so now.',
  es: 'Esta llamada se graba. Si no está de acuerdo, cuelgue o dígalo ahora.',
  fr: "Cet appel est enregistré. Si vous n'êtes pas d'accord, raccrochez ou dites-le maintenant.",
  de: 'Dieser Anruf wird aufgezeichnet. Wenn Sie nicht einverstanden sind, legen Sie bitte auf oder sagen Sie es jetzt.',
  pt: 'Esta chamada é gravada. Se não concordar, desligue ou diga agora.',
  he: 'השיחה מוקלטת. אם אינכם מסכימים, נתקו או אמרו זאת עכשיו.',
  it: 'Questa chiamata viene registrata. Se non è d’accordo, riagganci o lo dica ora.',
  nl: 'Dit gesprek wordt opgenomen. Bent u het er niet mee eens, hang dan op of zeg het nu.',
  ja: 'この通話は録音されます。同意されない場合は、電話を切るか、今お知らせください。',
  hi: 'यह कॉल रिकॉर्ड की जा रही है। यदि आप सहमत नहीं हैं, तो कृपया फ़ोन रख दें या अभी बताएँ।',
  ar: 'هذه المكالمة مسجَّلة. إن لم توافق، فأنهِ المكالمة أو قل ذلك الآن.'
}

/**
 * What is said before a call is recorded, and whether everybody on it must have agreed: the stricter side governs.
 * It is said on every recorded call, also where one party's consent would do.
 */
export function recordingAnnouncement(call: RecordedCall): { text: string; consent: 'one-party' | 'all-party' } {
  const sides = [
    recordingIn(countryRules(call.fromCountry), call.fromRegion),
    recordingIn(countryRules(call.toCountry), call.toRegion)
  ]
  return {
    text: inLanguage<string>(TEXTS, call.language),
    consent: sides.includes('all-party') ? 'all-party' : 'one-party'
  }
}

function recordingIn({ recording, regions }: Country, region: string | undefined): 'one-party' | 'all-party' {
  if (regions === undefined) return recording
  const known = region === undefined ? undefined : regions[region]
  if (known) return known.recording
  return Object.values(regions).some((each) => each.recording === 'all-party') ? 'all-party' : recording
}
