import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { ICruiseResult } from 'dependency-cruiser'
import { beforeAll, describe, expect, test } from 'vitest'
import { cruiseSources, ROOT, violationsOf } from '../helpers/cruise.ts'

/** What the tree had when this was last raised; a linter that sees less has gone blind. */
const MODULES_AT_LEAST = 150
const DEPENDENCIES_AT_LEAST = 600

const sources = readdirSync(join(ROOT, 'src'), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1))
  .sort()
const textOf = (file: string) => readFileSync(join(ROOT, file), 'utf8')

describe('the house', () => {
  let seen: ICruiseResult
  beforeAll(async () => {
    seen = await cruiseSources(ROOT)
  })

  test('no module imports what its folder may not', () => {
    expect(violationsOf(seen)).toEqual([])
  })

  test('the rules saw every module and the imports between them', () => {
    const ours = seen.modules.filter(({ source }) => source.startsWith('src/')).map(({ source }) => source)

    expect(ours.sort()).toEqual(sources)
    expect(ours.length).toBeGreaterThan(MODULES_AT_LEAST)
    expect(seen.summary.totalDependenciesCruised).toBeGreaterThan(DEPENDENCIES_AT_LEAST)
  })

  test('imports of types and of packages are seen as well', () => {
    const deps = seen.modules.find(({ source }) => source === 'src/deps.ts')
    const app = seen.modules.find(({ source }) => source === 'src/app.ts')

    expect(deps?.dependencies.map(({ resolved }) => resolved)).toContain('src/db/open.ts')
    expect(app?.dependencies.map(({ resolved }) => resolved)).toContain('node_modules/fastify/fastify.js')
  })
})

test('every file is TypeScript in kebab-case and at most 250 lines long', () => {
  const misnamed = sources.filter((file) => !/^[a-z0-9]+(?:-[a-z0-9]+)*\.ts$/.test(basename(file)))
  const long = sources.filter((file) => textOf(file).trimEnd().split('\n').length > 250)

  expect(misnamed).toEqual([])
  expect(long).toEqual([])
})

test('half of the files are shorter than 60 lines', () => {
  const lengths = sources.map((file) => textOf(file).trimEnd().split('\n').length).sort((a, b) => a - b)

  expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThan(60)
})

test('no name says manager, helper, util, data, or handler as a noun', () => {
  const vague = sources.filter((file) => /(?:^|[-/])(?:managers?|helpers?|utils?|data)(?:-|\.|\/)/.test(file))
  const handlers = sources.filter((file) => /handler/.test(file) && file !== 'src/plugins/error-handler.ts')

  expect([...vague, ...handlers]).toEqual([])
})

describe('adapters are out of reach', () => {
  const calls = sources.flatMap((file) =>
    [...textOf(file).matchAll(/openProvider\(\s*[\w.]+,\s*('?\w+'?)/g)].map(([, port]) => ({ file, port }))
  )

  test('they are opened from the pipeline, and from services for numbers and email alone', () => {
    const elsewhere = calls.filter(({ file }) => !/^src\/(?:pipeline|services|providers)\//.test(file))
    const telephony = calls.filter(({ file, port }) => file.startsWith('src/services/') && port === "'telephony'")

    expect(calls.length).toBeGreaterThan(3)
    expect([...elsewhere, ...telephony]).toEqual([])
  })

  test('nothing but the pipeline and the adapters themselves can name the methods that send', () => {
    const senders = sources.filter((file) => /\bsend(?:Sms|Email)\b/.test(textOf(file)))

    expect(senders.length).toBeGreaterThan(2)
    expect(senders.filter((file) => !/^src\/(?:pipeline|providers)\//.test(file))).toEqual([])
  })

  test('only plugins/providers.ts makes the handle, and no plugin opens it', () => {
    const makers = sources.filter((file) => /\bcreateProviders\b/.test(textOf(file)))
    const openers = sources.filter((file) => file.startsWith('src/plugins/') && /\bopenProvider\b/.test(textOf(file)))

    expect(makers).toEqual(['src/plugins/providers.ts', 'src/providers/index.ts'])
    expect(openers).toEqual([])
  })
})
