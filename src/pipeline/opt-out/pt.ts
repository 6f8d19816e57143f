import { type Phrases, phrase } from './phrases.ts'

const SENT =
  '(?:mensage(?:ns|m)|msgs?|sms|emails?|mails?|ligacoes|ligacao|chamadas?|propagandas?|promocoes|notificacoes|publicidade|spam|torpedos?|whatsapps?|zap|avisos|ofertas|anuncios|comunicacoes|textos?|newsletters?|correio)'
const SEND =
  '(?:mand|envi|lig|conta(?:c)?t|escrev|perturb|incomod|procur|telefon|cham|enche|encher|spam|aborrec|import)'
const MINE =
  '(?:(?:o |os |a |as )?(?:meus?|minhas?|este|esse|nosso) (?:numero|contac?to|nome|dados|email|telefone|celular|cadastro|telemovel|registro)(?: (?:de telefone|de celular|pessoais))?)'
const LIST = '(?:\\w+ ){0,4}(?:listas?|cadastros?|base|banco|sistema|mailing|contac?tos|registros?|agenda|envios)'
const DELETE = '(?:tir|remov|exclu|retir|apag|delet|elimin|risc)'
const END = '(?=$| por favor| pf| obrigad\\w| ja| agora)'

/** How people ask in Portuguese. */
export const pt: Phrases = {
  optOutWords: [
    ...[
      'pare',
      'parar',
      'parem',
      'para',
      'sair',
      'cancelar',
      'cancele',
      'remover',
      'descadastrar',
      'descadastre',
      'fim'
    ],
    ...[
      'descadastro',
      'desinscrever',
      'cancelar inscricao',
      'cancelar assinatura',

      'chega',
      'basta'
    ],
    ...['pare com isso', 'me remova', 'me tira', 'cancelar subscricao']
  ],
  optInWords: ['voltar', 'iniciar', 'comecar', 'inscrever', 'retomar', 'recomecar', 'assinar', 'reativar'],
  helpWords: ['ajuda', 'socorro', 'informacao'],
  courtesies: ['por', 'favor', 'obrigado', 'obrigada', 'ja', 'agora', 'ola', 'oi', 'pf', 'bom', 'dia', 'boa', 'tarde'],
  optOut: [
    `(?:nao|nunca|jamais) (?:(?:me|nos|quero que|mais|voltem a) ){0,3}${SEND}\\w* (?:(?:me|nos|para|pra|mim|este|esse|numero|comigo|mais|isso) ){0,4}(?:mais|nunca mais|novamente|de novo|nada)(?! (?:tarde|cedo|que|informac\\w+|rapido|de))`,
    `(?:nunca|jamais|nao) mais (?:me|nos) ${SEND}\\w*`,
    `nao (?:me|nos) (?:conta(?:c)?t|perturb|incomod)\\w+${END}`,
    `nao (?:\\w+ )?entr\\w* (?:\\w+ )?em contac?to (?:comigo|conosco|mais|com este)`,
    `(?:nao|nunca) (?:\\w+ )?volt\\w+ a (?:me )?${SEND}\\w*`,
    `(?<!nao )(?<!onde (?:\\w+ ){0,3})(?:pare|parem|para|parar|deixe|deixem|cessem?|chega|basta) (?:ja )?de (?:(?:me|nos|ficar|me ficar) ){1,2}${SEND}\\w*`,
    `(?<!nao )(?:pare|parem|para|parar|deixe|deixem|cessem?|chega|basta) (?:ja )?(?:de|com) (?:(?:as|os|essas|esses|suas|seus|tantas|estas|mandar|enviar|me|receber|tanta|essa) ){0,3}${SENT}`,
    `(?<!nao )(?:pare|parem|deixem|cessem) de (?:mandar|enviar|ligar|escrever|telefonar|perturbar|incomodar)(?: me)?(?= (?:para|pra) (?:mim|este|esse|ca|meu)| isso| esses| essas|${END})`,
    `nao (?:quero|desejo|gostaria de|preciso|autorizo|aceito|tenho interesse em|permito) (?:(?:mais|receber|continuar|recebendo|o envio de|envio de|essas|esses|suas|seus|as|os|nenhum|nenhuma|as suas|os seus|ver|nada|esse tipo de|a|de) ){1,5}(?:${SENT}|voces|nada)`,
    `nao (?:quero|desejo|gostaria de) (?:mais )?(?:ser (?:contac?tad|incomodad|perturbad)\\w|receber nada|receber mais nada|que (?:\\w+ )?me (?:ligu|mand|envi|contac?t|escrev|perturb)\\w*${END})`,
    `(?<!(?:recebi|tenho|ha|chegam|vejo|recebo) )(?:sem|nao|nada de|nenhuma|chega de) (?:mais )?${SENT}(?: mais)?${END}`,
    '(?<!nao (?:\\w+ ){0,2})(?:descadastr|desinscre|desinscri|dessubscre|descadastra)\\w+',
    `(?:cancel|anul)\\w* (?:(?:a|minha|esta|essa|a minha|o|meu) ){0,2}(?:inscricao|assinatura|subscricao|cadastro)(?= (?:de|das|dos|na|da) (?:${SENT}|lista|newsletter)|${END})`,
    `(?<!nao )(?:me|nos) ${DELETE}\\w* (?:da|de|do|dessa|desta|desse|das|dos) ${LIST}`,
    `(?<!nao )${DELETE}\\w* (?:me|nos) (?:da|de|do|dessa|desta|desse|das|dos) ${LIST}`,
    `(?<!nao )(?:me (?:tir|remov|exclu|retir|delet)\\w*|(?:remov|exclu|retir|delet)\\w* me)${END}`,
    `(?<!nao )${DELETE}\\w* ${MINE}(?: (?:da|de|do|dessa|desta|desse|das|dos) ${LIST}|${END})`,
    '(?:me (?:deixa|deixe|deixem|larga|larguem)|(?:deixa|deixe|deixem) me) (?:em paz|sossegad\\w|quieto)',
    '(?:revog|retir|cancel)\\w* (?:\\w+ ){0,2}(?:consentimento|autorizacao|permissao)'
  ].map(phrase),
  optIn: [
    '(?:voltar a|de novo|novamente) receb\\w+',
    'receber (?:\\w+ ){0,3}(?:de novo|novamente|outra vez)',
    '(?:inscrev|cadastr|assin|adicion)\\w* (?:\\w+ )?(?:de novo|novamente|outra vez)',
    '(?:podem|pode) voltar a (?:me )?(?:mandar|enviar|ligar|escrever)'
  ].map(phrase),
  narrows:
    /(?<=^| )(?:antes d[aeo]s?|depois d[aeo]s?|ate|amanha|hoje|a noite|de noite|de madrugada|aos? (?:domingos?|sabados?)|no fim de semana|durante|enquanto|tao (?:tarde|cedo)|melhor|por que|porque nao|em vez)(?=$| )/u
}
