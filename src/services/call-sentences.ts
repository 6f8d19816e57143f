import { inLanguage } from '../lib/in-language.ts'

/** What a caller hears where no conversation takes place. */
interface Sentences {
  /** Nobody may take the call. */
  unavailable: string
  /** The line was lost too often. */
  lost: string
}

const TEXTS: { en: Sentences } & Record<string, Sentences> = {
  en: {
    unavailable: 'We cannot take your call at the moment. Please try again later. Goodbye.',
    lost: 'We are sorry, there is a problem with this line. Please call again. Goodbye.'
  },
  es: {
    unavailable: 'En este momento no podemos atender su llamada. Inténtelo más tarde. Adiós.',
    lost: 'Lo sentimos, hay un problema con esta línea. Vuelva a llamar, por favor. Adiós.'
  },
  fr: {
    unavailable: 'Nous ne pouvons pas prendre votre appel pour le moment. Veuillez réessayer plus tard. Au revoir.',
    lost: 'Nous sommes désolés, la ligne pose problème. Veuillez rappeler. Au revoir.'
  },
  de: {
    unavailable:
      'Wir können Ihren Anruf im Moment nicht annehmen. Bitte versuchen Sie es später noch einmal. Auf Wiederhören.',
    lost: 'Es tut uns leid, die Leitung ist gestört. Bitte rufen Sie noch einmal an. Auf Wiederhören.'
  },
  pt: {
    unavailable: 'De momento não podemos atender a sua chamada. Tente novamente mais tarde. Até logo.',
    lost: 'Lamentamos, há um problema com esta linha. Por favor, ligue novamente. Até logo.'
  },
  he: {
    unavailable: 'איננו יכולים לענות לשיחתכם כרגע. נסו שוב מאוחר יותר. להתראות.',
    lost: 'אנו מתנצלים, יש תקלה בקו. אנא התקשרו שוב. להתראות.'
  },
  it: {
    unavailable: 'Al momento non possiamo rispondere alla sua chiamata. Riprovi più tardi. Arrivederci.',
    lost: 'Siamo spiacenti, c’è un problema con questa linea. Richiami, per favore. Arrivederci.'
  },
  nl: {
    unavailable: 'We kunnen uw gesprek nu niet aannemen. Probeer het later opnieuw. Tot ziens.',
    lost: 'Het spijt ons, er is een storing op deze lijn. Bel alstublieft opnieuw. Tot ziens.'
  },
  ja: {
    unavailable: 'ただいまお電話をお受けできません。のちほどおかけ直しください。失礼いたします。',
    lost: '申し訳ございません。回線に問題が発生しました。おかけ直しください。失礼いたします。'
  },
  hi: {
    unavailable: 'इस समय हम आपकी कॉल नहीं ले सकते। कृपया बाद में फिर कोशिश करें। अलविदा।',
    lost: 'क्षमा करें, इस लाइन में समस्या है। कृपया फिर से कॉल करें। अलविदा।'
  },
  ar: {
    unavailable: 'لا يمكننا استقبال مكالمتكم الآن. يُرجى المحاولة لاحقًا. مع السلامة.',
    lost: 'نأسف، هناك مشكلة في هذا الخط. يُرجى الاتصال مرة أخرى. مع السلامة.'
  }
}

/** The sentences in a language by its BCP 47 tag; in its base language, else in English. */
export const sentencesIn = (language: string): Sentences => inLanguage<Sentences>(TEXTS, language)
