import { elevenlabsTts } from './elevenlabs-tts.ts'
import type { PriceTable } from './price-table.ts'

/** The tone of sandboxes, held at the price of the speech that it stands for, so that budgets are tried as they are. */
export const toneTts: PriceTable = { ...elevenlabsTts, provider: 'tone' }
