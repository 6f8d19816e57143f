import type { Deps } from '../deps.ts'
import { type LinkSigner, linkSigner } from '../lib/signed-link.ts'

/** What a link leads to: the speech of a call, or a recording. */
export type MediaKind = 'speech' | 'recordings'

/** How long a link leads somewhere, in milliseconds. */
const VALID_MS: Record<MediaKind, number> = { speech: 3_600_000, recordings: 900_000 }

const signers = new WeakMap<Deps['config'], Record<MediaKind, LinkSigner>>()

function signerOf(config: Deps['config'], kind: MediaKind): LinkSigner {
  const known = signers.get(config) ?? {
    speech: linkSigner(config.secrets.sessionSecret, 'speech'),
    recordings: linkSigner(config.secrets.sessionSecret, 'recording')
  }
  signers.set(config, known)
  return known[kind]
}

/** A public link to one sound, for a quarter of an hour or, to what a call plays, for an hour. */
export function mediaLink(deps: Pick<Deps, 'config' | 'clock' | 'publicUrl'>, kind: MediaKind, id: string): string {
  const until = deps.clock.now().getTime() + VALID_MS[kind]
  return `${deps.publicUrl()}/v1/media/${kind}/${signerOf(deps.config, kind).sign([id, String(until)])}`
}

/** What a link leads to; undefined for one that was not made here for this, or whose time is over. */
export function readMediaLink(
  { config, clock }: Pick<Deps, 'config' | 'clock'>,
  kind: MediaKind,
  token: string
): string | undefined {
  const [id, until] = signerOf(config, kind).read(token) ?? []
  return Number(until) >= clock.now().getTime() ? id : undefined
}
