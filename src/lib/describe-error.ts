/** What a log line says of an error. */
export interface ErrorDescription {
  type: string
  message: string
  code?: string | undefined
  stack?: string | undefined
  cause?: ErrorDescription
}

const MAX_CAUSES = 5

/** Query parameters of Drizzle's errors, E.164 numbers, email addresses and bearer tokens, in this order. */
const PRIVATE: readonly [RegExp, string][] = [
  [/\nparams: [\s\S]*?(?=\n\s+at |$)/g, ''],
  [/\+[1-9]\d{6,14}\b/g, '[number]'],
  [/[^\s@<>"'(]{1,64}@[^\s@<>"'),]{1,255}/g, '[address]'],
  [/\b(?:comms_[a-z]_|whsec_|re_|sk-|Bearer )[\w+/=-]{8,}/g, '[token]']
]

/** Describes anything thrown, with its causes, and without the contents of queries, numbers, addresses and tokens. */
export function describeError(error: unknown, depth = 0): ErrorDescription {
  if (!(error instanceof Error)) return { type: typeof error, message: scrub(String(error)) }
  const { code } = error as { code?: unknown }
  return {
    type: error.name,
    message: scrub(error.message),
    ...((typeof code === 'string' || typeof code === 'number') && { code: String(code) }),
    ...(error.stack !== undefined && { stack: scrub(error.stack) }),
    ...(error.cause !== undefined && depth < MAX_CAUSES && { cause: describeError(error.cause, depth + 1) })
  }
}

const scrub = (text: string): string =>
  PRIVATE.reduce((clean, [pattern, instead]) => clean.replace(pattern, instead), text)
