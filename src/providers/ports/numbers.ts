/** A number that can be bought. */
export interface AvailableNumber {
  /** E.164. */
  number: string
  country: string
  capabilities: { sms: boolean; mms: boolean; voice: boolean }
}

/** Where the vendor posts what happens on a number. */
export interface NumberWebhooks {
  smsUrl: string
  voiceUrl: string
  statusUrl: string
}

/** Buying, configuring and releasing numbers. */
export interface NumberProvider {
  readonly name: string
  /** Numbers for sale in a country that can do all of this. */
  search(query: { country: string; sms: boolean; voice: boolean; limit: number }): Promise<AvailableNumber[]>
  /** Buys one number and points it at us. `label` stands in the vendor's console. */
  buy(number: string, webhooks: NumberWebhooks, label: string): Promise<{ ref: string; number: string }>
  /** Points a number at us; safe to call twice. */
  configure(ref: string, webhooks: NumberWebhooks): Promise<void>
  /**
   * Brings a number under the sender registration that its country asks for, as far as the account has one that was
   * approved; false while carriers would not take its texts. Safe to call twice.
   */
  register(number: { ref: string; number: string }): Promise<boolean>
  /** Gives a number back; safe to call twice. */
  release(ref: string): Promise<void>
  /** Numbers that we hold under this label; finds a purchase whose answer was lost. */
  find(label: string): Promise<{ ref: string; number: string }[]>
  /** Whether the credential works, and what is left on the account. @throws provider_rejected when it does not. */
  verify(): Promise<{ account: string; balanceMicroUsd: number | null; currency: string | null }>
}

/** Accounts within the account that is used: each has numbers, bills and webhook signatures of its own. */
export interface AccountProvider {
  readonly name: string
  /** What the account itself is on, e.g. `trial` or `full`. */
  plan(): Promise<string>
  /** Opens an account. `label` stands in the vendor's console. */
  create(label: string): Promise<{ accountSid: string; authToken: string }>
  /** Open accounts under this label; finds one whose opening was not answered. */
  find(label: string): Promise<{ accountSid: string; authToken: string }[]>
  /** Closes an account and gives back all that it holds; safe to call twice. */
  close(accountSid: string): Promise<void>
}
