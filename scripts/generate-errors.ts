import { ERROR_CODES } from '../src/errors.ts'
import { GENERATED, table } from './markdown.ts'

/** The reference of every error code. */
export function errorsPage(): string {
  const rows = Object.entries(ERROR_CODES).map(([code, { status, retryable, nextAction }]) => [
    `\`${code}\``,
    String(status),
    retryable ? 'yes' : 'no',
    nextAction
  ])
  return `# Errors

${GENERATED}

Every refusal and failure has one shape on every door: over REST as the body under the status of its code, over MCP as the text of a
result with \`isError\`.

\`\`\`json
{ "code": "rate_limited", "message": "…", "details": { "resetsAt": "…" }, "retryable": true, "nextAction": "…" }
\`\`\`

\`retryable\` and \`nextAction\` below are what a code says by default; a failure may carry better ones. Where it is known when a repeat can succeed,
REST says so in \`Retry-After\`.

${table(['Code', 'Status', 'Retryable', 'Next action'], rows)}
`
}
