import { type Phrases, phrase } from './phrases.ts'

const SENT =
  '(?:messages?|sms|textos?|mails?|emails?|courriels?|courriers?|appels?|pubs?|publicites?|newsletters?|notifications?|promos?|promotions?|spams?|offres|sollicitations?|communications?|demarchages?)'
const SEND =
  '(?:envo|ecri|appel|contact|derang|harcel|spamm|telephon|sollicit|texte|texto|importun|rappel|relanc|demarch)'
const MINE =
  '(?:moi|nous|mon (?:numero|nom|adresse|mail|email|contact|telephone)(?: (?:de telephone|mail|email))?|mes (?:coordonnees|donnees|infos|informations|contacts)|ce numero|cette adresse)'
const LIST =
  '(?:\\w+ ){0,3}(?:listes?|fichiers?|bases?|contacts|repertoires?|registres?|mailing|donnees|envois|newsletter|carnet)'
const END = '(?=$| svp| s il| stp| merci| maintenant)'

/** How people ask in French. */
export const fr: Phrases = {
  optOutWords: [
    ...[
      'arret',
      'arreter',
      'arretez',
      'arrete',
      'desabonner',
      'desabonnement',
      'desinscription',
      'desinscrire',
      'fin',
      'td'
    ],
    ...[
      'stop sms',
      'stop pub',
      'stop mail',
      'stop appels',

      'me desabonner'
    ],
    ...['me desinscrire', 'desabo', 'supprimez moi', 'ca suffit', 'cessez']
  ],
  optInWords: [
    'debut',
    'demarrer',
    'reprendre',
    'recommencer',
    'abonner',
    's abonner',
    'm abonner',

    'commencer'
  ],
  helpWords: ['aide', 'infos', 'aidez moi'],
  courtesies: [
    'svp',
    'stp',
    'merci',
    's',
    'il',
    'vous',
    'te',
    'plait',
    'bonjour',
    'salut',
    'maintenant',
    'madame',
    'monsieur'
  ],
  optOut: [
    `(?<!(?:^| )ne? )(?:arretez|arrete|arreter|cessez|cesse|cesser|stoppez|stop) (?:\\w+ ){0,2}(?:de|d) (?:(?:me|m|nous|toujours|sans cesse) )?${SEND}\\w*(?! (?!(?:de|des|du|d|vos|tous|tout|toutes|sans|svp|s|stp|merci|a|au|pour|sur|et|je|plusieurs|ces|cette|ce|chaque|la|le|les|par|immediatement)(?:$| ))\\w+$)`,
    `(?<!(?:^| )ne? )(?:arretez|arrete|cessez|cesse|stoppez|stop) (?:(?:aux?|les?|la|vos|tes|ces|tous|toutes|avec|de|d|a) ){0,4}${SENT}`,
    `ne? (?:me |m |nous )?${SEND}\\w* (?:plus|jamais)(?! (?:tard|tot|souvent|avant|longtemps))`,
    `ne (?:plus|jamais|pas) (?:(?:me|m|nous) )?(?:(?:${SEND}|derang)\\w*|etre (?:\\w+ )?${SEND}\\w*)`,
    `(?:ne )?plus (?:jamais )?(?:recevoir|etre (?:contact|appel|sollicit|demarch|derang)\\w+)(?= (?:\\w+ ){0,4}(?:${SENT}|vous|rien|votre part)|$| par)`,
    `(?:veux|souhaite|desire|voudrais|accepte|souhaitons) (?:plus|pas) (?:(?:jamais|que|vous|recevoir|avoir|voir|lire|de|d|vos|ces|tes|des|aucun|aucune|ce|genre|type) ){1,6}(?:${SENT}|(?:(?:me|m|nous) )?${SEND}\\w*)`,
    `(?:veux|souhaite|desire) (?:plus|pas) (?:\\w+ )?(?:entendre parler de vous|rien recevoir|etre (?:contact|appel|sollicit|demarch|derang)\\w+)`,
    `(?<=^|svp |merci |stop |plait |donc |surtout |alors |bonjour |stp )plus (?:(?:de|d|aucun|aucune|jamais|un|seul|vos|ces) ){1,3}${SENT}(?! (?:pour|sur|que|a ce sujet|d infos))`,
    '(?<!(?:pas|ne) (?:\\w+ ){0,2})(?:me|m|nous|veuillez|comment|moi|pour|svp|merci de|de) (?:(?:me|m|se) )?(?:desabonn|desinscri|desabo)(?!\\w*e par)\\w*',
    '(?:desabonn|desinscri)(?:ez|vez|s|e|is) (?:moi|nous|ce)',
    `(?<!ne )(?:retir|enlev|supprim|effac|ray|ote|radi|sort|vir|dele)\\w* ${MINE}(?: (?:de|du|des) ${LIST}|${END})`,
    `(?:me|m|nous) (?:retirer|enlever|supprimer|effacer|rayer|radier|sortir) (?:de|du|des) ${LIST}`,
    '(?<!ne )(?:laiss|fich|fout)\\w* (?:moi|nous) (?:\\w+ )?(?:tranquille|la paix|en paix)',
    '(?:retire|revoque|annule|retirer|revoquer) (?:\\w+ ){0,2}(?:consentement|accord|autorisation)'
  ].map(phrase),
  optIn: [
    '(?:me |m |nous )?re ?abonn\\w+(?: moi)?',
    '(?:de|a) nouveau recevoir',
    'recevoir (?:\\w+ ){0,3}(?:de|a) nouveau',
    '(?:re ?inscri|inscri)\\w* (?:moi |me )?(?:(?:de|a) nouveau|encore)',
    '(?:pouvez|peux) (?:de nouveau |a nouveau )(?:m |me )\\w+'
  ].map(phrase),
  narrows:
    /(?<=^| )(?:avant (?:\d|midi|le|la|de)|apres (?:\d|midi|le|la)|jusqu|demain|ce soir|cette nuit|la nuit|le (?:dimanche|samedi|week end|soir|matin)|si (?:tot|tard)|plutot|pendant|au bureau|au travail)(?=$| )/u
}
