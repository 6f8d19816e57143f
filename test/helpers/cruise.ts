import { createRequire } from 'node:module'
import { join } from 'node:path'
import { cruise, type ICruiseResult } from 'dependency-cruiser'
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config'

/** Root of the project. */
export const ROOT = join(import.meta.dirname, '../..')

/** Runs the project's own rules over the src of a folder that is laid out like it. */
export async function cruiseSources(folder: string): Promise<ICruiseResult> {
  const { forbidden, options } = createRequire(import.meta.url)(join(ROOT, '.dependency-cruiser.cjs'))
  const tsConfig = extractTSConfig(join(ROOT, 'tsconfig.json'))
  const settings = { ...options, baseDir: folder, validate: true, ruleSet: { forbidden } }
  const { output } = await cruise(['src'], settings, options.enhancedResolveOptions, { tsConfig })
  return output as ICruiseResult
}

/** What breaks a rule, as `<rule> <file>`. */
export const violationsOf = ({ summary }: ICruiseResult): string[] =>
  summary.violations.map(({ rule, from }) => `${rule.name} ${from}`)
