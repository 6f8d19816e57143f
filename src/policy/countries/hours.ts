import type { CallingRule, DayHours, Window } from './country.ts'

/** From one time of the day to another, both as HH:MM. */
export const between = (from: string, until: string): readonly Window[] => [
  { fromMinute: minutes(from), untilMinute: minutes(until) }
]

/** The same hours on every day of the year. */
export const daily = (from: string, until: string): DayHours => {
  const window = between(from, until)
  return { weekdays: window, saturday: window, sunday: window, holidays: window }
}

/** What a rule about sales binds: calls and texts that sell. */
export const SALES = { voice: ['marketing'], sms: ['marketing'], whatsapp: ['marketing'] } as const

/** What a rule about the night binds: calls and texts that the person does not await. */
export const UNASKED = {
  voice: ['conversational', 'marketing'],
  sms: ['conversational', 'marketing'],
  whatsapp: ['conversational', 'marketing']
} as const

/** Nobody's night is disturbed: taken for what is no sale where no law sets hours for it. */
export const CUSTOM_HOURS: CallingRule = {
  binds: UNASKED,
  hours: daily('08:00', '21:00'),
  source: 'Custom: no law sets these hours; those of 47 CFR 64.1200(c)(1) are taken'
}

/** When people may be sold to where no law sets hours, as strict as the codes of conduct of most countries. */
export const CUSTOM_SALES_HOURS: CallingRule = {
  binds: SALES,
  hours: { weekdays: between('09:00', '20:00'), saturday: between('10:00', '16:00'), sunday: [], holidays: [] },
  source: 'Custom: no law sets these hours; the strict side of European codes of conduct is taken'
}

function minutes(time: string): number {
  const [hour = Number.NaN, minute = Number.NaN] = time.split(':').map(Number)
  return hour * 60 + minute
}
