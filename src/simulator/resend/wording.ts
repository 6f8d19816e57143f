import { bareAddress } from '../../lib/mailbox.ts'

/** An instant as the vendor's tables show it, in microseconds. */
export const tableTime = (at: Date): string => at.toISOString().replace('T', ' ').replace('Z', '000+00')

/** The domain of a mailbox, in lower case. */
export const domainOf = (mailbox: string): string => bareAddress(mailbox).split('@').at(-1)?.toLowerCase() ?? ''
