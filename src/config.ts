import { randomBytes } from 'node:crypto'
import type { Static } from 'typebox'
import { EnvSchema } from './env.ts'
import { isAddressRange, NAMED_NETWORKS } from './lib/address-ranges.ts'
import { readOrCreateSecrets } from './lib/secrets-file.ts'
import { compile } from './lib/validate.ts'

type Env = Static<typeof EnvSchema>
const checkEnv = compile(EnvSchema)
const LISTS_OF_NETWORKS = ['TRUST_PROXY', 'DENIED_IPS', 'ADMIN_ALLOWED_IPS', 'WEBHOOK_ALLOWED_IPS'] as const
const SECRETS = ['MASTER_SECURITY_TOKEN', 'ADMIN_TOKEN', 'CREDENTIALS_ENCRYPTION_KEY', 'SESSION_SECRET'] as const

/** The configuration of one process, complete and frozen. */
export type Config = ReturnType<typeof loadConfig>

/** The environment does not allow a start; the message names every variable at fault. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

/**
 * Reads the environment once. Outside production missing secrets are generated and kept in DATA_DIR.
 * @throws ConfigError naming each variable that is wrong, or missing in production.
 */
export function loadConfig(source: Record<string, string | undefined> = process.env) {
  const env = readEnv(source)
  const production = env.NODE_ENV === 'production'
  const dataDir = env.DATA_DIR ?? 'data'
  const secrets = readSecrets(env, production, dataDir)
  const number = (name: keyof typeof EnvSchema.properties) =>
    Number(env[name] ?? (EnvSchema.properties[name] as { default?: string }).default)
  const twilio = vendor(env.TWILIO_ACCOUNT_SID, env.TWILIO_AUTH_TOKEN)
  return Object.freeze({
    production,
    port: number('PORT'),
    host: env.HOST ?? '127.0.0.1',
    /** Public URL without a trailing slash; undefined means the address that the server listens on. */
    webhookBaseUrl: env.WEBHOOK_BASE_URL?.replace(/\/+$/, ''),
    allowedHosts: list(env.ALLOWED_HOSTS),
    corsOrigins: list(env.CORS_ORIGINS),
    /** Addresses and networks of the proxies whose word on the client's address is taken. */
    trustProxy: list(env.TRUST_PROXY).flatMap((name) => NAMED_NETWORKS[name] ?? [name]),
    serverName: env.MCP_SERVER_NAME ?? 'agentos-comms',
    edition: env.EDITION ?? 'community',
    /** Whether strangers may register an organization. */
    openRegistration:
      env.EDITION !== undefined &&
      env.EDITION !== 'community' &&
      (env.ALLOW_REGISTRATION ?? String(env.EDITION === 'saas')) === 'true',
    demoMode: isDemo(env),
    dataDir,
    databaseUrl: env.DATABASE_URL ?? `file:${dataDir}/comms.db`,
    databaseUrlUnpooled: env.DATABASE_URL_UNPOOLED,
    secrets,
    initialAgentPoolSize: number('INITIAL_AGENT_POOL_SIZE'),
    emailDefaultDomain: env.EMAIL_DEFAULT_DOMAIN ?? 'agents.example.com',
    vendors: {
      telephony: env.PROVIDER_TELEPHONY ?? 'twilio',
      email: env.PROVIDER_EMAIL ?? 'resend',
      twilio: twilio && {
        ...twilio,
        ...(env.TWILIO_MESSAGING_SERVICE_SID && { messagingServiceSid: env.TWILIO_MESSAGING_SERVICE_SID }),
        baseUrl: env.TWILIO_BASE_URL
      },
      telnyx: telnyx(env),
      ...models(env),
      resend: env.RESEND_API_KEY
        ? { apiKey: env.RESEND_API_KEY, webhookSecret: env.RESEND_WEBHOOK_SECRET, baseUrl: env.RESEND_BASE_URL }
        : undefined,
      directory:
        env.CONTACT_DIRECTORY_URL && env.CONTACT_DIRECTORY_TOKEN
          ? { url: env.CONTACT_DIRECTORY_URL, token: env.CONTACT_DIRECTORY_TOKEN }
          : undefined,
      /** Where vendors are reached with accounts that organizations bring themselves. */
      baseUrls: { twilio: env.TWILIO_BASE_URL, resend: env.RESEND_BASE_URL }
    },
    tenantIsolation: env.TENANT_ISOLATION ?? 'account',
    callbackUrlTemplate: env.AGENTOS_CALLBACK_URL,
    allowPrivateCallbacks: env.ALLOW_PRIVATE_CALLBACKS === 'true',
    limits: {
      maxActionsPerMinute: number('DEFAULT_MAX_ACTIONS_PER_MINUTE'),
      maxActionsPerHour: number('DEFAULT_MAX_ACTIONS_PER_HOUR'),
      maxActionsPerDay: number('DEFAULT_MAX_ACTIONS_PER_DAY'),
      maxCallsPerDayToSameNumber: number('DEFAULT_MAX_CALLS_PER_DAY_SAME_NUMBER'),
      maxSpendPerDayMicroUsd: Math.round(number('DEFAULT_MAX_SPEND_PER_DAY') * 1_000_000),
      maxSpendPerMonthMicroUsd: Math.round(number('DEFAULT_MAX_SPEND_PER_MONTH') * 1_000_000),
      maxCostPerActionMicroUsd: Math.round(number('DEFAULT_MAX_COST_PER_ACTION') * 1_000_000)
    },
    rateLimits: {
      perSecond: number('MAX_REQUESTS_PER_SECOND'),
      perMinuteUnauthenticated: number('MAX_UNAUTHENTICATED_REQUESTS_PER_MINUTE')
    },
    /** Connections that one replica holds, and those of one address. */
    connections: { max: number('MAX_CONNECTIONS'), maxPerAddress: number('MAX_CONNECTIONS_PER_ADDRESS') },
    /** Networks by door; an empty list of allowed ones allows all. */
    addresses: {
      denied: list(env.DENIED_IPS),
      adminAllowed: list(env.ADMIN_ALLOWED_IPS),
      webhooksAllowed: list(env.WEBHOOK_ALLOWED_IPS)
    },
    auditAnchorFile: env.AUDIT_ANCHOR_FILE,
    auditAnchorUrl: env.AUDIT_ANCHOR_URL,
    retention: {
      enabled: env.DATA_RETENTION_ENABLED !== 'false',
      days: {
        ackedInbox: number('DATA_RETENTION_ACKED_INBOX_DAYS'),
        waiting: number('DATA_RETENTION_WAITING_DAYS'),
        messages: number('DATA_RETENTION_MESSAGES_DAYS'),
        bodies: number('DATA_RETENTION_BODIES_DAYS'),
        usage: number('DATA_RETENTION_USAGE_DAYS'),
        reservations: number('DATA_RETENTION_RESERVATIONS_DAYS'),
        decisions: number('DATA_RETENTION_DECISIONS_DAYS'),
        revokedConsent: number('DATA_RETENTION_REVOKED_CONSENT_DAYS'),
        codes: number('DATA_RETENTION_CODES_DAYS'),
        deliveries: number('DATA_RETENTION_DELIVERIES_DAYS'),
        receipts: number('DATA_RETENTION_RECEIPTS_DAYS'),
        alerts: number('DATA_RETENTION_ALERTS_DAYS')
      }
    },
    simulatorUrl: env.SIMULATOR_URL,
    simulatorPort: number('SIMULATOR_PORT'),
    shutdownDeadlineMs: number('SHUTDOWN_DEADLINE_SECONDS') * 1000,
    logLevel: env.LOG_LEVEL ?? 'info'
  })
}

function readEnv(source: Record<string, string | undefined>): Env {
  const known = Object.keys(EnvSchema.properties)
  const given = Object.fromEntries(known.flatMap((key) => (source[key] ? [[key, source[key]]] : [])))
  const verdict = checkEnv(given)
  if (!verdict.ok) throw new ConfigError(`The environment is not valid: ${verdict.problem}`)
  const problems = [...tooLarge(verdict.value), ...notNetworks(verdict.value), ...unofficialAlone(verdict.value)]
  if (problems.length > 0) throw new ConfigError(`The environment is not valid: ${problems.join(', ')}`)
  return verdict.value
}

/** A variable is a text, whose size no schema bounds. */
function tooLarge(env: Env): string[] {
  return Object.entries(EnvSchema.properties).flatMap(([name, schema]) => {
    const { maximum = Number.POSITIVE_INFINITY } = schema as { maximum?: number }
    return Number(env[name as keyof Env]) > maximum ? [`${name}: must not exceed ${maximum}`] : []
  })
}

function notNetworks(env: Env): string[] {
  return LISTS_OF_NETWORKS.flatMap((name) => {
    const wrong = list(env[name]).filter(
      (item) => !isAddressRange(item) && !(name === 'TRUST_PROXY' && Object.hasOwn(NAMED_NETWORKS, item))
    )
    return wrong.map((item) => `${name}: "${item}" is neither an address nor a network`)
  })
}

/** What nobody promises must not be all that there is. */
function unofficialAlone(env: Env): string[] {
  if (!isEdgeWanted(env) || isDemo(env) || env.ELEVENLABS_API_KEY || env.OPENAI_API_KEY) return []
  return ['EDGE_TTS: is unofficial and may not be the only speech: set ELEVENLABS_API_KEY or OPENAI_API_KEY too']
}

function isDemo(env: Env): boolean {
  if (env.DEMO_MODE !== undefined) return env.DEMO_MODE === 'true'
  const isServed = vendor(env.TWILIO_ACCOUNT_SID, env.TWILIO_AUTH_TOKEN) || env.RESEND_API_KEY || env.TELNYX_API_KEY
  return env.NODE_ENV !== 'production' && !isServed
}

const list = (value = '') =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')

function readSecrets(env: Env, production: boolean, dataDir: string) {
  const missing = SECRETS.filter((name) => env[name] === undefined)
  if (production && missing.length > 0)
    throw new ConfigError(
      `NODE_ENV=production needs ${missing.join(', ')}: set each to a random text of 24 characters or more.`
    )
  const make = () => Object.fromEntries(SECRETS.map((name) => [name, randomBytes(32).toString('base64url')]))
  const file = `${dataDir}/secrets.json`
  const kept = missing.length > 0 ? readOrCreateSecrets(file, make) : {}
  const lost = missing.filter((name) => kept[name] === undefined)
  if (lost.length > 0)
    throw new ConfigError(`${file} lacks ${lost.join(', ')}: restore the file, or set them in the environment.`)
  const pick = (name: (typeof SECRETS)[number]) => env[name] ?? kept[name] ?? ''
  const former = (env.CREDENTIALS_ENCRYPTION_KEY_PREVIOUS ?? '').split(',').filter((key) => key !== '')
  const encryptionKey = pick('CREDENTIALS_ENCRYPTION_KEY')
  return Object.freeze({
    masterToken: pick('MASTER_SECURITY_TOKEN'),
    adminToken: pick('ADMIN_TOKEN'),
    encryptionKey,
    /** Newest first; they open what they sealed and seal nothing. */
    formerEncryptionKeys: Object.freeze(former),
    /** Keys the names of people whose address must not be kept; never replaced: docs/adr/0013. */
    pseudonymKey: env.PSEUDONYM_KEY ?? former.at(-1) ?? encryptionKey,
    sessionSecret: pick('SESSION_SECRET')
  })
}

const vendor = (accountSid?: string, authToken?: string) =>
  accountSid !== undefined && authToken !== undefined ? { accountSid, authToken } : undefined

/** Vendors of models, and which of them speaks. */
function models(env: Env) {
  const credential = (apiKey?: string, baseUrl?: string) => (apiKey ? { apiKey, baseUrl } : undefined)
  const anthropic = credential(env.ANTHROPIC_API_KEY, env.ANTHROPIC_BASE_URL)
  const openai = credential(env.OPENAI_API_KEY, env.OPENAI_BASE_URL)
  const byKey = anthropic ? ('anthropic' as const) : openai && ('openai' as const)
  return { anthropic, openai, llm: env.PROVIDER_LLM ?? byKey, llmModel: env.LLM_MODEL, ...speech(env, openai) }
}

/** Vendors of speech, and which of them speaks and hears. */
function speech(env: Env, openai: object | undefined) {
  const { ELEVENLABS_API_KEY: speaks, DEEPGRAM_API_KEY: hears } = env
  const elevenlabs = speaks
    ? {
        ...{ apiKey: speaks, defaultVoice: env.ELEVENLABS_DEFAULT_VOICE, baseUrl: env.ELEVENLABS_BASE_URL },
        webhookSecret: env.ELEVENLABS_WEBHOOK_SECRET
      }
    : undefined
  const deepgram = hears ? { apiKey: hears, baseUrl: env.DEEPGRAM_BASE_URL } : undefined
  const either = openai && ('openai' as const)
  const edge = isEdgeWanted(env) ? { baseUrl: env.EDGE_TTS_BASE_URL } : undefined
  const tts = env.PROVIDER_TTS ?? (elevenlabs ? ('elevenlabs' as const) : either)
  return { elevenlabs, deepgram, edge, tts, stt: env.PROVIDER_STT ?? (deepgram ? ('deepgram' as const) : either) }
}

const isEdgeWanted = ({ EDGE_TTS, PROVIDER_TTS }: Env): boolean => EDGE_TTS === 'true' || PROVIDER_TTS === 'edge'

const telnyx = (env: Env) => {
  const { TELNYX_API_KEY: apiKey, TELNYX_ACCOUNT_ID: accountId, TELNYX_CONNECTION_ID: connectionId } = env
  const { TELNYX_PUBLIC_KEY: publicKey, TELNYX_BASE_URL: baseUrl } = env
  if (!apiKey || !accountId || !connectionId || !publicKey) return undefined
  return { apiKey, accountId, connectionId, publicKey, baseUrl }
}
