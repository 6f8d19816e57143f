import { inLanguage } from '../lib/in-language.ts'

/** What the scripted answering machine says, and what it understands. */
export interface MachinePhrases {
  /** The agent does not come to the phone. */
  apology(name: string): string
  /** The agent was there and does not go on. */
  handOver(name: string): string
  askMessage: string
  /** Thanks for the message, and asks when and how to be reached. */
  askWishes: string
  /** Whether anything is to be added. */
  askMore: string
  /** Nothing was understood, or heard. */
  again: string
  goodbye(name: string): string
  /** Words of which a caller says one, and little else, to decline; as `words` leaves them. */
  no: readonly string[]
  /** Words that ask to be called, written to or reached. */
  reach: readonly string[]
  /** Words that tell a time. */
  times: readonly string[]
  /** What stands before one's own name. */
  iAm: readonly string[]
}

const PHRASES: { en: MachinePhrases } & Record<string, MachinePhrases> = {
  en: {
    apology: (name) => `I am sorry, ${name} cannot take this call right now. I am an automatic assistant.`,
    handOver: (name) => `I am sorry, ${name} cannot go on with this call. I am an automatic assistant.`,
    askMessage: 'What may I pass on?',
    askWishes: 'Thank you, I have noted that. When and how would you like to be reached?',
    askMore: 'Thank you, I will pass that on. Is there anything else?',
    again: 'I am sorry, I did not get that.',
    goodbye: (name) => `Thank you. ${name} will get your message. Goodbye.`,
    no: ['no', 'nope', 'nothing', 'none', 'never mind', 'no thanks', 'no thank you', 'not really'],
    reach: ['call', 'ring', 'phone', 'reach', 'text', 'email', 'contact', 'write', 'available'],
    times:
      'after before at until between today tonight tomorrow morning noon afternoon evening monday tuesday wednesday thursday friday saturday sunday week weekend anytime later'.split(
        ' '
      ),
    iAm: ['this is', 'my name is', 'i am called']
  },
  es: {
    apology: (name) => `Lo siento, ${name} no puede atender la llamada ahora. Soy un asistente automático.`,
    handOver: (name) => `Lo siento, ${name} no puede seguir con la llamada. Soy un asistente automático.`,
    askMessage: '¿Qué mensaje desea dejar?',
    askWishes: 'Gracias, lo he anotado. ¿Cuándo y cómo prefiere que le contacten?',
    askMore: 'Gracias, lo transmitiré. ¿Desea añadir algo más?',
    again: 'Lo siento, no le he entendido.',
    goodbye: (name) => `Gracias. ${name} recibirá su mensaje. Adiós.`,
    no: ['no', 'nada', 'nada mas', 'no gracias', 'ninguno'],
    reach: ['llame', 'llamen', 'llamar', 'llameme', 'llamada', 'escriba', 'escribir', 'contactar', 'disponible'],
    times:
      'despues antes hasta entre hoy manana tarde noche mediodia lunes martes miercoles jueves viernes sabado domingo semana'.split(
        ' '
      ),
    iAm: ['soy', 'me llamo', 'mi nombre es', 'habla']
  },
  fr: {
    apology: (name) => `Je suis désolé, ${name} ne peut pas prendre cet appel. Je suis un assistant automatique.`,
    handOver: (name) => `Je suis désolé, ${name} ne peut pas poursuivre cet appel. Je suis un assistant automatique.`,
    askMessage: 'Que puis-je transmettre ?',
    askWishes: "Merci, c'est noté. Quand et comment souhaitez-vous être joint ?",
    askMore: 'Merci, je transmettrai. Y a-t-il autre chose ?',
    again: "Je suis désolé, je n'ai pas compris.",
    goodbye: (name) => `Merci. ${name} recevra votre message. Au revoir.`,
    no: ['non', 'rien', 'non merci', 'rien de plus', "c'est tout"],
    reach: ['appelez', 'appeler', 'rappelez', 'rappeler', 'joindre', 'ecrivez', 'ecrire', 'contacter', 'disponible'],
    times:
      "apres avant jusqu'a entre aujourd'hui demain matin midi apres-midi soir lundi mardi mercredi jeudi vendredi samedi dimanche semaine".split(
        ' '
      ),
    iAm: ['je suis', "je m'appelle", "c'est", 'mon nom est']
  },
  de: {
    apology: (name) =>
      `Es tut mir leid, ${name} kann diesen Anruf gerade nicht annehmen. Ich bin ein automatischer Assistent.`,
    handOver: (name) =>
      `Es tut mir leid, ${name} kann das Gespräch nicht weiterführen. Ich bin ein automatischer Assistent.`,
    askMessage: 'Was darf ich ausrichten?',
    askWishes: 'Danke, das habe ich notiert. Wann und wie möchten Sie erreicht werden?',
    askMore: 'Danke, ich gebe das weiter. Gibt es noch etwas?',
    again: 'Es tut mir leid, das habe ich nicht verstanden.',
    goodbye: (name) => `Danke. ${name} bekommt Ihre Nachricht. Auf Wiederhören.`,
    no: ['nein', 'nee', 'nichts', 'nein danke', 'nichts weiter', 'keine'],
    reach: ['rufen', 'ruf', 'anrufen', 'zuruckrufen', 'ruckruf', 'erreichen', 'erreichbar', 'schreiben', 'melden'],
    times:
      'nach ab vor bis um zwischen heute morgen fruh mittag nachmittag nachmittags abend abends montag dienstag mittwoch donnerstag freitag samstag sonntag woche'.split(
        ' '
      ),
    iAm: ['hier ist', 'ich heiße', 'mein name ist', 'hier spricht']
  },
  pt: {
    apology: (name) => `Lamento, ${name} não pode atender a chamada agora. Sou um assistente automático.`,
    handOver: (name) => `Lamento, ${name} não pode continuar a chamada. Sou um assistente automático.`,
    askMessage: 'Que mensagem quer deixar?',
    askWishes: 'Obrigado, está anotado. Quando e como prefere ser contactado?',
    askMore: 'Obrigado, vou transmitir. Há mais alguma coisa?',
    again: 'Lamento, não entendi.',
    goodbye: (name) => `Obrigado. ${name} vai receber a sua mensagem. Até logo.`,
    no: ['nao', 'nada', 'nada mais', 'nao obrigado', 'nao obrigada'],
    reach: ['ligue', 'liguem', 'ligar', 'contactar', 'contatar', 'escreva', 'escrever', 'retorne', 'disponivel'],
    times:
      'depois apos antes ate entre hoje amanha manha tarde noite meio-dia segunda terca quarta quinta sexta sabado domingo semana'.split(
        ' '
      ),
    iAm: ['sou', 'chamo-me', 'me chamo', 'meu nome é', 'aqui é']
  },
  he: {
    apology: (name) => `אני מתנצל, ${name} לא יכול לענות לשיחה כרגע. אני עוזר אוטומטי.`,
    handOver: (name) => `אני מתנצל, ${name} לא יכול להמשיך בשיחה. אני עוזר אוטומטי.`,
    askMessage: 'מה אפשר למסור?',
    askWishes: 'תודה, רשמתי. מתי ואיך נוח לכם שיחזרו אליכם?',
    askMore: 'תודה, אמסור זאת. יש עוד משהו?',
    again: 'סליחה, לא הבנתי.',
    goodbye: (name) => `תודה. ההודעה תימסר אל ${name}. להתראות.`,
    no: ['לא', 'לא תודה', 'כלום', 'שום דבר', 'אין'],
    reach: ['תתקשרו', 'תתקשר', 'להתקשר', 'התקשרו', 'תחזרו', 'לחזור', 'תכתבו', 'לכתוב', 'זמין', 'זמינה'],
    times: 'אחרי לפני עד בין היום מחר בוקר בבוקר בצהריים ערב בערב ראשון שני שלישי רביעי חמישי שישי שבת שבוע'.split(' '),
    iAm: ['אני', 'שמי', 'קוראים לי', 'מדבר', 'מדברת']
  },
  it: {
    apology: (name) => `Mi dispiace, ${name} non può rispondere adesso. Sono un assistente automatico.`,
    handOver: (name) => `Mi dispiace, ${name} non può continuare la chiamata. Sono un assistente automatico.`,
    askMessage: 'Che cosa posso riferire?',
    askWishes: 'Grazie, ho preso nota. Quando e come preferisce essere contattato?',
    askMore: "Grazie, riferirò. C'è altro?",
    again: 'Mi dispiace, non ho capito.',
    goodbye: (name) => `Grazie. ${name} riceverà il suo messaggio. Arrivederci.`,
    no: ['no', 'niente', 'nulla', 'no grazie', "nient'altro"],
    reach: [
      'chiami',
      'chiamatemi',
      'chiamare',
      'richiami',
      'richiamare',
      'contattare',
      'scriva',
      'scrivere',
      'disponibile'
    ],
    times:
      'dopo prima fino tra oggi domani mattina mezzogiorno pomeriggio sera lunedi martedi mercoledi giovedi venerdi sabato domenica settimana'.split(
        ' '
      ),
    iAm: ['sono', 'mi chiamo', 'il mio nome è', 'parla']
  },
  nl: {
    apology: (name) => `Het spijt me, ${name} kan nu niet opnemen. Ik ben een automatische assistent.`,
    handOver: (name) => `Het spijt me, ${name} kan het gesprek niet voortzetten. Ik ben een automatische assistent.`,
    askMessage: 'Wat mag ik doorgeven?',
    askWishes: 'Dank u, dat heb ik genoteerd. Wanneer en hoe wilt u bereikt worden?',
    askMore: 'Dank u, ik geef het door. Is er nog iets?',
    again: 'Het spijt me, dat heb ik niet verstaan.',
    goodbye: (name) => `Dank u. ${name} krijgt uw bericht. Tot ziens.`,
    no: ['nee', 'niets', 'nee dank u', 'nee bedankt', 'niks'],
    reach: ['bel', 'belt', 'bellen', 'terugbellen', 'bereiken', 'bereikbaar', 'schrijven', 'mailen'],
    times:
      'na voor tot om tussen vandaag morgen ochtend middag avond maandag dinsdag woensdag donderdag vrijdag zaterdag zondag week'.split(
        ' '
      ),
    iAm: ['u spreekt met', 'ik ben', 'ik heet', 'mijn naam is', 'dit is']
  },
  ja: {
    apology: (name) => `申し訳ございません。${name}はただいま電話に出られません。こちらは自動応答アシスタントです。`,
    handOver: (name) => `申し訳ございません。${name}はお電話を続けられません。こちらは自動応答アシスタントです。`,
    askMessage: 'ご伝言をお願いいたします。',
    askWishes: 'ありがとうございます。承りました。ご連絡はいつ、どのようにすればよろしいでしょうか。',
    askMore: 'ありがとうございます。お伝えいたします。ほかにございますか。',
    again: '申し訳ございません。聞き取れませんでした。',
    goodbye: (name) => `ありがとうございました。${name}に伝言をお伝えします。失礼いたします。`,
    no: ['いいえ', 'いえ', 'ないです', 'ありません', '特にありません', '大丈夫です', '結構です', '以上です'],
    reach: ['電話', '連絡', '折り返し', 'メール'],
    times: '時 以降 まで 今日 明日 朝 午前 午後 昼 夕方 夜 曜日 週'.split(' '),
    iAm: []
  },
  hi: {
    apology: (name) => `क्षमा करें, ${name} अभी कॉल नहीं ले सकते। मैं एक स्वचालित सहायक हूँ।`,
    handOver: (name) => `क्षमा करें, ${name} यह कॉल जारी नहीं रख सकते। मैं एक स्वचालित सहायक हूँ।`,
    askMessage: 'मैं क्या संदेश दूँ?',
    askWishes: 'धन्यवाद, मैंने लिख लिया है। आपसे कब और कैसे संपर्क किया जाए?',
    askMore: 'धन्यवाद, मैं यह पहुँचा दूँगा। क्या कुछ और है?',
    again: 'क्षमा करें, मैं समझ नहीं पाया।',
    goodbye: (name) => `धन्यवाद। ${name} को आपका संदेश मिल जाएगा। अलविदा।`,
    no: ['नहीं', 'जी नहीं', 'कुछ नहीं', 'नहीं धन्यवाद', 'बस'],
    reach: ['कॉल', 'फोन', 'फ़ोन', 'संपर्क', 'ईमेल', 'मैसेज'],
    times: 'बाद पहले तक बजे आज कल सुबह दोपहर शाम रात सोमवार मंगलवार बुधवार गुरुवार शुक्रवार शनिवार रविवार हफ्ते'.split(' '),
    iAm: ['मेरा नाम']
  },
  ar: {
    apology: (name) => `أعتذر، لا يمكن لـ${name} الرد على المكالمة الآن. أنا مساعد آلي.`,
    handOver: (name) => `أعتذر، لا يمكن لـ${name} متابعة المكالمة. أنا مساعد آلي.`,
    askMessage: 'ما الرسالة التي تودون تركها؟',
    askWishes: 'شكرًا، لقد دوّنت ذلك. متى وكيف تفضلون أن نتواصل معكم؟',
    askMore: 'شكرًا، سأنقل ذلك. هل هناك شيء آخر؟',
    again: 'أعتذر، لم أفهم ذلك.',
    goodbye: (name) => `شكرًا. ستصل رسالتكم إلى ${name}. مع السلامة.`,
    no: ['لا', 'لا شكرا', 'لا شيء', 'كلا'],
    reach: ['اتصل', 'اتصلوا', 'الاتصال', 'يتصل', 'تواصل', 'راسلوني', 'اكتبوا'],
    times:
      'بعد قبل حتى بين اليوم غدا الصباح صباحا الظهر المساء مساء الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد الأسبوع'.split(
        ' '
      ),
    iAm: ['أنا', 'اسمي', 'معك']
  }
}

/** What the machine says and understands in a language by its BCP 47 tag; in its base language, else in English. */
export const machinePhrasesIn = (language: string): MachinePhrases => inLanguage<MachinePhrases>(PHRASES, language)
