import type { Utterance } from './mouth.ts'
import type { Element } from './xml.ts'

type Kinds = Utterance['interruptible']

/** Reads which kinds of input an attribute lets through. */
export function kindsOf(value: string): Kinds {
  const everything = value === 'any' || value === 'true'
  return { speech: everything || value === 'speech', dtmf: everything || value === 'dtmf' }
}

/** The settings of one relay session, with the documented defaults. Source: twilio.com/docs/voice/twiml/connect/conversationrelay. */
export interface RelaySettings {
  url: string
  greeting: string
  greetingInterruptible: Kinds
  interruptible: Kinds
  /** Input that is reported although the agent speaks and cannot be cut. */
  reported: Kinds
  language: string
  dtmf: boolean
  partial: boolean
  preemptible: boolean
  speakerEvents: boolean
  tokensPlayed: boolean
  parameters: Record<string, string>
}

/** Reads the settings of an element that has been checked. */
export function relaySettings({ attributes, children }: Element): RelaySettings {
  const events = (attributes['events'] ?? '').split(/\s+/)
  const parameters = children.filter(({ name }) => name === 'Parameter').map(({ attributes: given }) => given)
  return {
    url: attributes['url'] ?? '',
    greeting: attributes['welcomeGreeting'] ?? '',
    greetingInterruptible: kindsOf(attributes['welcomeGreetingInterruptible'] ?? 'any'),
    interruptible: kindsOf(attributes['interruptible'] ?? 'any'),
    reported: kindsOf(attributes['reportInputDuringAgentSpeech'] ?? 'none'),
    language: attributes['transcriptionLanguage'] ?? attributes['language'] ?? 'en-US',
    dtmf: attributes['dtmfDetection'] === 'true',
    partial: attributes['partialPrompts'] === 'true',
    preemptible: attributes['preemptible'] === 'true',
    speakerEvents: events.includes('speaker-events'),
    tokensPlayed: events.includes('tokens-played'),
    parameters: Object.fromEntries(parameters.map((given) => [given['name'] ?? '', given['value'] ?? '']))
  }
}
