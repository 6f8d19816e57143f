import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { type AdapterUse, adapterUses } from '../helpers/adapter-uses.ts'
import { ROOT } from '../helpers/cruise.ts'

/**
 * What services may do with an adapter: verify, search, buy, configure (a registration, an account of its own and the
 * agents that a vendor runs are part of it), release and ask for the balance. The pipeline may do all; everybody else nothing. Nothing here reaches a person.
 */
const SERVICES_MAY = [
  ...['open numbers', 'numbers.name', 'numbers.search', 'numbers.buy', 'numbers.configure', 'numbers.release'],
  ...['numbers.find', 'numbers.verify', 'open email', 'email.checkDomain', 'email.createWebhook'],
  ...['email.verify', 'numbers.register'],
  ...['open accounts', 'accounts.plan', 'accounts.create', 'accounts.find', 'accounts.close'],
  ...['open agents', 'agents.create', 'agents.update', 'agents.get', 'agents.list', 'agents.voices', 'agents.voice']
]
/** What the tree had when this was last raised; a check that sees less has gone blind. */
const USES_AT_LEAST = 25

const DOOR = "import { openProvider } from '../providers/index.ts'"
const PARTS = "import type { Deps } from '../deps.ts'\nimport type { OrgVendors } from '../providers/handle.ts'"
const GIVEN = '(deps: Deps, org: OrgVendors)'

/** What is planted, and how it must be told: file, text, use. */
const PLANTED: readonly [file: string, text: string, what: string][] = [
  [
    'src/services/planted-sender.ts',
    `${DOOR}\n${PARTS}\nexport const send = async ${GIVEN} => (await openProvider(deps.providers, 'email', org)).sendEmail({} as never)`,
    'email.sendEmail'
  ],
  [
    'src/services/planted-telephony.ts',
    `${DOOR}\n${PARTS}\nexport const open = ${GIVEN} => openProvider(deps.providers, 'telephony', org)`,
    'open telephony'
  ],
  [
    'src/services/planted-renamed.ts',
    `${DOOR.replace('openProvider', 'openProvider as door')}\n${PARTS}\nexport const open = ${GIVEN} => door(deps.providers, 'directory', org)`,
    'open directory'
  ],
  [
    'src/services/planted-namespace.ts',
    `import * as vendors from '../providers/index.ts'\n${PARTS}\nexport const open = ${GIVEN} => vendors.openProvider(deps.providers, 'telephony', org)`,
    'open telephony'
  ],
  [
    'src/services/planted-later.ts',
    `${PARTS}\nexport const open = async ${GIVEN} => (await import('../providers/index.ts')).openProvider(deps.providers, 'telephony', org)`,
    'open telephony'
  ],
  ['src/services/planted-alias.ts', `${DOOR}\nexport const door = openProvider`, 'open ?'],
  ['src/services/planted-passed-on.ts', "export { openProvider } from '../providers/index.ts'", 'open ?'],
  [
    'src/services/planted-any-port.ts',
    `${DOOR}\n${PARTS}\nexport const open = (deps: Deps, org: OrgVendors, port: 'email' | 'telephony') => openProvider(deps.providers, port, org)`,
    'open telephony'
  ],
  [
    'src/services/planted-pieces.ts',
    `${DOOR}\n${PARTS}\nexport async function take${GIVEN} {\n  const { sendEmail: quietly } = await openProvider(deps.providers, 'email', org)\n  return quietly\n}`,
    'email.sendEmail'
  ],
  [
    'src/services/planted-brackets.ts',
    `${DOOR}\n${PARTS}\nexport const take = async ${GIVEN} => (await openProvider(deps.providers, 'email', org))['sendEmail']`,
    'email.sendEmail'
  ],
  [
    'src/services/planted-handed.ts',
    "import type { TelephonyProvider } from '../providers/contracts.ts'\nexport const send = (it: Pick<TelephonyProvider, 'sendSms'>) => it.sendSms({} as never)",
    'telephony.sendSms'
  ],
  [
    'src/tools/planted-tool.ts',
    "import type { NumberProvider } from '../providers/contracts.ts'\nexport const look = (it: NumberProvider) => it.verify()",
    'numbers.verify'
  ],
  [
    'src/delivery/planted-delivery.ts',
    `${DOOR}\n${PARTS}\nexport const open = ${GIVEN} => openProvider(deps.providers, 'numbers', org)`,
    'open numbers'
  ]
]
const plantedFiles = new Set(PLANTED.map(([file]) => file))

/** Uses that DESIGN part 3 does not allow, as `<file> <use>`. */
const forbidden = (uses: readonly AdapterUse[]): string[] =>
  uses
    .filter(({ file }) => !file.startsWith('src/pipeline/'))
    .filter(({ file, what }) => !(file.startsWith('src/services/') && SERVICES_MAY.includes(what)))
    .map(({ file, what }) => `${file} ${what}`)

let uses: AdapterUse[]
beforeAll(() => {
  uses = adapterUses(Object.fromEntries(PLANTED.map(([file, text]) => [file, text])))
})
const ours = () => uses.filter(({ file }) => !plantedFiles.has(file))

test('no adapter is opened, and no member of one is named, but where the design allows it', () => {
  expect(forbidden(ours())).toEqual([])
})

test('the check sees every file that opens an adapter, and every member that is allowed is used', () => {
  expect(ours().length).toBeGreaterThan(USES_AT_LEAST)
  const seen = new Set(ours().map(({ file }) => file))
  for (const file of seen) expect(readFileSync(join(ROOT, file), 'utf8'), file).toContain('openProvider')
  const inServices = new Set(ours().flatMap(({ file, what }) => (file.startsWith('src/services/') ? [what] : [])))
  expect(SERVICES_MAY.filter((what) => !inServices.has(what))).toEqual([])
})

test.each(PLANTED)('%s is found', (file, _text, what) => {
  expect(forbidden(uses)).toContain(`${file} ${what}`)
})
