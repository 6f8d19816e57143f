import { inLanguage } from '../lib/in-language.ts'

/** What is said while calls are joined. */
interface Sentences {
  /** To whoever is asked whether he takes a call. */
  takeIt: string
  /** To whoever was called first of two who are joined. */
  connecting: string
  /** To the same, when the other cannot be reached. */
  notReached: string
}

const TEXTS: { en: Sentences } & Record<string, Sentences> = {
  en: {
    takeIt: 'There is a call for you. Press 1 to take it.',
    connecting: 'You are being connected. One moment, please.',
    notReached: 'The other party cannot be reached. Goodbye.'
  },
  es: {
    takeIt: 'Tiene una llamada. Pulse 1 para atenderla.',
    connecting: 'Le estamos comunicando. Un momento, por favor.',
    notReached: 'No se puede localizar a la otra persona. Adiós.'
  },
  fr: {
    takeIt: 'Il y a un appel pour vous. Appuyez sur 1 pour le prendre.',
    connecting: 'Nous vous mettons en relation. Un instant, s’il vous plaît.',
    notReached: 'Votre correspondant est injoignable. Au revoir.'
  },
  de: {
    takeIt: 'Es gibt einen Anruf für Sie. Drücken Sie die 1, um ihn anzunehmen.',
    connecting: 'Sie werden verbunden. Einen Moment, bitte.',
    notReached: 'Die andere Seite ist nicht erreichbar. Auf Wiederhören.'
  },
  pt: {
    takeIt: 'Há uma chamada para si. Prima 1 para atender.',
    connecting: 'Estamos a fazer a ligação. Um momento, por favor.',
    notReached: 'Não foi possível contactar a outra pessoa. Até logo.'
  },
  he: {
    takeIt: 'יש עבורכם שיחה. הקישו 1 כדי לקבל אותה.',
    connecting: 'השיחה מועברת. רגע אחד, בבקשה.',
    notReached: 'לא ניתן להשיג את הצד השני. להתראות.'
  },
  it: {
    takeIt: "C'è una chiamata per lei. Prema 1 per rispondere.",
    connecting: 'La stiamo collegando. Un momento, per favore.',
    notReached: "Non è possibile raggiungere l'altra persona. Arrivederci."
  },
  nl: {
    takeIt: 'Er is een gesprek voor u. Druk op 1 om het aan te nemen.',
    connecting: 'U wordt doorverbonden. Een ogenblik, alstublieft.',
    notReached: 'De andere partij is niet bereikbaar. Tot ziens.'
  },
  ja: {
    takeIt: 'お電話が入っています。お受けになる場合は1を押してください。',
    connecting: 'おつなぎしております。少々お待ちください。',
    notReached: '相手の方につながりませんでした。失礼いたします。'
  },
  hi: {
    takeIt: 'आपके लिए एक कॉल है। लेने के लिए 1 दबाएँ।',
    connecting: 'आपको जोड़ा जा रहा है। कृपया एक क्षण रुकें।',
    notReached: 'दूसरे व्यक्ति से संपर्क नहीं हो सका। अलविदा।'
  },
  ar: {
    takeIt: 'هناك مكالمة لكم. اضغطوا 1 لاستلامها.',
    connecting: 'يجري توصيلكم. لحظة من فضلكم.',
    notReached: 'تعذّر الوصول إلى الطرف الآخر. مع السلامة.'
  }
}

/** The sentences in a language by its BCP 47 tag; in its base language, else in English. */
export const transferSentences = (language: string): Sentences => inLanguage<Sentences>(TEXTS, language)
