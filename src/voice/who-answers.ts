/** Who or what a call that we placed has reached, as far as words tell it. */
type Reached = 'screening' | 'ivr'

/** A voicemail box speaks of its tone, whatever keys it offers beside; the carrier tells it by the tone itself. */
const VOICEMAIL =
  /\b(?:voice ?mail|mailbox|beep|tone|leave (?:a|your|me a) message|nach dem (?:ton|signalton|piep)|nachricht hinterlassen|buz[oó]n|despu[eé]s del tono|apr[eè]s le (?:bip|signal)|dopo il (?:segnale|bip)|ap[oó]s o (?:sinal|bip)|na de (?:toon|piep))\b/iu

/** What call screening, of Android and of iOS for two, asks before the phone of the person rings. */
const SCREENING =
  /\b(?:(?:say|state|record) your (?:full )?name|screening service|(?:sagen|nennen) sie (?:bitte )?ihren namen und|(?:diga|indique) su nombre y|(?:dites|indiquez) votre nom et|(?:diga|indique) (?:o )?seu nome e|dica il suo nome e|(?:zeg|noem) uw naam en)\b/iu

const VERBS = [
  'press(?: the)?',
  'dial',
  'dr[uü]cken sie(?: bitte)?(?: die)?',
  'w[aä]hlen sie(?: bitte)?(?: die)?',
  '(?:pulse|presione|oprima|marque)(?: el| la)?',
  '(?:tapez|appuyez sur|faites)(?: le| la)?',
  '(?:prema|digiti|premere|digitare)(?: il)?',
  '(?:pressione|digite|tecle|disque)(?: o| a)?',
  '(?:druk|toets|kies)(?: op)?(?: een| de)?'
]
const KEYS = [
  '[0-9]|pound|star|one|two|three|four|five|six|seven|eight|nine|zero',
  'eins?|zwei|drei|vier|f[uü]nf|uno|dos|tres|un|deux|trois|um|dois|due|tre|een|twee|drie'
]
const MENU = new RegExp(`\\b(?:(?:${VERBS.join('|')}) (?:${KEYS.join('|')})|main menu)\\b`, 'iu')

/** What a sentence gives away of whoever says it; undefined for a person, and for a voicemail box. */
export function reachedBySound(text: string): Reached | undefined {
  if (VOICEMAIL.test(text)) return undefined
  if (SCREENING.test(text)) return 'screening'
  return MENU.test(text) ? 'ivr' : undefined
}
