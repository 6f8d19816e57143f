import type { Ear, Leg } from './leg.ts'
import type { RelaySettings } from './relay-settings.ts'

/** What the carrier tells over the relay socket of that which a person says and presses. Source: twilio.com/docs/voice/conversationrelay/websocket-messages. */
export function relayEar(
  leg: Leg,
  settings: RelaySettings,
  language: () => string,
  send: (frame: object) => void
): Ear {
  const { mouth } = leg
  let isUnheard = false
  const info = (value: 'on' | 'off') => settings.speakerEvents && send({ type: 'info', name: 'clientSpeaking', value })
  /** Whether the input gets through, after it has cut what it may cut. */
  const passes = (kind: 'speech' | 'dtmf'): boolean => {
    if (!mouth.speaking) return true
    if (!mouth.interruptible[kind]) return settings.reported[kind]
    const cut = mouth.purge()
    if (cut)
      send({ type: 'interrupt', utteranceUntilInterrupt: cut.text, durationUntilInterruptMs: Math.round(cut.ms) })
    return true
  }
  return {
    starts() {
      isUnheard = !passes('speech')
      info('on')
    },
    said(text) {
      info('off')
      if (isUnheard) return
      if (settings.partial)
        for (const voicePrompt of partsOf(text)) send({ type: 'prompt', voicePrompt, lang: language(), last: false })
      send({ type: 'prompt', voicePrompt: text, lang: language(), last: true })
    },
    digit(digit) {
      if (settings.dtmf && passes('dtmf')) send({ type: 'dtmf', digit })
    }
  }
}

/** What is understood of a sentence while it is being said: its first third and its first two thirds. */
function partsOf(text: string): string[] {
  const words = text.split(' ')
  const parts = [1 / 3, 2 / 3].map((part) => words.slice(0, Math.ceil(words.length * part)).join(' '))
  return [...new Set(parts)].filter((part) => part !== '' && part !== text)
}
