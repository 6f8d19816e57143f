/** Characters of the GSM 7-bit alphabet, and those that take two places. Source: 3GPP TS 23.038, tables 6.2.1 and 6.2.1.1. */
const GSM = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà'
)
const GSM_DOUBLE = new Set('^{}\\[~]|€\f')

/** How a text is cut for the carrier. Source: 3GPP TS 23.040: 160/153 septets, 70/67 UCS-2 units. */
export function smsSegments(text: string): { encoding: 'GSM-7' | 'UCS-2'; segments: number } {
  let septets = 0
  for (const character of text) {
    if (GSM.has(character)) septets += 1
    else if (GSM_DOUBLE.has(character)) septets += 2
    else return { encoding: 'UCS-2', segments: text.length <= 70 ? 1 : Math.ceil(text.length / 67) }
  }
  return { encoding: 'GSM-7', segments: septets <= 160 ? 1 : Math.ceil(septets / 153) }
}
