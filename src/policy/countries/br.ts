import { CHRISTMAS, CORPUS_CHRISTI, GOOD_FRIDAY, LABOUR_DAY, NEW_YEAR } from './christian-holidays.ts'
import { SELLING_ASKS_FIRST } from './consent.ts'
import type { Country } from './country.ts'
import { between, CUSTOM_HOURS, SALES } from './hours.ts'

/** Brazil. */
export const br: Country = {
  iso: 'BR',
  name: 'Brazil',
  languages: ['pt'],
  consent: SELLING_ASKS_FIRST,
  registrations: [],
  dncRegistry: {
    id: 'br-nao-me-perturbe',
    name: 'Não Me Perturbe',
    // It binds telecommunications and consumer credit alone; states keep registers of their own.
    binds: { voice: ['marketing'] },
    consultedFor: [],
    source: 'https://www.naomeperturbe.com.br'
  },
  callingHours: [
    CUSTOM_HOURS,
    {
      binds: SALES,
      hours: { weekdays: between('09:00', '20:00'), saturday: between('10:00', '16:00'), sunday: [], holidays: [] },
      source: 'Custom: states and codes of conduct differ (to 21:00 in some); the strict side is taken'
    }
  ],
  holidays: [
    NEW_YEAR,
    { name: 'Carnival Monday', easter: -48 },
    { name: 'Carnival Tuesday', easter: -47 },
    GOOD_FRIDAY,
    { name: 'Tiradentes', day: '04-21' },
    LABOUR_DAY,
    CORPUS_CHRISTI,
    { name: 'Independence Day', day: '09-07' },
    { name: 'Our Lady of Aparecida', day: '10-12' },
    { name: "All Souls' Day", day: '11-02' },
    { name: 'Republic Day', day: '11-15' },
    { name: 'Black Awareness Day', day: '11-20' },
    CHRISTMAS
  ],
  recording: 'one-party',
  disclosure: { ai: 'recommended', recording: 'required' },
  optOutWords: ['SAIR', 'PARE', 'PARAR', 'CANCELAR', 'REMOVER'],
  regulations: [
    {
      name: 'Lei Geral de Proteção de Dados, Lei 13.709/2018',
      source: 'https://www.planalto.gov.br/ccivil_03/_ato2015-2018/2018/lei/l13709.htm',
      checked: '2025-06-01'
    },
    {
      name: 'Código de Defesa do Consumidor, Lei 8.078/1990',
      source: 'https://www.planalto.gov.br/ccivil_03/leis/l8078compilado.htm',
      checked: '2025-06-01'
    }
  ]
}
