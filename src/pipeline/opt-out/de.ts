import { type Phrases, phrase } from './phrases.ts'

const SENT =
  '(?:nachrichten?|sms|mails?|emails?|anrufe?|werbung|werbemails?|newsletters?|whatsapps?|post|spam|benachrichtigungen|textnachrichten|mitteilungen|angebote|werbeanrufe|texte)'
const SEND =
  '(?:schreib|ruf|schick|send|kontakt|meld|belasti|belaesti|stor|stoer|text|mail|nerv|bombardier|zutext|simse)'
const TO_SEND =
  '(?:schreiben|anrufen|kontaktieren|anschreiben|texten|belastigen|belaestigen|schicken|senden|zusenden|zuschicken|angerufen|angeschrieben|kontaktiert|belastigt|belaestigt|gestort|gestoert|nerven|storen|stoeren|kontaktaufnahme)'
const MINE =
  '(?:mich|uns|(?:meine|diese|unsere) (?:nummer|telefonnummer|handynummer|rufnummer|daten|adresse|mailadresse|emailadresse|email|kontaktdaten|kontakte|mobilnummer|email adresse))'
const LIST =
  '(?:\\w+ ){0,3}(?:listen?|verteilern?|verteilerliste|datenbank|kartei|system|adressbuch|mailingliste|newsletter|datei|adressliste|kundendatei)'
const DELETE = '(?:losch|loesch|entfern|streich|nehm|nimm|trag|tilg)'

/** How people ask in German. */
export const de: Phrases = {
  optOutWords: [
    ...['stopp', 'abmelden', 'abbestellen', 'abmeldung', 'abbestellung', 'austragen', 'ende'],
    ...['widerruf', 'newsletter abbestellen', 'keine werbung', 'aufhoren'],
    ...['aufhoeren', 'hor auf', 'horen sie auf', 'stopp sms', 'schluss']
  ],
  optInWords: ['anmelden', 'anmeldung', 'starten', 'beginnen', 'wieder starten', 'abonnieren', 'fortsetzen'],
  helpWords: ['hilfe', 'infos'],
  courtesies: ['bitte', 'danke', 'hallo', 'jetzt', 'sofort', 'guten', 'tag', 'mal', 'vielen', 'dank'],
  optOut: [
    `(?:hor|hoer)\\w* (?:(?:sie|endlich|doch|bitte|sofort|mal) ){0,3}auf (?:\\w+ ){0,5}(?:zu )?(?:an)?(?:zu)?${SEND}\\w*`,
    `${SEND}\\w* (?:(?:sie|ihr|bitte|endlich) )?(?:mir|mich|uns|hier|dieser nummer|diese nummer|an diese nummer) (?:(?:bitte|nun|ab jetzt|uber|an|ja|auch|unter) ){0,3}(?:nicht mehr|nie wieder|nie mehr|nichts mehr|niemals|keine (?:\\w+ )?${SENT}(?: \\w+){0,2} mehr|keine weitere\\w? ${SENT}|keinerlei ${SENT})`,
    `(?<!ich (?:kann|werde|konnte|will|darf|muss|mochte|moechte|habe|wurde) (?:\\w+ ){0,4})(?:nicht mehr|nie wieder|nie mehr|keinesfalls mehr) (?:(?:an|unter|auf|bei|diese|dieser|mir|nummer|mich|zu|von|ihnen) ){0,4}${TO_SEND}`,
    `(?:mochte|moechte|will|wunsche|wuensche|wollen|mochten) (?:\\w+ ){0,3}(?:nicht mehr|nichts mehr|nie wieder|nicht langer|nicht weiter) (?:\\w+ ){0,4}(?:angerufen|kontaktiert|angeschrieben|belastigt|belaestigt|gestort|horen|hoeren)`,
    `(?:(?:^|bitte |ab sofort |danke |mochte |moechte |will |wunsche |wuensche |wollen |brauche |mir |uns |von ihnen ))(?:(?:bitte|ich|wir|von ihnen|uberhaupt|ab sofort|jetzt) ){0,2}kein(?:e|en|er|erlei)? (?:(?:weiteren?|eure|ihre|solchen|solche|werbe|diese) ){0,2}${SENT}(?: (?:\\w+ ){0,4}(?:mehr|erhalten|bekommen|empfangen|schicken|senden|zusenden)|$)`,
    `keine (?:weiteren|weitere) ${SENT}`,
    `${DELETE}\\w* (?:(?:sie|bitte|doch|ihr) ){0,2}${MINE}(?: (?:\\w+ ){0,2}(?:aus|von|vom) ${LIST}|(?: bitte| sofort| umgehend| endlich| aus)?$)`,
    `${MINE} (?:(?:bitte|sofort|umgehend) )?(?:(?:aus|von|vom) ${LIST} )?(?:zu )?(?:loschen|loeschen|entfernen|streichen|austragen|herausnehmen|rausnehmen|nehmen)$`,
    'meld\\w* (?:sie )?(?:mich|uns) (?:\\w+ ){0,4}ab',
    `(?:mich|uns|${SENT}) (?:\\w+ ){0,4}(?:abmelden|abbestellen|austragen|abzumelden|abzubestellen|auszutragen)`,
    'bestell\\w* (?:\\w+ ){0,4}ab',
    '(?<!nicht )(?:lass|lasst|lassen) (?:sie )?(?:mich|uns) (?:\\w+ ){0,2}in (?:ruhe|frieden)',
    '(?:widerruf|widersprech|widerspruch|entzieh)\\w* (?:\\w+ ){0,6}(?:einwilligung|zustimmung|nutzung|werbung|speicherung|verwendung|kontaktaufnahme|erlaubnis)',
    '(?:einwilligung|zustimmung|erlaubnis) (?:\\w+ ){0,3}(?:widerruf\\w*|zuruckziehen|zurueckziehen|zuruck)',
    `(?:stopp|stoppt|stoppen|schluss mit|genug von) (?:(?:sie|diesen|den|die|diese|euren|ihren|eure|ihre|der|bitte) ){0,3}${SENT}`
  ].map(phrase),
  optIn: [
    `wieder (?:\\w+ ){0,3}(?:anmelden|starten|bekommen|erhalten|empfangen|abonnieren|eintragen)`,
    `(?:schreib|schick|send|ruf)\\w* (?:sie )?(?:mir|mich) (?:gerne |bitte )?wieder (?:an|${SENT})`
  ].map(phrase),
  narrows:
    /(?<=^| )(?:vor (?:\d|dem|der)|nach (?:\d|dem|der|feierabend)|bis (?:\d|morgen|montag)|heute|morgen|abends|nachts|am (?:sonntag|wochenende|abend)|sonntags|wahrend|so (?:fruh|spat)|sondern|lieber|stattdessen|warum|wieso|weshalb)(?=$| )/u
}
