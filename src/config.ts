import { randomBytes } from 'node:crypto'
import Type, { type Static } from 'typebox'
import { readOrCreateSecrets } from './lib/secrets-file.ts'
import { compile } from './lib/validate.ts'

const text = (description: string) => Type.Optional(Type.String({ description }))
const url = (description: string) => Type.Optional(Type.String({ description, pattern: '^https?://[^\\s]+$' }))
const integer = (fallback: number, description: string, maximum = 1_000_000_000) =>
  Type.Optional(Type.String({ description, default: String(fallback), pattern: '^[0-9]{1,10}$', maximum }))
const dollars = (fallback: number, description: string) =>
  Type.Optional(Type.String({ description, default: String(fallback), pattern: '^[0-9]{1,7}(\\.[0-9]{1,6})?$' }))
const flag = (description: string, fallback?: string) =>
  Type.Optional(Type.Enum(['true', 'false'], { type: 'string', description, default: fallback }))

/** Every environment variable that the server reads, with its description; all are optional outside production. */
export const EnvSchema = Type.Object({
  NODE_ENV: Type.Optional(
    Type.Enum(['production', 'development', 'test'], {
      type: 'string',
      default: 'development',
      description: 'With `production` every secret must be given, and nothing is generated.'
    })
  ),
  PORT: integer(3100, 'TCP port to listen on; 0 takes any free one.', 65_535),
  HOST: Type.Optional(
    Type.String({ default: '127.0.0.1', description: 'Address to listen on; 0.0.0.0 opens the server to the network.' })
  ),
  WEBHOOK_BASE_URL: url(
    'Public URL of this server, without a path, as vendors and clients reach it. Vendor signatures are checked over it. Default: http://127.0.0.1:PORT.'
  ),
  ALLOWED_HOSTS: text(
    'Further host names, comma-separated, under which clients reach this server; localhost and the host of WEBHOOK_BASE_URL always may.'
  ),
  CORS_ORIGINS: text('Origins of web pages, comma-separated, that may call the API. Default: none.'),
  TRUST_PROXY: text(
    'Addresses or networks, comma-separated, of the proxies whose X-Forwarded-For is believed. Default: none.'
  ),
  MCP_SERVER_NAME: Type.Optional(
    Type.String({ default: 'agentos-comms', description: 'Name that MCP clients are shown.' })
  ),
  EDITION: Type.Optional(
    Type.Enum(['community', 'enterprise', 'saas'], {
      type: 'string',
      default: 'community',
      description: 'Which edition this server is.'
    })
  ),
  ALLOW_REGISTRATION: flag(
    'Let anybody register an organization at /auth/register; it starts in the sandbox until it is reviewed. The community edition never does. Default: true in the edition saas.'
  ),
  DEMO_MODE: flag(
    'Serve the default organization through the simulated carrier. Default: true outside production while no vendor is configured.'
  ),
  DATA_DIR: Type.Optional(
    Type.String({
      default: 'data',
      description: 'Folder for the embedded database, generated secrets and the state of the simulator.'
    })
  ),
  DATABASE_URL: Type.Optional(
    Type.String({
      pattern: '^(file|libsql|https?|postgres|postgresql):',
      description: '`file:` or `libsql:` for SQLite, `postgres:` for PostgreSQL. Default: a file in DATA_DIR.'
    })
  ),
  DATABASE_URL_UNPOOLED: Type.Optional(
    Type.String({
      pattern: '^(postgres|postgresql):',
      description:
        'The same PostgreSQL without a connection pooler, for migrations and LISTEN. Default: derived from a Neon pooled URL, else DATABASE_URL.'
    })
  ),
  MASTER_SECURITY_TOKEN: Type.Optional(
    Type.String({
      minLength: 24,
      description: 'Secret. A super-admin bearer; without an organization it means the default one.'
    })
  ),
  ADMIN_TOKEN: Type.Optional(Type.String({ minLength: 24, description: 'Secret. Bearer for /admin and /metrics.' })),
  CREDENTIALS_ENCRYPTION_KEY: Type.Optional(
    Type.String({
      minLength: 24,
      description: 'Secret. Encrypts stored credentials and content in transit; the same on every replica.'
    })
  ),
  SESSION_SECRET: Type.Optional(
    Type.String({
      minLength: 24,
      description: 'Secret. Signs sessions and state that travels through clients; the same on every replica.'
    })
  ),
  INITIAL_AGENT_POOL_SIZE: integer(5, 'How many agents a new organization may provision.', 1_000_000),
  EMAIL_DEFAULT_DOMAIN: Type.Optional(
    Type.String({
      default: 'agents.example.com',
      description: 'Domain of agent email addresses unless an agent names its own.'
    })
  ),
  PROVIDER_TELEPHONY: Type.Optional(
    Type.Enum(['twilio'], { type: 'string', default: 'twilio', description: 'Vendor of numbers and SMS.' })
  ),
  PROVIDER_EMAIL: Type.Optional(
    Type.Enum(['resend'], { type: 'string', default: 'resend', description: 'Vendor of email.' })
  ),
  TWILIO_ACCOUNT_SID: text('Account SID of Twilio.'),
  TWILIO_AUTH_TOKEN: text('Secret. Auth token of Twilio; also verifies its webhooks.'),
  TWILIO_BASE_URL: url('Where the API of Twilio is reached. Default: the real one.'),
  RESEND_API_KEY: text('Secret. API key of Resend.'),
  RESEND_WEBHOOK_SECRET: text(
    'Secret. Signing secret (whsec_…) of a webhook made by hand in Resend; otherwise one is created.'
  ),
  RESEND_BASE_URL: url('Where the API of Resend is reached. Default: the real one.'),
  CONTACT_DIRECTORY_URL: url(
    'Where a contact directory (a CRM, say) is asked for consent and time zone of people: docs/compliance.md.'
  ),
  CONTACT_DIRECTORY_TOKEN: text('Secret. Bearer for the contact directory.'),
  AGENTOS_CALLBACK_URL: text('Default callback of agents, with {agentId} in it; events are posted there, signed.'),
  ALLOW_PRIVATE_CALLBACKS: flag(
    'Allow callbacks to private and loopback addresses. Leave off on a server that strangers use.',
    'false'
  ),
  DEFAULT_MAX_ACTIONS_PER_MINUTE: integer(10, 'Actions of one agent in a minute.'),
  DEFAULT_MAX_ACTIONS_PER_HOUR: integer(100, 'Actions of one agent in an hour.'),
  DEFAULT_MAX_ACTIONS_PER_DAY: integer(500, 'Actions of one agent in a UTC day.'),
  DEFAULT_MAX_CALLS_PER_DAY_SAME_NUMBER: integer(2, 'Calls that one number may get in a UTC day.'),
  DEFAULT_MAX_SPEND_PER_DAY: dollars(10, 'US dollars that one agent may spend in a UTC day.'),
  DEFAULT_MAX_SPEND_PER_MONTH: dollars(100, 'US dollars that one agent may spend in a UTC month.'),
  MAX_REQUESTS_PER_SECOND: integer(1000, 'Requests per second that one replica serves; carriers are not counted.'),
  MAX_UNAUTHENTICATED_REQUESTS_PER_MINUTE: integer(
    100,
    'Requests per minute of one address without a valid token; carriers are not counted.'
  ),
  SIMULATOR_URL: url('A running simulator to share between replicas. Default: one inside this process.'),
  SIMULATOR_PORT: integer(0, 'Loopback port of the simulator inside this process; 0 takes any free one.', 65_535),
  SHUTDOWN_DEADLINE_SECONDS: integer(25, 'How long running requests may take to finish at shutdown.', 3600),
  LOG_LEVEL: Type.Optional(
    Type.Enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      type: 'string',
      default: 'info',
      description: 'Least severe level that is logged.'
    })
  )
})

type Env = Static<typeof EnvSchema>
const checkEnv = compile(EnvSchema)
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
  const port = Number(env.PORT ?? 3100)
  const list = (value?: string) =>
    (value ?? '')
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '')
  const number = (name: keyof typeof EnvSchema.properties) =>
    Number(env[name] ?? (EnvSchema.properties[name] as { default?: string }).default)
  const twilio = vendor(env.TWILIO_ACCOUNT_SID, env.TWILIO_AUTH_TOKEN)
  return Object.freeze({
    production,
    port,
    host: env.HOST ?? '127.0.0.1',
    /** Public URL without a trailing slash; undefined means the address that the server listens on. */
    webhookBaseUrl: env.WEBHOOK_BASE_URL?.replace(/\/+$/, ''),
    allowedHosts: list(env.ALLOWED_HOSTS),
    corsOrigins: list(env.CORS_ORIGINS),
    trustProxy: list(env.TRUST_PROXY),
    serverName: env.MCP_SERVER_NAME ?? 'agentos-comms',
    edition: env.EDITION ?? 'community',
    /** Whether strangers may register an organization. */
    openRegistration:
      env.EDITION !== undefined &&
      env.EDITION !== 'community' &&
      (env.ALLOW_REGISTRATION ?? String(env.EDITION === 'saas')) === 'true',
    demoMode: env.DEMO_MODE === undefined ? !production && !twilio && !env.RESEND_API_KEY : env.DEMO_MODE === 'true',
    dataDir,
    databaseUrl: env.DATABASE_URL ?? `file:${dataDir}/comms.db`,
    databaseUrlUnpooled: env.DATABASE_URL_UNPOOLED,
    secrets,
    initialAgentPoolSize: number('INITIAL_AGENT_POOL_SIZE'),
    emailDefaultDomain: env.EMAIL_DEFAULT_DOMAIN ?? 'agents.example.com',
    vendors: {
      telephony: env.PROVIDER_TELEPHONY ?? 'twilio',
      email: env.PROVIDER_EMAIL ?? 'resend',
      twilio: twilio && { ...twilio, baseUrl: env.TWILIO_BASE_URL },
      resend: env.RESEND_API_KEY
        ? { apiKey: env.RESEND_API_KEY, webhookSecret: env.RESEND_WEBHOOK_SECRET, baseUrl: env.RESEND_BASE_URL }
        : undefined,
      directory:
        env.CONTACT_DIRECTORY_URL && env.CONTACT_DIRECTORY_TOKEN
          ? { url: env.CONTACT_DIRECTORY_URL, token: env.CONTACT_DIRECTORY_TOKEN }
          : undefined
    },
    callbackUrlTemplate: env.AGENTOS_CALLBACK_URL,
    allowPrivateCallbacks: env.ALLOW_PRIVATE_CALLBACKS === 'true',
    limits: {
      maxActionsPerMinute: number('DEFAULT_MAX_ACTIONS_PER_MINUTE'),
      maxActionsPerHour: number('DEFAULT_MAX_ACTIONS_PER_HOUR'),
      maxActionsPerDay: number('DEFAULT_MAX_ACTIONS_PER_DAY'),
      maxCallsPerDayToSameNumber: number('DEFAULT_MAX_CALLS_PER_DAY_SAME_NUMBER'),
      maxSpendPerDayMicroUsd: Math.round(number('DEFAULT_MAX_SPEND_PER_DAY') * 1_000_000),
      maxSpendPerMonthMicroUsd: Math.round(number('DEFAULT_MAX_SPEND_PER_MONTH') * 1_000_000)
    },
    rateLimits: {
      perSecond: number('MAX_REQUESTS_PER_SECOND'),
      perMinuteUnauthenticated: number('MAX_UNAUTHENTICATED_REQUESTS_PER_MINUTE')
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
  return verdict.value
}

function readSecrets(env: Env, production: boolean, dataDir: string) {
  const missing = SECRETS.filter((name) => env[name] === undefined)
  if (production && missing.length > 0)
    throw new ConfigError(
      `NODE_ENV=production needs ${missing.join(', ')}: set each to a random text of 24 characters or more.`
    )
  const make = () => Object.fromEntries(SECRETS.map((name) => [name, randomBytes(32).toString('base64url')]))
  const kept = missing.length > 0 ? readOrCreateSecrets(`${dataDir}/secrets.json`, make) : {}
  const pick = (name: (typeof SECRETS)[number]) => env[name] ?? kept[name] ?? ''
  return Object.freeze({
    masterToken: pick('MASTER_SECURITY_TOKEN'),
    adminToken: pick('ADMIN_TOKEN'),
    encryptionKey: pick('CREDENTIALS_ENCRYPTION_KEY'),
    sessionSecret: pick('SESSION_SECRET')
  })
}

const vendor = (accountSid?: string, authToken?: string) =>
  accountSid !== undefined && authToken !== undefined ? { accountSid, authToken } : undefined
