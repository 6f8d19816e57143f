/** What a server is sold as: EDITION. */
export type Edition = 'community' | 'enterprise' | 'saas'

/** Editions that bill, onboard customers and keep several organizations. */
export const BUSINESS: readonly Edition[] = ['enterprise', 'saas']

/** Whether an edition has something; what names no editions is in every one. */
export const isIn = ({ editions }: { editions?: readonly Edition[] }, edition: Edition): boolean =>
  editions === undefined || editions.includes(edition)
