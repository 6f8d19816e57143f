import { inLanguage } from '../../lib/in-language.ts'
import type { AgentRow } from '../draft.ts'
import type { Keyword } from '../keywords.ts'

type Texts = Record<Keyword, { subject: string; body: string }>

const EN: Texts = {
  stop: {
    subject: 'You are unsubscribed',
    body: 'you are unsubscribed and will get no more messages. Reply START to resume.'
  },
  start: { subject: 'You are subscribed again', body: 'you are subscribed again. Reply STOP to end.' },
  help: { subject: 'How to stop these messages', body: 'reply STOP to get no more messages, START to resume.' }
}
const ES: Texts = {
  stop: { subject: 'Baja confirmada', body: 'no recibirá más mensajes. Responda START para reanudar.' },
  start: { subject: 'Alta confirmada', body: 'volverá a recibir mensajes. Responda STOP para terminar.' },
  help: {
    subject: 'Cómo detener los mensajes',
    body: 'responda STOP para no recibir más mensajes, START para reanudar.'
  }
}
const FR: Texts = {
  stop: {
    subject: 'Désinscription confirmée',
    body: 'vous ne recevrez plus de messages. Répondez START pour reprendre.'
  },
  start: {
    subject: 'Inscription confirmée',
    body: 'vous recevrez à nouveau des messages. Répondez STOP pour arrêter.'
  },
  help: {
    subject: 'Arrêter les messages',
    body: 'répondez STOP pour ne plus recevoir de messages, START pour reprendre.'
  }
}
const DE: Texts = {
  stop: { subject: 'Sie sind abgemeldet', body: 'Sie erhalten keine Nachrichten mehr. Antworten Sie START für neue.' },
  start: { subject: 'Sie sind angemeldet', body: 'Sie erhalten wieder Nachrichten. Antworten Sie STOP zum Beenden.' },
  help: {
    subject: 'Nachrichten beenden',
    body: 'antworten Sie STOP, um keine Nachrichten zu erhalten, START für neue.'
  }
}
const PT: Texts = {
  stop: { subject: 'Cancelamento confirmado', body: 'você não receberá mais mensagens. Responda START para retomar.' },
  start: { subject: 'Inscrição confirmada', body: 'você voltará a receber mensagens. Responda STOP para encerrar.' },
  help: {
    subject: 'Como parar as mensagens',
    body: 'responda STOP para não receber mais mensagens, START para retomar.'
  }
}
const HE: Texts = {
  stop: { subject: 'הוסרת מהרשימה', body: 'הוסרת ולא יישלחו אליך עוד הודעות. לחידוש השב START.' },
  start: { subject: 'חזרת לרשימה', body: 'יישלחו אליך שוב הודעות. להפסקה השב STOP.' },
  help: { subject: 'הפסקת ההודעות', body: 'להפסקת ההודעות השב STOP, לחידוש השב START.' }
}
const TEXTS = { en: EN, es: ES, fr: FR, de: DE, pt: PT, he: HE }

/** What a keyword is answered with, in the agent's language where it is one of six, else in English. */
export function keywordReply(
  { displayName, language }: Pick<AgentRow, 'displayName' | 'language'>,
  keyword: Keyword
): { subject: string; body: string } {
  const { subject, body } = inLanguage<Texts>(TEXTS, language)[keyword]
  return { subject, body: `${displayName}: ${body}` }
}
