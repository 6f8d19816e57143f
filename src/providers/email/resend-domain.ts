import type { Domain, Resend } from 'resend'
import type { EmailDomain } from '../contracts.ts'
import { contentOf } from './resend-client.ts'

/** Source: https://resend.com/docs/dashboard/domains/introduction#what-are-the-statuses-of-a-domain */
const STATUSES: Record<string, EmailDomain['status']> = {
  verified: 'verified',
  failed: 'failed',
  partially_failed: 'failed'
}

/** State of a sending domain and the DNS records that it needs; `absent` when Resend does not have it. */
export async function resendDomain(client: Resend, name: string): Promise<EmailDomain> {
  const wanted = name.toLowerCase()
  const id = await findDomain(client, wanted)
  if (id === undefined) return { name: wanted, status: 'absent', records: [] }
  const { status, records } = contentOf(await client.domains.get(id))
  return {
    name: wanted,
    status: STATUSES[status] ?? 'pending',
    records: records.map((record) => ({
      type: record.type,
      name: record.name,
      value: record.value,
      priority: 'priority' in record ? record.priority : undefined,
      status: record.status
    }))
  }
}

async function findDomain(client: Resend, name: string): Promise<string | undefined> {
  let after: string | undefined
  do {
    const page = contentOf(await client.domains.list({ limit: 100, ...(after !== undefined && { after }) }))
    const found = page.data.find((domain: Domain) => domain.name.toLowerCase() === name)
    if (found) return found.id
    after = page.has_more ? page.data.at(-1)?.id : undefined
  } while (after !== undefined)
  return undefined
}
