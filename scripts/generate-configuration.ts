import { EnvSchema } from '../src/env.ts'
import { GENERATED, table } from './markdown.ts'

interface Variable {
  description: string
  default?: string
  enum?: string[]
}
const variables = Object.entries(EnvSchema.properties) as unknown as [string, Variable][]
const isSecret = ({ description }: Variable) => description.startsWith('Secret.')

/** Every variable with its description and its default, commented out: copied as it is it changes nothing. */
export function envExample(): string {
  const blocks = variables.map(([name, variable]) => {
    const choice = variable.enum === undefined ? '' : ` One of: ${variable.enum.join(', ')}.`
    return `# ${variable.description}${choice}\n# ${name}=${variable.default ?? ''}\n`
  })
  return `# Every variable of the server. All are optional; with NODE_ENV=production the secrets are not.\n\n${blocks.join('\n')}`
}

/** The reference of every variable. */
export function configurationPage(): string {
  const rows = variables.map(([name, variable]) => [
    `\`${name}\``,
    variable.default === undefined ? '' : `\`${variable.default}\``,
    variable.description +
      (variable.enum === undefined ? '' : ` One of: ${variable.enum.map((word) => `\`${word}\``).join(', ')}.`)
  ])
  const secrets = variables.filter(([, variable]) => isSecret(variable)).map(([name]) => `\`${name}\``)
  return `# Configuration

${GENERATED}

The server reads its environment once, at the start; nothing is required outside production. An empty variable counts as absent. A value that does
not fit is named and the server does not start. Secrets: ${secrets.join(', ')}.

With \`NODE_ENV=production\` the server does not start without \`MASTER_SECURITY_TOKEN\`, \`ADMIN_TOKEN\`,
\`CREDENTIALS_ENCRYPTION_KEY\` and \`SESSION_SECRET\`. Otherwise missing ones are generated and kept in \`DATA_DIR/secrets.json\` (mode 600).

${table(['Variable', 'Default', 'Meaning'], rows)}
`
}
