import type { CallingRule, DayHours, Region } from './country.ts'
import { between, CUSTOM_SALES_HOURS, daily, SALES } from './hours.ts'
import { AL_HOLIDAYS, LA_HOLIDAYS, MS_HOLIDAYS, PA_HOLIDAYS, RI_HOLIDAYS, UT_HOLIDAYS } from './us-state-holidays.ts'

/** Hours of the day bind every call that is no answer: what sells is not always called by its name. */
const CALLS = { ...SALES, voice: ['conversational', 'marketing'] } as const

const calls = (hours: DayHours, source: string): CallingRule => ({ binds: CALLS, hours, source })
const sales = (hours: DayHours, source: string, from?: string): CallingRule => ({
  binds: SALES,
  hours,
  source,
  ...(from !== undefined && { from })
})
const on = (weekdays: DayHours['weekdays'], others: Partial<DayHours> = {}): DayHours => ({
  ...{ weekdays, saturday: weekdays, sunday: weekdays, holidays: weekdays },
  ...others
})
const REST = { sunday: [], holidays: [] }
/** Of the territories only the federal hours are known for sure. */
const territory: Partial<Region> = { callingHours: [CUSTOM_SALES_HOURS] }

/**
 * States whose hours are stricter than those of the federal rule; compared on 2026-11-20. A machine that dials and speaks
 * counts as an automatic dialer.
 * Source: the statute of each, found by way of https://www.dropcowboy.com/state-compliance and https://dnc.com/holiday-alerts
 */
export const stricterStates: Readonly<Record<string, Partial<Region>>> = {
  AL: {
    holidays: AL_HOLIDAYS,
    callingHours: [
      calls(daily('08:00', '20:00'), 'Ala. Code 8-19A-14'),
      sales(on(between('08:00', '20:00'), REST), 'Ala. Admin. Code 770-X-5-.28')
    ]
  },
  AS: territory,
  CA: { callingHours: [calls(daily('09:00', '21:00'), 'Cal. Pub. Util. Code 2872(c) (automatic dialers)')] },
  CT: { callingHours: [calls(daily('09:00', '20:00'), 'Conn. Gen. Stat. 42-288a')] },
  FL: { callingHours: [calls(daily('08:00', '20:00'), 'Fla. Stat. 501.616(6)(a)')] },
  GU: territory,
  IL: { callingHours: [calls(daily('09:00', '21:00'), '815 ILCS 305/15 (automatic dialers)')] },
  IN: { callingHours: [sales(daily('09:00', '20:00'), 'Ind. Code 24-5-14-8 (automatic dialers)')] },
  KY: { callingHours: [calls(daily('10:00', '21:00'), 'Ky. Rev. Stat. 367.46955')] },
  LA: {
    holidays: LA_HOLIDAYS,
    callingHours: [
      calls(daily('08:00', '20:00'), 'La. Pub. Serv. Comm. General Order R-29617 V(A)(2)'),
      sales(on(between('08:00', '20:00'), REST), 'La. Pub. Serv. Comm. General Order R-29617 V(A)(2); La. R.S. 45:811')
    ]
  },
  MA: { callingHours: [calls(daily('08:00', '20:00'), 'Mass. Gen. Laws ch. 159C section 3')] },
  MD: { callingHours: [calls(daily('08:00', '20:00'), 'Md. Code, Com. Law 14-4502 (2023)')] },
  ME: {
    callingHours: [
      sales(
        { weekdays: between('09:00', '17:00'), saturday: [], sunday: [], holidays: [] },
        'Me. Rev. Stat. tit. 10 section 1498 (automated calls)'
      )
    ]
  },
  MI: { callingHours: [calls(daily('09:00', '21:00'), 'Mich. Comp. Laws 445.111a')] },
  MN: { callingHours: [calls(daily('09:00', '21:00'), 'Minn. Stat. 325E.30 (automatic dialers)')] },
  MP: territory,
  MS: {
    holidays: MS_HOLIDAYS,
    callingHours: [
      calls(daily('08:00', '20:00'), 'Miss. Code 77-3-723'),
      sales(on(between('08:00', '20:00'), REST), 'Miss. Code 77-3-723; holidays by the stricter reading')
    ]
  },
  NE: {
    callingHours: [
      sales(
        on(between('08:00', '21:00'), { sunday: between('13:00', '21:00'), holidays: between('13:00', '21:00') }),
        '291 Neb. Admin. Code ch. 11 section 3 (prerecorded calls)'
      )
    ]
  },
  NM: { callingHours: [calls(daily('09:00', '21:00'), 'N.M. Stat. 57-12-22')] },
  NV: { callingHours: [calls(daily('09:00', '20:00'), 'Nev. Rev. Stat. 597.814 and 598.0918')] },
  OK: { callingHours: [calls(daily('08:00', '20:00'), 'Okla. Stat. tit. 15 section 775C.4')] },
  OR: { callingHours: [calls(daily('08:00', '20:00'), 'Oregon House Bill 3865 of 2025, in force 2026-01-01')] },
  PA: {
    holidays: PA_HOLIDAYS,
    callingHours: [
      sales(on(between('08:00', '21:00'), { holidays: [] }), '73 P.S. 2245(a)(10)'),
      sales(
        on(between('09:00', '19:00'), REST),
        'Senate Bill 992 of 2026: no Sundays; its hours are kept as the bill had them, the stricter reading',
        '2026-10-18'
      )
    ]
  },
  PR: territory,
  RI: {
    holidays: RI_HOLIDAYS,
    callingHours: [
      sales(
        { weekdays: between('09:00', '18:00'), saturday: between('10:00', '17:00'), ...REST },
        'R.I. Gen. Laws 5-61-2(9) and 5-61-3.6'
      )
    ]
  },
  SC: { callingHours: [sales(daily('08:00', '19:00'), 'S.C. Code 16-17-446 (automatic dialers)')] },
  SD: { callingHours: [sales(on(between('09:00', '21:00'), { sunday: [] }), 'S.D. Codified Laws 37-30A-3')] },
  TX: {
    callingHours: [
      calls(on(between('09:00', '21:00'), { sunday: between('12:00', '21:00') }), 'Tex. Bus. & Com. Code 301.051(a)')
    ]
  },
  UT: {
    holidays: UT_HOLIDAYS,
    callingHours: [sales(on(between('08:00', '21:00'), REST), 'Utah Code 13-25a-103')]
  },
  VI: territory,
  WA: { callingHours: [calls(daily('08:00', '20:00'), 'Wash. Rev. Code 80.36.390')] },
  WY: { callingHours: [calls(daily('08:00', '20:00'), 'Wyo. Stat. 40-12-302')] }
}
