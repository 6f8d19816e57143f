import type { State } from './accounts.ts'
import type { OrgVendors, Preferred } from './handle.ts'

type Vendors = State['vendors']

/** Who makes speech for an organization or its agent; undefined where nobody does. A sandbox pays nobody: it gets a tone. */
export const ttsOf = ({ vendors }: State, { mode, prefers }: OrgVendors): Preferred['tts'] | 'tone' =>
  mode === 'sandbox' ? 'tone' : chosen(vendors, prefers?.tts, vendors.tts)

/** Who makes text of what the callers of an organization or its agent said; undefined where nobody does, as in a sandbox. */
export const sttOf = ({ vendors }: State, { mode, prefers }: OrgVendors): Preferred['stt'] =>
  mode === 'sandbox' ? undefined : chosen(vendors, prefers?.stt, vendors.stt)

/** Who is preferred and gone is replaced by nobody: who chose one vendor has not agreed to another. */
function chosen<V extends keyof Vendors>(vendors: Vendors, preferred: V | undefined, usual: V | undefined) {
  if (preferred === undefined) return usual
  return vendors[preferred] === undefined ? undefined : preferred
}
