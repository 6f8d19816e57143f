import type { DemoAgent } from './demo-agent.ts'
import type { DemoServer } from './demo-server.ts'

/** What all scenarios share. */
export interface Stage {
  server: DemoServer
  operator: DemoAgent
  /** The agent that the first scenario provisions, and where people reach it. */
  ada: DemoAgent
  adaNumber: string
  /** An agent of the same organization, and its id. */
  bob: DemoAgent
  bobId: string
}

/** Notes one expectation: what it is, whether it held, and what was seen. */
export type Check = (expectation: string, held: boolean, seen: string) => void

/** One story that the demo tells. */
export interface Scenario {
  title: string
  play(stage: Stage, check: Check): Promise<void>
}

/** What an agent of the demo is provisioned with. */
export const wish = (displayName: string) => ({
  displayName,
  greeting: 'How can I help you?',
  systemPrompt: 'You are kind and brief.',
  country: 'US',
  capabilities: { phone: true, email: true }
})
