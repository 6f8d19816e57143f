import { describe, expect, test } from 'vitest'
import { type AiSpeaker, aiDisclosure } from '../../../src/policy/identity/ai-disclosure.ts'

const speaker: AiSpeaker = {
  country: 'US',
  language: 'en-US',
  displayName: 'Ada',
  legalName: 'Analytical Engines Ltd',
  kind: 'call'
}

describe('an AI', () => {
  test.each(
    ['en', 'es', 'fr', 'de', 'pt', 'he', 'it', 'nl', 'ja', 'hi', 'ar'].flatMap((language) =>
      (['call', 'answer', 'message'] as const).map((kind) => [language, kind] as const)
    )
  )('names itself and whom it works for in %s on a %s', (language, kind) => {
    const { text } = aiDisclosure({ ...speaker, language, kind })

    expect(text).toContain('Ada')
    expect(text).toContain('Analytical Engines Ltd')
    if (language !== 'en') expect(text).not.toBe(aiDisclosure({ ...speaker, kind }).text)
    // What names an AI here is known as such when an organization writes it.
    expect(aiDisclosure(speaker, text).text).toBe(text)
  })

  test('says on a call that its voice is artificial', () => {
    expect(aiDisclosure(speaker).text).toContain('artificial voice')
  })
})

test.each([
  ['US', true],
  ['XX', true],
  [null, true],
  ['GB', false]
])('in %s the disclosure is required: %s', (country, required) => {
  expect(aiDisclosure({ ...speaker, country }).required).toBe(required)
})

test.each([
  ['US', 'I am an AI of Engines.', 'I am an AI of Engines.'],
  ['US', 'Hi, Bob here.', `${aiDisclosure(speaker).text} Hi, Bob here.`],
  ['US', 'I said hi.', `${aiDisclosure(speaker).text} I said hi.`],
  ['US', 'Grazie ai clienti.', `${aiDisclosure(speaker).text} Grazie ai clienti.`],
  ['US', 'Artificial lawns, good day.', `${aiDisclosure(speaker).text} Artificial lawns, good day.`],
  ['US', 'Ich bin eine Künstliche Intelligenz.', 'Ich bin eine Künstliche Intelligenz.'],
  ['US', 'A robot speaks.', 'A robot speaks.'],
  ['US', 'I am an AI, not a human.', 'I am an AI, not a human.'],
  ['US', 'AI speaking.', 'AI speaking.'],
  ['US', 'I am an AI, not an ordinary bot.', 'I am an AI, not an ordinary bot.'],
  ['US', 'Not an AI.', `${aiDisclosure(speaker).text} Not an AI.`],
  ['US', 'I am not a bot.', `${aiDisclosure(speaker).text} I am not a bot.`],
  ['US', 'This isn’t an AI.', `${aiDisclosure(speaker).text} This isn’t an AI.`],
  ['US', 'Ich bin kein Bot.', `${aiDisclosure(speaker).text} Ich bin kein Bot.`],
  ['US', 'אני לא בינה מלאכותית', `${aiDisclosure(speaker).text} אני לא בינה מלאכותית`],
  ['US', '私はAIではありません。', `${aiDisclosure(speaker).text} 私はAIではありません。`],
  ['US', '  ', aiDisclosure(speaker).text],
  ['GB', 'Hi, Bob here.', 'Hi, Bob here.']
])('in %s an organization that says %j says %j', (country, custom, text) => {
  expect(aiDisclosure({ ...speaker, country }, custom).text).toBe(text)
})
