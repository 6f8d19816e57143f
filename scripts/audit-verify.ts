/** Checks the audit log and its chains: `npm run audit:verify -- [--anchor file]… [--org id]`. Exit code 1: something does not fit. */
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { loadConfig } from '../src/config.ts'
import { openDatabase } from '../src/db/open.ts'
import { anchorWebhookSecret, readAnchors } from '../src/services/audit-anchor.ts'
import { verifyAudit } from '../src/services/audit-verification.ts'

const { values } = parseArgs({
  options: {
    anchor: { type: 'string', multiple: true },
    org: { type: 'string' },
    'webhook-secret': { type: 'boolean' }
  }
})
const config = loadConfig()
if (values['webhook-secret']) console.log(anchorWebhookSecret(config.secrets.sessionSecret))
else process.exitCode = await verify()

async function verify(): Promise<number> {
  const anchors = (values.anchor ?? []).flatMap((file) => {
    const read = readAnchors(readFileSync(file, 'utf8'))
    for (const line of read.unreadable) console.error(`${file}: line ${line} is not an anchor and was left out`)
    return read.anchors
  })
  const { db, close } = await openDatabase(config.databaseUrl, config.databaseUrlUnpooled)
  try {
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
  } finally {
    await close()
  }
}
