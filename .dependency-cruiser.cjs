/** What each folder of src may import, besides itself and errors.ts. Data flows one way: doors, core, outside, ground. */
const MAY_IMPORT = {
  lib: [],
  schemas: [],
  db: ['schemas', 'lib'],
  providers: ['schemas', 'lib'],
  observability: ['db', 'schemas', 'lib'],
  simulator: ['schemas', 'lib'],
  policy: ['db', 'schemas', 'lib', 'observability'],
  delivery: ['db', 'schemas', 'lib', 'observability'],
  pipeline: ['policy', 'delivery', 'providers', 'db', 'schemas', 'lib', 'observability'],
  services: ['pipeline', 'policy', 'delivery', 'providers', 'db', 'schemas', 'lib', 'observability'],
  tools: ['services', 'pipeline', 'delivery', 'schemas', 'lib'],
  webhooks: ['services', 'pipeline', 'delivery', 'schemas', 'lib'],
  voice: ['services', 'pipeline', 'delivery', 'schemas', 'lib'],
  api: ['services', 'delivery', 'schemas', 'lib', 'observability'],
  admin: ['services', 'delivery', 'schemas', 'lib', 'observability'],
  mcp: ['tools', 'delivery', 'schemas', 'lib'],
  plugins: [
    'tools',
    'mcp',
    'api',
    'webhooks',
    'voice',
    'admin',
    'services',
    'pipeline',
    'policy',
    'delivery',
    'providers',
    'db',
    'simulator',
    'observability',
    'schemas',
    'lib'
  ]
}

/** Folders of the core and the doors, which are handed `Deps`. */
const TAKE_DEPS = [
  'policy',
  'delivery',
  'pipeline',
  'services',
  'tools',
  'mcp',
  'api',
  'webhooks',
  'voice',
  'admin',
  'plugins'
]

const within = (folders) => `^src/(?:${folders.join('|')})/`
const error = (name, comment, from, to) => ({ name, severity: 'error', comment, from, to })

/** One rule per folder: whatever it imports of src is itself, a folder of its row, errors.ts or, for some, deps.ts. */
const layers = Object.entries(MAY_IMPORT).map(([folder, row]) => {
  const files = ['errors', ...(TAKE_DEPS.includes(folder) ? ['deps'] : []), ...(folder === 'plugins' ? ['config'] : [])]
  const allowed = [`${within([folder, ...row])}`, `^src/(?:${files.join('|')})\\.ts$`]
  if (folder === 'providers') allowed.push('^src/config\\.ts$')
  return error(
    `layer-${folder}`,
    `src/${folder} may import ${[folder, ...row].join(', ')} and errors.ts: the table of docs/architecture.md`,
    { path: `^src/${folder}/` },
    { path: '^src/', pathNot: allowed }
  )
})

/** A package that belongs to some folders alone. */
const vendor = (name, packages, home) =>
  error(
    `only-${name}`,
    `${name} is known to these files alone`,
    { path: '^src/', pathNot: home },
    { path: packages.map(packaged) }
  )
const packaged = (name) => `(?:^|/)node_modules/${name}(?:/|$)`

const rules = [
  error('no-cycles', 'A circle of imports, of types as well, hides which way data flows', {}, { circular: true }),
  error(
    'no-orphans',
    'A module that nobody imports and that imports nobody is dead',
    { orphan: true, path: '^src/' },
    {}
  ),
  error('resolvable', 'An import must lead somewhere', {}, { couldNotResolve: true }),
  error(
    'declared',
    'What runs in production must stand in dependencies',
    { path: '^src/' },
    { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown', 'undetermined'] }
  ),
  error(
    'product-only',
    'The product knows neither its tests nor its scripts',
    { path: '^src/' },
    { path: '^(?:test|scripts|docs|public)/' }
  ),
  error(
    'entry',
    'main.ts starts the process and is imported by nobody',
    { path: '^src/' },
    { path: '^src/main\\.ts$' }
  ),
  error(
    'composition',
    'app.ts puts the parts together; only main.ts may import it',
    { path: '^src/', pathNot: '^src/main\\.ts$' },
    { path: '^src/app\\.ts$' }
  ),
  error('errors-alone', 'errors.ts knows nothing of ours', { path: '^src/errors\\.ts$' }, { path: '^src/' }),
  error(
    'config-ground',
    'config.ts and the variables of env.ts and env-speech.ts stand on lib alone',
    { path: '^src/(?:config|env|env-speech)\\.ts$' },
    { path: '^src/', pathNot: '^src/(?:lib/|(?:env|env-speech|errors)\\.ts$)' }
  ),
  error(
    'config-by-deps',
    'Configuration is handed down in Deps, not imported',
    {
      path: '^src/',
      pathNot: ['^src/(?:app|main|deps)\\.ts$', '^src/plugins/', '^src/providers/(?:index|accounts)\\.ts$']
    },
    { path: '^src/config\\.ts$' }
  ),
  error('deps-types', 'deps.ts has types only', { path: '^src/deps\\.ts$' }, { dependencyTypesNot: ['type-only'] }),
  error(
    'deps-sources',
    'deps.ts names parts of the ground and the outside',
    { path: '^src/deps\\.ts$' },
    { path: '^src/', pathNot: ['^src/config\\.ts$', within(['db', 'providers', 'lib'])] }
  ),
  error(
    'tool-siblings',
    'A tool stands alone: what two tools share is a service',
    { path: '^src/tools/[^/]+\\.ts$', pathNot: '^src/tools/(?:index|tool|call|running-calls)\\.ts$' },
    { path: '^src/tools/', pathNot: '^src/tools/tool\\.ts$' }
  ),
  error(
    'webhook-siblings',
    'A webhook stands alone: what two webhooks share is a service',
    { path: '^src/webhooks/[^/]+\\.ts$', pathNot: '^src/webhooks/(?:index|webhook)\\.ts$' },
    { path: '^src/webhooks/', pathNot: '^src/webhooks/webhook\\.ts$' }
  ),
  error(
    'verifiers-alone',
    'A verifier checks a signature and knows nothing else of ours',
    { path: '^src/webhooks/verifiers/' },
    { path: '^src/', pathNot: '^src/(?:webhooks/verifiers|lib|schemas)/' }
  ),
  error(
    'adapters-hidden',
    'An adapter is opened by providers/index.ts alone',
    { path: '^src/', pathNot: '^src/providers/' },
    { path: '^src/providers/', pathNot: '^src/providers/(?:index|contracts|handle)\\.ts$' }
  ),
  error(
    'providers-door',
    'Adapters are opened from the pipeline and, to verify, buy and configure, from services; plugins make the handle',
    { path: '^src/', pathNot: ['^src/providers/', within(['pipeline', 'services', 'plugins'])] },
    { path: '^src/providers/(?:index|contracts)\\.ts$' }
  ),
  vendor(
    'fastify',
    ['fastify', 'fastify-plugin', '@fastify/[^/]+'],
    ['^src/app\\.ts$', within(['plugins', 'api', 'admin', 'simulator'])]
  ),
  vendor('mcp-sdk', ['@modelcontextprotocol/[^/]+'], [within(['mcp']), '^src/plugins/tools\\.ts$']),
  vendor('drizzle', ['drizzle-orm'], [within(['db', 'pipeline', 'policy', 'services', 'delivery', 'observability'])]),
  vendor('database-drivers', ['postgres', 'libsql', '@libsql/[^/]+'], [within(['db'])]),
  vendor(
    'twilio',
    ['twilio'],
    ['^src/providers/telephony/twilio', '^src/webhooks/verifiers/twilio\\.ts$', within(['simulator'])]
  ),
  vendor(
    'resend',
    ['resend'],
    ['^src/providers/email/resend', '^src/webhooks/verifiers/svix\\.ts$', within(['simulator'])]
  ),
  vendor(
    'brains-and-voices',
    ['@anthropic-ai/sdk', 'openai', '@elevenlabs/elevenlabs-js'],
    [within(['providers', 'simulator'])]
  ),
  vendor('prometheus', ['prom-client'], [within(['observability'])])
]

module.exports = {
  forbidden: [...layers, ...rules],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'node', 'default'] }
  }
}
