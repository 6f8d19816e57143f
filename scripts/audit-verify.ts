/** Checks the audit log and its chains: `npm run audit:verify -- [--anchor file]… [--org id]`. Exit code 1: something does not fit; 2: it could not be checked. */
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { ConfigError, loadConfig } from '../src/config.ts'
import { anchorWebhookSecret, readAnchors } from '../src/services/audit-anchor.ts'
import { verifyAudit } from '../src/services/audit-verification.ts'
import { withDatabase } from './with-database.ts'

const { values } = parseArgs({
  options: {
    anchor: { type: 'string', multiple: true },
    org: { type: 'string' },
    'webhook-secret': { type: 'boolean' }
  }
})
if (values['webhook-secret']) console.log(anchorWebhookSecret(loadConfig().secrets.sessionSecret))
else
  await withDatabase(async ({ config, db }) => {
    const anchors = (values.anchor ?? []).flatMap(anchorsOf)
    const started = performance.now()
    const report = await verifyAudit({ db, config }, { orgId: values.org, anchors })
    const seconds = (performance.now() - started) / 1000
    for (const { kind, orgId, seq, auditId, message } of report.findings)
      console.error(`${kind}: org ${orgId}, link ${seq ?? '-'}, entry ${auditId ?? '-'}: ${message}`)
    const speed = Math.round(report.links / seconds).toLocaleString('en-US')
    console.log(
      `${report.links} links, ${report.anchors} anchors, ${report.pending} entries to be sealed, ` +
        `${report.findingCount} findings; ${seconds.toFixed(1)} s, ${speed} links/s`
    )
    return report.findingCount === 0 ? 0 : 1
  })

function anchorsOf(file: string) {
  const read = readAnchors(textOf(file))
  for (const line of read.unreadable) console.error(`${file}: line ${line} is not an anchor and was left out`)
  return read.anchors
}

/** @throws ConfigError for a file that cannot be read: without it a cut tail would not be seen. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new ConfigError(`--anchor: ${(error as Error).message}`)
  }
}
