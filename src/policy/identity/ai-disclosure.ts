import { inLanguage } from '../../lib/in-language.ts'
import { countryRules } from '../countries/index.ts'

/** Whom an AI speaks for, to whom, and how. */
export interface AiSpeaker {
  /** ISO 3166-1 alpha-2 of the person who is spoken to; null when it cannot be told. */
  country: string | null
  /** BCP 47. */
  language: string
  /** Name of the agent. */
  displayName: string
  /** Name under which the organization contacts people. */
  legalName: string
  /** `answer`: the person has called, so that nobody calls him. */
  kind: 'call' | 'answer' | 'message'
}

type Say = (name: string, company: string) => string

/** An AI names itself, whom it works for, and on a call that its voice is not human. */
const TEXTS: { en: Record<AiSpeaker['kind'], Say> } & Record<string, Record<AiSpeaker['kind'], Say>> = {
  en: {
    call: (name, company) =>
      `Hello, this is ${name}, an AI assistant with an artificial voice, calling for ${company}.`,
    answer: (name, company) => `Hello, this is ${name}, an AI assistant with an artificial voice, at ${company}.`,
    message: (name, company) => `This is ${name}, an AI assistant writing for ${company}.`
  },
  es: {
    call: (name, company) =>
      `Hola, soy ${name}, un asistente de IA con voz artificial, y llamo de parte de ${company}.`,
    answer: (name, company) => `Hola, soy ${name}, un asistente de IA con voz artificial de ${company}.`,
    message: (name, company) => `Soy ${name}, un asistente de IA que escribe de parte de ${company}.`
  },
  fr: {
    call: (name, company) =>
      `Bonjour, ici ${name}, une assistante IA à la voix artificielle. J'appelle pour ${company}.`,
    answer: (name, company) => `Bonjour, ici ${name}, une assistante IA à la voix artificielle de ${company}.`,
    message: (name, company) => `Ici ${name}, une assistante IA qui écrit pour ${company}.`
  },
  de: {
    call: (name, company) => `Guten Tag, hier ist ${name}, eine KI mit künstlicher Stimme. Ich rufe für ${company} an.`,
    answer: (name, company) => `Guten Tag, hier ist ${name}, eine KI mit künstlicher Stimme, von ${company}.`,
    message: (name, company) => `Hier schreibt ${name}, eine KI, für ${company}.`
  },
  pt: {
    call: (name, company) =>
      `Olá, aqui é ${name}, uma assistente de IA com voz artificial, ligando em nome de ${company}.`,
    answer: (name, company) => `Olá, aqui é ${name}, uma assistente de IA com voz artificial, de ${company}.`,
    message: (name, company) => `Aqui é ${name}, uma assistente de IA que escreve em nome de ${company}.`
  },
  he: {
    call: (name, company) => `שלום, כאן ${name}, עוזר בינה מלאכותית בעל קול מלאכותי, מטעם ${company}.`,
    answer: (name, company) => `שלום, כאן ${name}, עוזר בינה מלאכותית בעל קול מלאכותי, מטעם ${company}.`,
    message: (name, company) => `כאן ${name}, עוזר בינה מלאכותית, מטעם ${company}.`
  },
  it: {
    call: (name, company) =>
      `Salve, sono ${name}, un assistente IA con voce artificiale, e chiamo per conto di ${company}.`,
    answer: (name, company) => `Salve, sono ${name}, un assistente IA con voce artificiale di ${company}.`,
    message: (name, company) => `Sono ${name}, un assistente IA che scrive per conto di ${company}.`
  },
  nl: {
    call: (name, company) =>
      `Hallo, dit is ${name}, een AI-assistent met een kunstmatige stem. Ik bel namens ${company}.`,
    answer: (name, company) => `Hallo, dit is ${name}, een AI-assistent met een kunstmatige stem, van ${company}.`,
    message: (name, company) => `Dit is ${name}, een AI-assistent die namens ${company} schrijft.`
  },
  ja: {
    call: (name, company) => `こんにちは。${company}のAIアシスタント、${name}です。人工音声でお電話しております。`,
    answer: (name, company) =>
      `お電話ありがとうございます。${company}のAIアシスタント、${name}です。人工音声で応対しております。`,
    message: (name, company) => `${company}のAIアシスタント、${name}です。`
  },
  hi: {
    call: (name, company) => `नमस्ते, मैं ${name} हूँ, ${company} की ओर से कृत्रिम आवाज़ में बात करने वाला एआई सहायक।`,
    answer: (name, company) => `नमस्ते, मैं ${name} हूँ, ${company} की ओर से कृत्रिम आवाज़ में बात करने वाला एआई सहायक।`,
    message: (name, company) => `मैं ${name} हूँ, ${company} की ओर से लिखने वाला एआई सहायक।`
  },
  ar: {
    call: (name, company) => `مرحبًا، معك ${name}، مساعد ذكاء اصطناعي بصوت اصطناعي، أتصل نيابةً عن ${company}.`,
    answer: (name, company) => `مرحبًا، معك ${name}، مساعد ذكاء اصطناعي بصوت اصطناعي، من ${company}.`,
    message: (name, company) => `معك ${name}، مساعد ذكاء اصطناعي يكتب نيابةً عن ${company}.`
  }
}

/**
 * The sentence by which an AI names itself, and whether it must be said: `custom` takes the place of ours, unless the
 * country requires the disclosure and `custom` does not say that it is an AI.
 * Source: Regulation (EU) 2024/1689 article 50(1); 47 CFR 64.1200(b)(1) for calls.
 */
export function aiDisclosure(speaker: AiSpeaker, custom?: string): { text: string; required: boolean } {
  const { country, language, kind, displayName, legalName } = speaker
  const required = countryRules(country).disclosure.ai === 'required'
  const text = inLanguage(TEXTS, language)[kind](displayName, legalName)
  if (custom === undefined || custom.trim() === '') return { text, required }
  return { text: required && !namesAi(custom) ? `${text} ${custom}` : custom, required }
}

/** Small letters would be words of their own: "ai" in Italian and French. */
const ACRONYM = /\b(?:AI|IA|KI)\b|\bA\.I\.|एआई/u
const IN_FULL =
  /\b(?:chat|ro)?bot\b|artificial intelligence|inteligencia artificial|intelligence artificielle|künstliche intelligenz|inteligência artificial|intelligenza artificiale|kunstmatige intelligentie|בינה מלאכותית|人工知能|कृत्रिम बुद्धि|(?:ال)?ذكاء (?:ال)?اصطناعي/iu

/** Words that turn into its opposite what follows them, and what goes before. */
const DENIED_AHEAD =
  /(?<!\p{L})(?:not?|never|\p{L}+n['’]t|nicht|kein(?:e[rnms]?)?|pas|nunca|não|non|niet|geen|לא|ليس|لست)(?!\p{L})/iu
const DENIED_BEHIND = /では(?:ありません|ない)|じゃない|नहीं/u

/** Whether a text says, in one of the languages above, that an AI is speaking; one that may deny it does not. */
function namesAi(text: string): boolean {
  const named = [text.search(ACRONYM), text.search(IN_FULL)].filter((at) => at >= 0)
  return named.length > 0 && !DENIED_AHEAD.test(text.slice(0, Math.min(...named))) && !DENIED_BEHIND.test(text)
}
