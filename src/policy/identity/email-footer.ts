import { inLanguage } from '../../lib/in-language.ts'

/** Who sends an email, and how it is stopped. */
export interface EmailSender {
  /** Name under which the organization contacts people. */
  legalName: string
  /** May have several lines. */
  postalAddress: string
  /** https URL. */
  unsubscribeUrl: string
  /** BCP 47. */
  language: string
}

const TEXTS = {
  en: ['You get this email from', 'Unsubscribe'],
  es: ['Recibe este correo de', 'Darse de baja'],
  fr: ['Cet e-mail vous est envoyé par', 'Se désabonner'],
  de: ['Diese E-Mail erhalten Sie von', 'Abmelden'],
  pt: ['Recebe este e-mail de', 'Cancelar a subscrição'],
  he: ['הודעה זו נשלחה אליך מאת', 'הסרה מרשימת התפוצה'],
  it: ['Riceve questa e-mail da', 'Annulla iscrizione'],
  nl: ['U ontvangt deze e-mail van', 'Uitschrijven'],
  ja: ['このメールの送信者', '配信停止'],
  hi: ['यह ईमेल आपको भेजने वाले', 'सदस्यता समाप्त करें'],
  ar: ['وصلتك هذه الرسالة من', 'إلغاء الاشتراك']
} satisfies Record<string, [string, string]>

const RIGHT_TO_LEFT: ReadonlySet<string> = new Set([TEXTS.he[0], TEXTS.ar[0]])

/**
 * What stands below an email that sells: who sends it, where he is, and how it is stopped, as text and as html.
 * Source: 15 U.S.C. 7704(a)(3) and (a)(5); RFC 8058 for the link's other end.
 */
export function emailFooter(sender: EmailSender): { text: string; html: string } {
  const { legalName, unsubscribeUrl } = sender
  const [from, stop] = inLanguage<readonly string[]>(TEXTS, sender.language) as readonly [string, string]
  const address = sender.postalAddress
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const direction = RIGHT_TO_LEFT.has(from) ? ' dir="rtl"' : ''
  const lines = [`${from} ${legalName}`, ...address]
  return {
    text: `\n\n-- \n${lines.join('\n')}\n${stop}: ${unsubscribeUrl}`,
    html: `<hr><p${direction}><small>${lines.map(escaped).join('<br>')}<br><a href="${escaped(unsubscribeUrl)}">${stop}</a></small></p>`
  }
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign)
