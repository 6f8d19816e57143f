import type { CallStep, RelaySpec } from '../../../src/providers/contracts.ts'

/** A relay with everything that it may have. */
export const RELAY: RelaySpec = {
  socketUrl: 'wss://comms.example.com/webhooks/agt_1/voice-ws/tkt',
  actionUrl: 'https://comms.example.com/webhooks/agt_1/voice?c=call_1&step=relay',
  language: 'de-AT',
  voiceId: '21m00Tcm4TlvDq8ikWAM',
  greeting: 'Guten Tag. Ich bin Ada, eine KI.',
  greetingInterruptible: false,
  hints: ['Ada', 'Kerbl, Josef']
}

/** One step of each kind. */
export const STEPS: { [D in CallStep['do']]: Extract<CallStep, { do: D }> } = {
  say: { do: 'say', text: 'One moment.', language: 'en', voiceId: 'Polly.Joanna-Neural' },
  play: { do: 'play', url: 'https://comms.example.com/v1/media/speech/a?s=1&t=2' },
  pause: { do: 'pause', seconds: 2 },
  record: { do: 'record', statusUrl: 'https://comms.example.com/webhooks/agt_1/recording?c=call_1' },
  relay: { do: 'relay', relay: RELAY },
  dial: {
    do: 'dial',
    number: '+14155550199',
    callerId: '+14155550100',
    actionUrl: 'https://comms.example.com/webhooks/agt_1/voice?c=call_1&step=joined',
    whisperUrl: 'https://comms.example.com/webhooks/agt_1/voice?c=call_1&step=whisper',
    statusUrl: 'https://comms.example.com/webhooks/agt_1/call-status?c=call_2',
    ringSeconds: 20,
    limitSeconds: 600
  },
  gather: {
    do: 'gather',
    actionUrl: 'https://comms.example.com/webhooks/agt_1/voice?c=call_1&step=whisper',
    text: 'Press 1 to take the call.',
    language: 'en-US',
    digits: 1,
    timeoutSeconds: 8
  },
  redirect: { do: 'redirect', url: 'https://comms.example.com/webhooks/agt_1/voice?c=call_1&step=relay' },
  reject: { do: 'reject', reason: 'busy' },
  hangup: { do: 'hangup' }
}

/** Texts that mean something to a parser, a voice or a phone, and nothing to us. */
export const HOSTILE = [
  '"/><Dial>+19005550100</Dial><Say x="',
  "'><Hangup/>",
  '</ConversationRelay></Connect><Redirect>https://evil.example/</Redirect>',
  '<break time="10s"/><prosody rate="x-slow">hello</prosody>',
  ']]><!-- --><?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>&x;',
  '&lt;Hangup/&gt; &#60;Hangup/&#62;',
  'a\u0000b\u0008c\ud800d\ufffe',
  'line one\r\nline two\tend',
  'Müller & Söhne 👍 "quoted"'
] as const
