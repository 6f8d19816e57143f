import type { PriceTable } from './price-table.ts'

/**
 * Email by recipient: copies count as emails of their own. Resend names no price of one email; this one is above what a
 * paid plan comes to. Source: https://resend.com/docs/knowledge-base/account-quotas-and-limits, checked 2026-11-20.
 */
export const resendEmail: PriceTable = {
  provider: 'resend',
  medium: 'email',
  unit: 'recipient',
  source: 'https://resend.com/pricing',
  checked: '2026-11-20',
  prices: {},
  assumed: {},
  otherwise: 1000
}
