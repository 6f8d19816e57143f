import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..')
const EXAMPLE = /(<!-- (examples\/[\w./-]+\.ts) -->\n```ts\n)[\s\S]*?(```\n)/g

/** A page with the examples that it names as they are in their files; they run in `test/app/examples.test.ts`. */
export const withExamples = (page: string): string =>
  readFileSync(join(ROOT, page), 'utf8').replaceAll(
    EXAMPLE,
    (_, head: string, file: string, tail: string) => head + readFileSync(join(ROOT, file), 'utf8') + tail
  )
