import { describe, expect, test } from 'vitest'
import { reachedBySound } from '../../src/voice/who-answers.ts'

describe('who answers is told by the words', () => {
  test.each([
    "Hi, if you record your name and reason for calling, I'll see if this person is available.",
    'Go ahead and say your name and why you are calling.',
    "The person you're calling is using a screening service and will get a copy of this conversation.",
    'Bitte nennen Sie Ihren Namen und den Grund Ihres Anrufs.',
    'Dites votre nom et la raison de votre appel.'
  ])('screening: %s', (text) => {
    expect(reachedBySound(text)).toBe('screening')
  })

  test.each([
    'Thank you for calling. For sales, press 1.',
    'Press the star key... press star to go back.',
    'To return to the main menu, stay on the line.',
    'If you know the extension, dial one now.',
    'Für Bestellungen drücken Sie bitte die 2.',
    'Para ventas, marque el dos.',
    'Pour les horaires, tapez 1.',
    'Voor verkoop, toets 3.'
  ])('a menu: %s', (text) => {
    expect(reachedBySound(text)).toBe('ivr')
  })

  test.each([
    'Hello?',
    'Hi, this is Grace, who is calling?',
    'I had to press on, you know.',
    'Please leave a message after the tone. To page this person, press 5 now.',
    'You have reached the voicemail box of this number.',
    'Bitte sprechen Sie nach dem Signalton.',
    ''
  ])('a person, or a box that the carrier tells by its tone: %s', (text) => {
    expect(reachedBySound(text)).toBeUndefined()
  })
})
