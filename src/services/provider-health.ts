import type { Deps } from '../deps.ts'
import { CommsError } from '../errors.ts'
import { sleep } from '../lib/clock.ts'
import { openProvider } from '../providers/index.ts'
import { DEFAULT_ORG_ID } from './organizations.ts'

/** What is known of one vendor's account. */
type ProviderState = 'up' | 'down' | 'refused' | 'checking'
/** State by port. */
export type ProviderStates = Record<'numbers' | 'email', ProviderState>

const MAX_AGE_MS = 10_000
const WAIT_MS = 2000
const PORTS = ['numbers', 'email'] as const

/**
 * Asks each vendor of the default organization whether our credential works, at most once in 10 seconds.
 * Answers within 2 seconds: a vendor that has not answered by then keeps its former state.
 */
export function providerHealth(deps: Pick<Deps, 'providers' | 'config' | 'clock'>): () => Promise<ProviderStates> {
  const states: ProviderStates = { numbers: 'checking', email: 'checking' }
  let checkedAt = Number.NEGATIVE_INFINITY
  let running: Promise<unknown> = Promise.resolve()
  const check = async (port: (typeof PORTS)[number]) => {
    states[port] = await stateOf(deps, port)
  }
  return async () => {
    const now = deps.clock.now().getTime()
    if (now - checkedAt >= MAX_AGE_MS) {
      checkedAt = now
      running = Promise.all(PORTS.map(check))
    }
    await Promise.race([running, sleep(deps.clock, WAIT_MS)])
    return { ...states }
  }
}

async function stateOf(deps: Pick<Deps, 'providers' | 'config'>, port: 'numbers' | 'email'): Promise<ProviderState> {
  const mode = deps.config.demoMode ? 'sandbox' : 'production'
  try {
    const provider = await openProvider(deps.providers, port, { id: DEFAULT_ORG_ID, mode })
    await provider.verify()
    return 'up'
  } catch (error) {
    return error instanceof CommsError && error.code === 'provider_rejected' ? 'refused' : 'down'
  }
}
