import { inLanguage } from '../lib/in-language.ts'

/** What a session says of its own accord. */
export interface Phrases {
  /** While an answer is being thought. */
  filler: string
  /** The longest duration is near. */
  warning: string
  /** The caller has said nothing for long. */
  stillThere: string
  /** We end the call. */
  farewell: string
}

const PHRASES: { en: Phrases } & Record<string, Phrases> = {
  en: {
    filler: 'One moment, please.',
    warning: 'We have almost run out of time for this call.',
    stillThere: 'Are you still there?',
    farewell: 'I have to end this call now. Goodbye.'
  },
  es: {
    filler: 'Un momento, por favor.',
    warning: 'Casi se nos acaba el tiempo de esta llamada.',
    stillThere: '¿Sigue ahí?',
    farewell: 'Tengo que terminar la llamada. Adiós.'
  },
  fr: {
    filler: "Un instant, s'il vous plaît.",
    warning: 'Le temps prévu pour cet appel est presque écoulé.',
    stillThere: 'Êtes-vous toujours là ?',
    farewell: "Je dois mettre fin à l'appel. Au revoir."
  },
  de: {
    filler: 'Einen Moment, bitte.',
    warning: 'Die Zeit für dieses Gespräch ist gleich um.',
    stillThere: 'Sind Sie noch da?',
    farewell: 'Ich muss das Gespräch jetzt beenden. Auf Wiederhören.'
  },
  pt: {
    filler: 'Um momento, por favor.',
    warning: 'O tempo desta chamada está quase no fim.',
    stillThere: 'Ainda está aí?',
    farewell: 'Tenho de encerrar a chamada agora. Até logo.'
  },
  he: {
    filler: 'רגע אחד, בבקשה.',
    warning: 'הזמן לשיחה הזאת עומד להסתיים.',
    stillThere: 'האם אתם עדיין על הקו?',
    farewell: 'עליי לסיים את השיחה כעת. להתראות.'
  },
  it: {
    filler: 'Un momento, per favore.',
    warning: 'Il tempo per questa chiamata sta per finire.',
    stillThere: 'È ancora in linea?',
    farewell: 'Devo chiudere la chiamata. Arrivederci.'
  },
  nl: {
    filler: 'Een ogenblik, alstublieft.',
    warning: 'De tijd voor dit gesprek is bijna om.',
    stillThere: 'Bent u er nog?',
    farewell: 'Ik moet het gesprek nu beëindigen. Tot ziens.'
  },
  ja: {
    filler: '少々お待ちください。',
    warning: 'このお電話の時間がまもなく終了します。',
    stillThere: 'もしもし、聞こえていますか。',
    farewell: 'それでは、お電話を切らせていただきます。失礼いたします。'
  },
  hi: {
    filler: 'कृपया एक क्षण रुकिए।',
    warning: 'इस कॉल का समय समाप्त होने वाला है।',
    stillThere: 'क्या आप अभी भी लाइन पर हैं?',
    farewell: 'अब यह कॉल समाप्त हो रही है। अलविदा।'
  },
  ar: {
    filler: 'لحظة من فضلكم.',
    warning: 'وقت هذه المكالمة على وشك الانتهاء.',
    stillThere: 'هل ما زلتم على الخط؟',
    farewell: 'سأنهي المكالمة الآن. مع السلامة.'
  }
}

/** What is said in a language by its BCP 47 tag; in its base language, else in English. */
export const phrasesIn = (language: string): Phrases => inLanguage<Phrases>(PHRASES, language)
