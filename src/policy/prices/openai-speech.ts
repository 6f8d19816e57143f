import type { PriceTable } from './price-table.ts'

/**
 * Speech from text, with gpt-4o-mini-tts: $0.60 for a million tokens of text and $12 for a million of sound, of which no text
 * tells beforehand how many it takes. About $0.015 a minute: twice that is held.
 */
export const openAiTts: PriceTable = {
  provider: 'openai',
  medium: 'tts',
  unit: 'minute',
  source: 'https://developers.openai.com/ja-JP/api/docs/models/gpt-4o-mini-tts',
  checked: '2026-11-20',
  prices: {},
  assumed: {},
  otherwise: 30_000
}

/**
 * Text from speech, with gpt-4o-mini-transcribe: $1.25 for a million tokens of sound and $5 for a million of text, as a
 * reseller at the vendor's prices lists it. About $0.003 a minute: twice that is held.
 */
export const openAiStt: PriceTable = {
  ...openAiTts,
  medium: 'stt',
  source: 'https://vercel.com/ai-gateway/models/gpt-4o-mini-transcribe.md',
  otherwise: 6_000
}
