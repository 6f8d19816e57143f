import { type Phrases, phrase } from './phrases.ts'

const SENT =
  '(?:mensajes?|mensajitos|sms|textos?|correos?|emails?|mails?|llamadas?|publicidad|promociones|notificaciones|avisos|ofertas|spam|boletin(?:es)?|newsletters?|comunicaciones|anuncios)'
const SEND = '(?:escrib|mand|envi|llam|contact|molest|text|marqu|busqu|comuni|telefone|whatsapp|fastidi)'
const LIST =
  '(?:\\w+ ){0,4}(?:listas?|base|bases|registros?|agenda|contactos|sistema|directorio|boletin|envios|mailing|newsletter)'
const MINE =
  '(?:(?:mi|mis|este|nuestro) (?:numero|datos|correo|nombre|telefono|contacto|email|celular|movil|informacion)(?: (?:de telefono|de celular|personales|electronico))?)'
const END = '(?=$| por favor| ya| gracias)'

/** How people ask in Spanish. */
export const es: Phrases = {
  optOutWords: [
    ...[
      'alto',
      'baja',
      'parar',
      'para',
      'pare',
      'paren',
      'cancelar',
      'cancela',
      'detener',
      'dar de baja',
      'darme de baja'
    ],
    ...['desuscribir', 'desuscribirme', 'borrame', 'basta', 'no mas'],
    ...[
      'cancelar suscripcion',
      'cancelar mi suscripcion',
      'cancelar la suscripcion',
      'anular suscripcion',
      'no molestar'
    ]
  ],
  optInWords: ['alta', 'iniciar', 'inicio', 'empezar', 'comenzar', 'suscribir', 'suscribirme', 'reanudar', 'reactivar'],
  helpWords: ['ayuda', 'informacion'],
  courtesies: ['por', 'favor', 'gracias', 'ya', 'hola', 'porfa', 'porfavor', 'buenos', 'buenas', 'dias', 'tardes'],
  optOut: [
    `(?:no|nunca|jamas) (?:\\w+ ){0,1}(?:me|nos|le|les)? ?(?:vuelv\\w+|vuelva) a (?:\\w+ )?${SEND}\\w*`,
    `(?:no|nunca|jamas) (?:me |nos )?${SEND}\\w* (?:\\w+ ){0,3}(?:mas|nunca|jamas|otra vez|de nuevo|nuevamente)(?! (?:tarde|temprano|que|de|informacion|rapido))`,
    `(?:ya no|nunca mas|jamas|no mas|nunca) (?:me|nos) ${SEND}\\w*`,
    `no (?:me|nos) (?:contact|molest)\\w+${END}`,
    `no (?:quiero|deseo|autorizo|acepto|permito|quisiera|necesito) (?:\\w+ )?que (?:me|nos) (?:\\w+ )?(?:${SEND}\\w*)(?= (?:mas|${SENT}|nunca|nuevamente|otra|de nuevo|a este|por)|${END})`,
    `(?<!no )(?:deja|dejen|deje|dejad|paren|pare|para|cesen|cese|basta|suficiente) (?:ya )?(?:de|con) (?:\\w+ )?(?:estar )?(?:${SEND}\\w*(?:me|nos)(?= (?:${SENT}|a |por|ya|mas|tanto|tantos|todo|todos|y |con|cada|sin|gracias|cosas|esto|esta|estos|los|las|sus|mis|el|porque|desde|nada)|$)|(?:los |las |sus |tus |tantos |estos |tanta |enviar |mandar ){0,2}${SENT}|molestar)`,
    `(?<!no )(?:deja|dejen|deje|dejad|paren|pare|cesen|cese) (?:ya )?de (?:mandar|enviar|escribir|llamar)(?= (?:a este|mensajes|sms|correos)|${END})`,
    `(?:no|tampoco) (?:quiero|deseo|necesito|acepto|autorizo|quisiera|me interesa|me interesan) (?:seguir )?(?:(?:mas|recibir|recibiendo|sus|tus|estos|estas|ningun|ninguna|saber|nada|mas de|el envio de|envio de) ){1,4}(?:${SENT}|ustedes|de ustedes|nada)`,
    `no (?:quiero|deseo) (?:saber|recibir) (?:nada )?(?:mas )?(?:nada )?(?:de ustedes|mas|nada)`,
    `(?<!(?:hay|tengo|recibo|llegan|veo) )(?:no|ni un|ninguna|sin|nada de|ni una|basta de|ya no) (?:mas )?${SENT}(?: mas)?${END}`,
    `(?<!no )(?:d[aei](?:r|n|le|me)?(?:me|nos|nosme)|dar ?me|dese|darse|den|solicito|pido|quiero|solicitar|pedir|tramitar)(?: darme| dar)?(?: (?:mi|la))? ?(?:de )?baja(?! (?:la|el|los|las|un|una|de (?:la|mi) linea|temperatura))`,
    `dar de baja (?:${MINE}|(?:mi |la )?suscripcion)`,
    `(?<!no )(?:quit|borr|elimin|sac|saq|remuev|remov|suprim|tach|retir)[a-z]*(?:me|nos)(?= de ${LIST}|${END}| de (?:aqui|ahi|esto))`,
    `(?<!no )(?:quit|borr|elimin|sac|saq|remuev|remov|suprim|tach|retir)[a-z]* ${MINE}(?: de ${LIST}|${END})`,
    `quiero que (?:me|nos) (?:quit|borr|elimin|sac|saq|retir)\\w* de ${LIST}`,
    '(?:dejame|dejenme|dejeme|dejadme|dejenos|dejennos|me dejen|me dejan|me deja) (?:ya )?(?:en paz|tranquil\\w)',
    '(?<!no (?:\\w+ ){0,2})(?:desuscri|desinscri|dessuscri|desapunt)\\w+',
    `(?:cancel|anul)\\w* (?:(?:mi|la|esta|mis) )?suscripci\\w+(?: (?:a|de) (?:\\w+ )?${SENT}|${END})`,
    '(?:retiro|revoco|anulo|retirar|revocar|cancelo) (?:\\w+ ){0,2}(?:consentimiento|autorizacion|permiso)'
  ].map(phrase),
  optIn: [
    `(?:volver a|de nuevo|otra vez|nuevamente|seguir) recibi\\w+`,
    `recibir (?:\\w+ ){0,3}(?:de nuevo|otra vez|nuevamente)`,
    '(?:suscrib|inscrib|apunt|agreg)\\w* (?:\\w+ )?(?:de nuevo|otra vez|nuevamente)',
    '(?:pueden|puedes) (?:volver a )?(?:escribirme|llamarme|contactarme|mandarme)(?: \\w+)? (?:de nuevo|otra vez)'
  ].map(phrase),
  narrows:
    /(?<=^| )(?:antes de|despues de|hasta|manana|esta noche|por la noche|los (?:fines|domingos|sabados|lunes)|tan (?:tarde|temprano)|mejor|en vez|durante|mientras)(?=$| )/u
}
