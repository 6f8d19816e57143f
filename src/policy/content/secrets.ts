/** Secrets that show what they are by how they are written. */
type Secret = 'private_key' | 'api_key' | 'access_token'

/**
 * Beginnings of secrets; only a text that has one of them is looked at closer.
 * Everything here is followed by fixed or possessive lengths, so that no text makes a pattern go back and forth.
 */
const HINT =
  /-----begin|a[ks]ia|aiza|gocspx-|gh[pousr]_|github_pat_|glpat-|xox[abeoprs]-|xapp-|hooks\.slack|[sr]k_(?:live|test)_|whsec_|sk-|sg\.|re_|npm_|eyj|comms_[soa]_|secret/i

/** Sources: the vendors' own descriptions of their keys; RFC 7468 for PEM; checked 2026-11-20. */
const SECRETS: readonly [Secret, RegExp][] = [
  ['private_key', /-----BEGIN (?:[A-Z0-9]{2,12} ){0,2}PRIVATE KEY(?: BLOCK)?-----/],
  ['api_key', /(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z2-7]{16}(?![A-Za-z0-9])/],
  ['api_key', /aws.?secret.?(?:access.?)?key\W{1,8}[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+])/i],
  ['api_key', /(?<!\w)AIza[\w-]{35}(?![\w-])/],
  ['api_key', /(?<!\w)GOCSPX-[\w-]{28}(?![\w-])/],
  ['access_token', /(?<!\w)gh[pousr]_[A-Za-z0-9]{36}/],
  ['access_token', /(?<!\w)github_pat_[A-Za-z0-9_]{36}/],
  ['access_token', /(?<!\w)glpat-[\w-]{20}/],
  ['access_token', /(?<!\w)npm_[A-Za-z0-9]{36}(?!\w)/],
  ['access_token', /(?<!\w)(?:xox[abeoprs]|xapp)-[A-Za-z0-9]{1,14}-[A-Za-z0-9-]{10}/],
  ['api_key', /hooks\.slack\.com\/services\/T\w{6,14}\/B\w{6,14}\/\w{20}/],
  ['api_key', /(?<!\w)[sr]k_(?:live|test)_[A-Za-z0-9]{16}/],
  ['api_key', /(?<!\w)whsec_[A-Za-z0-9+/]{24}/],
  ['api_key', /(?<![\w-])sk-(?:proj|svcacct|admin|ant|or)-[\w-]{20}/],
  ['api_key', /(?<![\w-])sk-[A-Za-z0-9]{40}/],
  ['api_key', /(?<!\w)SG\.[\w-]{22}\.[\w-]{43}(?![\w-])/],
  ['api_key', /(?<!\w)re_[A-Za-z0-9]{6,12}_[A-Za-z0-9]{20}/],
  ['access_token', /(?<!\w)comms_[soa]_[\w-]{43}_[0-9a-f]{6}(?!\w)/]
]

/** A JSON Web Token. Source: RFC 7519 section 3; a JSON object in base64url begins with `eyJ`. */
const WEB_TOKEN = /(?<![\w.-])eyJ[\w-]{10,2048}\.eyJ[\w-]{10,8192}\.[\w-]{20,1024}(?![\w-])/
/** A link is made for its reader, with whatever it carries to sign him in. */
const LINK = /https?:\/\/[^\s<>"]+/g

/** The kinds of secrets that stand in a text. */
export function secretsIn(text: string): Secret[] {
  if (!HINT.test(text)) return []
  const found = SECRETS.flatMap(([secret, pattern]) => (pattern.test(text) ? [secret] : []))
  return text.includes('eyJ') && WEB_TOKEN.test(text.replace(LINK, ' ')) ? [...found, 'access_token'] : found
}
