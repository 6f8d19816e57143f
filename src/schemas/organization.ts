/** What an organization has decided for all its agents. */
export interface OrganizationSettings {
  /** Name under which it contacts people; its own name by default. */
  legalName?: string | undefined
  /** Postal address at the foot of its email. Source: 15 U.S.C. 7704(a)(5)(A)(iii). */
  postalAddress?: string | undefined
  /** Where its privacy terms are. */
  privacyUrl?: string | undefined
  /** Replaces the sentence by which an AI names itself. */
  aiDisclosure?: string | undefined
  /** Countries (ISO 3166-1 alpha-2) that its agents may reach; undefined: every country but the risky ones. */
  allowedCountries?: string[] | undefined
  /** What an anomaly does beside raising an alert. */
  suspendOnAnomaly?: boolean | undefined
}
