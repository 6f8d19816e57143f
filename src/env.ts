import Type from 'typebox'
import { SPEECH_VARIABLES } from './env-speech.ts'

const text = (description: string) => Type.Optional(Type.String({ description }))
const url = (description: string) => Type.Optional(Type.String({ description, pattern: '^https?://[^\\s]+$' }))
const integer = (fallback: number, description: string, maximum = 1_000_000_000) =>
  Type.Optional(Type.String({ description, default: String(fallback), pattern: '^[0-9]{1,10}$', maximum }))
const dollars = (fallback: number, description: string) =>
  Type.Optional(Type.String({ description, default: String(fallback), pattern: '^[0-9]{1,7}(\\.[0-9]{1,6})?$' }))
const days = (fallback: number, description: string) =>
  Type.Optional(
    Type.String({ description: `Days that ${description}`, default: String(fallback), pattern: '^[1-9][0-9]{0,4}$' })
  )
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
    'Addresses or networks, comma-separated, of the proxies whose X-Forwarded-For is believed; `loopback`, `linklocal` and `uniquelocal` name private ones. Default: none.'
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
  CREDENTIALS_ENCRYPTION_KEY_PREVIOUS: Type.Optional(
    Type.String({
      pattern: '^[^,]{24,}(,[^,]{24,})*$',
      description:
        'Secret. Former values of CREDENTIALS_ENCRYPTION_KEY, newest first, comma-separated; they open what they sealed until `npm run keys:rotate` has run.'
    })
  ),
  PSEUDONYM_KEY: Type.Optional(
    Type.String({
      minLength: 24,
      description:
        'Secret. Keys the names under which opt-outs of erased people are kept; never changes. Default: the first CREDENTIALS_ENCRYPTION_KEY, as long as it is named.'
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
    Type.Enum(['twilio', 'telnyx'], {
      type: 'string',
      default: 'twilio',
      description: 'Vendor of numbers, SMS and calls.'
    })
  ),
  PROVIDER_EMAIL: Type.Optional(
    Type.Enum(['resend'], { type: 'string', default: 'resend', description: 'Vendor of email.' })
  ),
  TENANT_ISOLATION: Type.Optional(
    Type.Enum(['account', 'organization', 'agent'], {
      type: 'string',
      default: 'account',
      description:
        'Whose numbers share a Twilio account: all of the server, those of an organization, or those of an agent; the latter two get a subaccount at their first number.'
    })
  ),
  TWILIO_ACCOUNT_SID: text('Account SID of Twilio.'),
  TWILIO_AUTH_TOKEN: text('Secret. Auth token of Twilio; also verifies its webhooks.'),
  TWILIO_MESSAGING_SERVICE_SID: Type.Optional(
    Type.String({
      pattern: '^MG[0-9a-fA-F]{32}$',
      description:
        'Messaging service of Twilio whose A2P campaign American numbers send under; they are put into it. Without it, numbers wait until somebody puts them into one.'
    })
  ),
  TWILIO_BASE_URL: url('Where the API of Twilio is reached. Default: the real one.'),
  TELNYX_API_KEY: text('Secret. API v2 key of Telnyx.'),
  TELNYX_ACCOUNT_ID: text('Id of the Telnyx account, as its TeXML interface and callbacks name it (AccountSid).'),
  TELNYX_CONNECTION_ID: text(
    'Id of the TeXML application of Telnyx, with an outbound voice profile, that calls are placed under.'
  ),
  TELNYX_PUBLIC_KEY: text('Public key of the Telnyx account in base64; verifies its webhooks.'),
  TELNYX_BASE_URL: url('Where the API of Telnyx is reached, without /v2. Default: the real one.'),
  PROVIDER_LLM: Type.Optional(
    Type.Enum(['anthropic', 'openai'], {
      type: 'string',
      description:
        'Vendor of the language model that takes messages where no agent answers a call. Default: the one whose key is set; without a key a script takes them.'
    })
  ),
  LLM_MODEL: Type.Optional(
    Type.String({
      pattern: '^[\\w.:/-]{1,128}$',
      description: 'Name of that model at its vendor. Default: claude-haiku-4-5 or gpt-4.1-mini.'
    })
  ),
  ANTHROPIC_API_KEY: text('Secret. API key of Anthropic.'),
  ANTHROPIC_BASE_URL: url('Where the API of Anthropic is reached. Default: the real one.'),
  OPENAI_API_KEY: text('Secret. API key of OpenAI, or of what speaks as it does.'),
  OPENAI_BASE_URL: url(
    'Where the API of OpenAI, or of what speaks as it does, is reached, with /v1. Default: the real one.'
  ),
  ...SPEECH_VARIABLES,
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
  DEFAULT_MAX_COST_PER_ACTION: dollars(5, 'US dollars that one action may cost.'),
  MAX_REQUESTS_PER_SECOND: integer(1000, 'Requests per second that one replica serves; carriers are not counted.'),
  MAX_UNAUTHENTICATED_REQUESTS_PER_MINUTE: integer(
    100,
    'Requests per minute of one address without a valid token; carriers are not counted.'
  ),
  MAX_CONNECTIONS: integer(20_000, 'Connections that one replica holds; further ones are closed.', 1_000_000),
  MAX_CONNECTIONS_PER_ADDRESS: integer(
    2000,
    'Connections of one address, the proxies of TRUST_PROXY apart; further ones are closed.',
    1_000_000
  ),
  DENIED_IPS: text('Addresses or networks (CIDR), comma-separated, that are refused everywhere. Default: none.'),
  ADMIN_ALLOWED_IPS: text(
    'Addresses or networks, comma-separated, that alone reach /admin and /metrics. Default: all. Behind a proxy set TRUST_PROXY too.'
  ),
  WEBHOOK_ALLOWED_IPS: text(
    'Addresses or networks, comma-separated, that alone reach /webhooks; every signature is checked all the same. Default: all.'
  ),
  AUDIT_ANCHOR_FILE: text(
    'File outside the database to which the signed head of every audit chain is appended each minute; best on a volume that only appends.'
  ),
  AUDIT_ANCHOR_URL: url(
    'URL to which the same heads are posted, signed by Standard Webhooks; `npm run audit:verify -- --webhook-secret` prints the secret.'
  ),
  DATA_RETENTION_ENABLED: flag(
    'Remove what is older than its period. Content is wiped when it is settled either way.',
    'true'
  ),
  DATA_RETENTION_ACKED_INBOX_DAYS: days(7, 'an acknowledged event is remembered; its content is gone after an hour.'),
  DATA_RETENTION_WAITING_DAYS: days(30, 'an event waits for its agent to take it.'),
  DATA_RETENTION_MESSAGES_DAYS: days(365, 'a message is listed.'),
  DATA_RETENTION_BODIES_DAYS: days(30, 'content is kept that an owner opted in to keep without saying how long.'),
  DATA_RETENTION_USAGE_DAYS: days(365, 'daily usage and attempts to call are kept.'),
  DATA_RETENTION_RESERVATIONS_DAYS: days(400, 'a closed reservation of money is kept.'),
  DATA_RETENTION_DECISIONS_DAYS: days(365, 'a verdict of the gate can be explained.'),
  DATA_RETENTION_REVOKED_CONSENT_DAYS: days(730, 'a revoked consent is kept as proof that it was obeyed.'),
  DATA_RETENTION_CODES_DAYS: days(1, 'a one-time code is kept after its end.'),
  DATA_RETENTION_DELIVERIES_DAYS: days(30, 'a line of the callback log is kept.'),
  DATA_RETENTION_RECEIPTS_DAYS: days(30, 'an event of a vendor is remembered, so that a copy has no second effect.'),
  DATA_RETENTION_ALERTS_DAYS: days(365, 'an alert is kept.'),
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
