import type { Deps } from '../deps.ts'
import { emailFooter } from '../policy/identity/email-footer.ts'
import type { OutboundContent } from './dispatch.ts'
import type { AgentRow, OutboundDraft } from './draft.ts'
import { unsubscribeUrl } from './opt-out/unsubscribe-link.ts'
import { organization } from './vendors.ts'

/** Purposes of email that a person may want no more of; what he awaits or asked for himself is none of them. */
const ENDABLE: ReadonlySet<string> = new Set(['conversational', 'marketing'])

/**
 * The email with what its law wants of it: the headers by which a mail program unsubscribes in one click and, where it
 * sells, a footer with the postal address and the link. Whether something is missing is for the gate to say.
 * Source: RFC 2369 section 3.2 and RFC 8058 section 3.1, which wants https for one click; 15 U.S.C. 7704(a)(5).
 */
export async function withIdentity(
  deps: Deps,
  agent: AgentRow,
  contact: string,
  purpose: OutboundDraft['purpose'],
  content: OutboundContent
): Promise<OutboundContent> {
  if (!ENDABLE.has(purpose ?? 'conversational')) return content
  const url = unsubscribeUrl(deps, { orgId: agent.orgId, agentId: agent.id, contact })
  const headers = {
    ...content.headers,
    'List-Unsubscribe': `<${url}>, <mailto:${agent.emailAddress}?subject=unsubscribe>`,
    ...(url.startsWith('https:') && { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' })
  }
  if (purpose !== 'marketing') return { ...content, headers }
  const { name, settings } = await organization(deps, agent.orgId)
  const { postalAddress, legalName = name } = settings
  if (postalAddress === undefined) return { ...content, headers }
  const footer = emailFooter({ legalName, postalAddress, unsubscribeUrl: url, language: agent.language })
  return {
    ...content,
    headers,
    body: content.body + footer.text,
    ...(content.html !== undefined && { html: withFooter(content.html, footer.html) })
  }
}

/** Inside the document, where it has an end. */
function withFooter(html: string, footer: string): string {
  const end = html.toLowerCase().lastIndexOf('</body')
  return end < 0 ? html + footer : html.slice(0, end) + footer + html.slice(end)
}
