import type { PriceTable } from './price-table.ts'

/** Speech from text. About $0.015 a minute, by tokens of sound that no text tells beforehand: twice that is held. */
export const openAiTts: PriceTable = {
  provider: 'openai',
  medium: 'tts',
  unit: 'minute',
  source: 'https://platform.openai.com/docs/pricing',
  checked: '2026-11-20',
  prices: {},
  assumed: {},
  otherwise: 30_000
}

/** Text from speech. About $0.003 a minute; a ceiling above it. */
export const openAiStt: PriceTable = {
  ...openAiTts,
  medium: 'stt',
  otherwise: 6_000
}
