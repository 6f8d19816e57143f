import type { Deps } from '../../deps.ts'
import { type LinkSigner, linkSigner } from '../../lib/signed-link.ts'

/** Whom an unsubscribe link is for, and which agent learns that it was followed. */
export interface Subscription {
  orgId: string
  agentId: string
  /** Email in lower case. */
  contact: string
}

type Signing = Pick<Deps, 'config'>

const signers = new WeakMap<object, LinkSigner>()

/** One signer a process: its keys are derived once. */
function signerOf({ config }: Signing): LinkSigner {
  const signer = signers.get(config) ?? linkSigner(config.secrets.sessionSecret, 'unsubscribe')
  signers.set(config, signer)
  return signer
}

/** The public link that takes a person off every channel of an organization; it works as long as SESSION_SECRET stays. */
export const unsubscribeUrl = (deps: Signing & Pick<Deps, 'publicUrl'>, of: Subscription): string =>
  `${deps.publicUrl()}/unsubscribe/${signerOf(deps).sign([of.orgId, of.agentId, of.contact])}`

/** Whom the token of a link is for; undefined for one that was not made here. */
export function readUnsubscribe(deps: Signing, token: string): Subscription | undefined {
  const [orgId, agentId, contact] = signerOf(deps).read(token) ?? []
  if (orgId === undefined || agentId === undefined || contact === undefined) return undefined
  return { orgId, agentId, contact }
}
