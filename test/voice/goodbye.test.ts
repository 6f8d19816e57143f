import { describe, expect, test } from 'vitest'
import { isFarewell, saysGoodbye } from '../../src/voice/goodbye.ts'

describe('both sides take leave', () => {
  test.each([
    ["No, that's all, thank you.", 'Thank you for calling, goodbye!'],
    ['Okay bye', 'Bye-bye.'],
    ['Alright, talk to you later', 'Talk to you soon. Have a good one!'],
    ['No, eso es todo. Gracias.', 'Gracias por llamar. ¡Adiós!'],
    ['Hasta luego', '¡Hasta pronto!'],
    ["Merci, c'est tout.", 'Merci de votre appel. Au revoir !'],
    ['Danke, das war’s', 'Auf Wiederhören!'],
    ['Tschüß', 'Tschüss, bis bald.'],
    ['Obrigado, é só isso.', 'Até logo!'],
    ['תודה, זה הכל', 'תודה שהתקשרתם, להתראות'],
    ['Grazie, è tutto', 'Grazie, arrivederci.'],
    ['Nee, dat was het', 'Tot ziens!'],
    ['はい、以上です。', 'お電話ありがとうございました。失礼いたします。'],
    ['बस इतना ही, धन्यवाद', 'धन्यवाद। अलविदा।'],
    ['شكرا، مع السلامة', 'شكرًا لاتصالكم، وداعًا.']
  ])('%s / %s', (caller, answer) => {
    expect(saysGoodbye(caller, answer)).toBe(true)
  })
})

describe('nobody is hung up on', () => {
  test.each([
    ['who only wishes a good day', 'Have a good day.', 'Have a good day!'],
    ['whom nobody bids farewell', 'Okay, bye.', 'Before you hang up: may I have your number?'],
    ['who has a question to answer', "That's all.", 'Goodbye then, or shall I book it?'],
    ['who has not said farewell', 'What are your hours?', 'Nine to five. Goodbye!'],
    ['who asks whether it is all', "That's all?", 'Yes. Goodbye!'],
    ['who does not want to end it', "Don't say goodbye yet", 'Goodbye.'],
    ['who goes on after it', "That's all. But first, I need an invoice for the last three months, please", 'Goodbye.'],
    ['who talks about one', 'Bye', 'Goodbye is what my brother told me yesterday morning'],
    ['who buys', 'I want to buy two', 'Great, goodbye.'],
    ['who is told when to say it', 'Bye', 'Say goodbye before you leave the room.'],
    ['who is told that this is all', 'Bye', "That's all."],
    ['who greets in Italian', 'Ciao', 'Ciao, mi dica pure.'],
    ['who says nothing', '', '']
  ])('%s', (_, caller, answer) => {
    expect(saysGoodbye(caller, answer)).toBe(false)
  })
})

test('a farewell counts where it stands last', () => {
  expect(isFarewell('Bye. Now listen to me. I need a taxi.')).toBe(false)
  expect(isFarewell('I need a taxi. Now. Bye.')).toBe(true)
})
