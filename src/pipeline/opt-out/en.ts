import { type Phrases, phrase } from './phrases.ts'

const SENT =
  '(?:te?xts?|messages?|msgs?|sms|calls?|emails?|mails?|mailings?|newsletters?|notifications?|alerts?|spam|contact|communications?|promotions?|offers|ads|reminders|crap|shit|stuff|junk|garbage|nonsense)'
const SENDING =
  '(?:te?xting|txtin|messaging|msging|calling|phoning|ringing|emailing|mailing|contacting|writing|spamming|bothering|harassing|pestering|annoying|disturbing|soliciting|reaching out|blowing up)'
const SEND =
  '(?:te?xt|message|msg|call|phone|ring|email|mail|contact|write|write to|sms|send|bother|disturb|spam|solicit|reach out to|get in touch with)'
const ME = '(?:me|us|this (?:number|phone|line|address|email)|my (?:number|phone|cell|email|inbox)|here)'
const MINE =
  '(?:me|us|(?:my|this|our) (?:(?:phone|cell|mobile|email|contact|personal) )?(?:number|phone|name|email|address|info|information|details|data|contact))'
const LIST =
  '(?:\\w+ ){0,4}(?:lists?|database|system|records|contacts|mailings?|newsletters?|distribution|texts|messages|emails|everything)'
const AGAIN = '(?:again|any ?more|any longer|ever|ever again|at all|in (?:the )?future)'
const NOT = '(?:dont|do not|never|wont|didnt|cant|cannot|couldnt|shouldnt|not|hasnt|havent|without|doesnt)'
/** Not `please never stop`, but `if you do not stop`. */
const UNDENIED = `(?<!(?:^| )(?<!(?:if|why) (?:you )?)${NOT} (?:(?!you )\\w+ ){0,3})(?<!(?:did|have|has|when|time) (?:\\w+ ){0,2}(?:you|they|it|he|she|we) )`

/** How people ask in English. Source: 47 CFR 64.1200(a)(10) for the words; the phrases are of our own making. */
export const en: Phrases = {
  optOutWords: [
    ...['stop', 'stopall', 'stop all', 'unsubscribe', 'unsub', 'cancel', 'end', 'quit', 'revoke', 'opt out', 'optout'],
    ...[
      'remove',
      'remove me',
      'take me off',
      'delete me',
      'stop it',
      'stop this',
      'stop now',
      'stop that',
      'stop texts'
    ],
    ...['cancel subscription', 'cancel my subscription', 'do not contact', 'do not call', 'do not text', 'no contact']
  ],
  optInWords: ['start', 'unstop', 'resume', 'opt in', 'optin', 'subscribe', 'start again', 'resubscribe', 'rejoin'],
  helpWords: ['help', 'info', 'help me'],
  courtesies: [
    'please',
    'pls',
    'plz',
    'thanks',
    'thank',
    'thx',
    'you',
    'now',
    'hi',
    'hello',
    'hey',
    'kindly',
    'ok',
    'sir'
  ],
  optOut: [
    `${UNDENIED}(?:stop|quit|cease|discontinue|halt) (?:(?:all|your|the|this|these|with|to|fucking|damn|bloody|please|ever|always|even) ){0,3}(?:${SENT}|${SENDING})(?! (?:me|us|him|her|it) (?!at|on|from|about|with|for|again|any|and|or|all|every|so|or|please|pls|now|ever|this|these|your|i|you|to|with|the|ok|thanks|already|immediately|asap|today|right|but|because|my|no|over|via|by)\\w)`,
    `${UNDENIED}(?:stop|quit|cease) sending(?: (?:me|us|out|any|all|more|so|many|of|the|these|this|those|that|your|such|fucking|damn)){0,4}(?: (?:things|${SENT})|$)`,
    `${UNDENIED}(?:stop|quit) sending(?: (?:me|us))? (?:these|this|those|that)`,
    `(?:dont|do not|never|no longer|please not) (?:(?:ever|again|you|dare|even|try to) ){0,2}${SEND} (?:to )?(?:${ME} )?(?:${ME} )?(?:\\w+ ){0,2}${AGAIN}`,
    `never (?:ever )?${SEND} ${ME}`,
    `(?:dont|do not) (?:bother|contact|spam|disturb|solicit|harass) ${ME}`,
    `(?:dont|do not) (?:te?xt|message|msg|call|phone|email|mail|write to) (?:${ME}$|this (?:number|address|phone|email))`,
    `(?:dont|do not|no longer|never|didnt|did not) (?:\\w+ ){0,2}(?:want|wish|like|care|need|agree|consent|wanna|interested in)(?: (?:for|to|you|being|anyone|anybody))?(?: to)? (?:(?:ever|keep|continue|be) )?(?:receiv\\w*|get|getting|hear|hearing|sent|contact\\w*|texted|called|messaged|emailed|call|text|message|email)(?: (?:me|us|any|more|more of|another|anymore|further|these|this|those|your|such|the|from|to|by|marketing|promotional|text|email)){0,5}(?: ${SENT}| you(?: people| guys| all)?| them| anymore| again|$)`,
    `(?:dont|do not|no longer|never) (?:want|need|wish|like|wish for|care for) (?:(?:any|more|another|further|of|your|these|those|this|such|a single|single|one) ){1,3}${SENT}`,
    `(?<!(?:are|is|were|have|has|had|got|get|see|find|with|receive|received|getting) )no (?:more|further) (?:(?:of|these|your|marketing|text|sms|email|phone|damn|fucking|promo|any) ){0,3}${SENT}`,
    `(?:take|remove|get|delete|drop|scrub|pull|strike|wipe|erase|purge) ${MINE} (?:off|from|out of) (?:${LIST}|this|these|it|here)`,
    `(?:be|get|being|am) (?:removed|deleted|taken off|erased) (?:from|off|out of) (?:${LIST}|this|it)`,
    `(?:take|get) (?:me|us|my number|this number) off`,
    `(?:remove|delete|erase|forget) (?:me|my (?:phone |cell |mobile |contact )?(?:number|data|contact details|details|contact|information|info)|this (?:phone )?number)$`,
    `want (?:off|out of) (?:this|your|the) ${LIST}`,
    `lose (?:my|this) (?:number|address|email|contact)`,
    `(?<!${NOT} (?:\\w+ )?)leave (?:me|us) (?:(?:the|fuck|hell|fucking) ){0,2}alone`,
    `(?<!${NOT} (?:\\w+ ){0,3})(?:unsubscribe|unsub)(?! (?:rates?|buttons?|pages?|features?|forms?|links?|him|her|them))`,
    `your (?:unsubscribe|opt out) \\w+ (?:doesnt|does not|isnt|is not|wont|didnt) work\\w*`,
    `(?<!(?:${NOT}|an|any|the|a|no|offer) (?:\\w+ )?)(?:opt|opting|opted) (?:(?:me|us) )?out(?= ?$| (?:of|from) (?:all |any |the |your |this |these |further |future |receiving |getting |being |text |sms |marketing |promotional ){0,4}(?:${SENT}|this|these|it|everything|contacted|list)| please| now| pls| and| i | thanks| thank)`,
    `(?<!${NOT} (?:\\w+ )?)(?:revok\\w+|withdraw\\w*|rescind\\w*|retract\\w*) (?:(?:my|all|any|the|prior|previous|marketing) ){0,3}(?:consent|permission|authoriz?s?ation|opt in)`,
    'do not (?:call|contact|text|email) list',
    `cancel (?:all |my |the |these |your |future ){0,3}(?:subscription to )?(?:these |your |the )?(?:text messages|texts|messages|sms|alerts|newsletter|emails|notifications)`,
    `enough (?:with|of) (?:(?:all|the|these|your|this) ){1,2}${SENT}`
  ].map(phrase),
  optIn: [
    '(?:subscribe|sign|add|put|opt) (?:me|us) (?:(?:up|in|to|on|your|the|list) ){0,4}(?:again|back)',
    '(?:want|like|wish|please) (?:to )?(?:opt|sign|subscribe|join) (?:back )?(?:in|up|again)',
    'opt (?:me )?back in',
    `resume (?:(?:the|your|my|sending|these) ){0,2}${SENT}`,
    `(?:you can|you may|start|feel free to) (?:start )?(?:${SEND}|${SENDING}|sending) (?:me|us) (?:\\w+ ){0,2}again`
  ].map(phrase),
  narrows:
    /(?<=^| )(?:before (?:\d|noon|the|my|lunch|work)|after (?:\d|noon|work|hours|midnight|lunch)|until|till|tonight|tomorrow|on (?:mon|tues|wednes|thurs|fri|satur|sun)days?|on (?:the )?weekends?|at (?:night|work|the office)|during|while|instead|so (?:early|late)|this (?:week|morning|afternoon|evening))(?=$| )/u
}
