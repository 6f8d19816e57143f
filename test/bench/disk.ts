import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { median } from './statistics.ts'

const SAMPLES = 200
const PAGE_BYTES = 4096

/** What this disk takes to make one page durable, in microseconds: the floor under every commit. */
export function fdatasyncMicroseconds(folder: string): number {
  const path = join(folder, 'fdatasync')
  const file = openSync(path, 'w')
  const page = Buffer.alloc(PAGE_BYTES, 1)
  const taken = Array.from({ length: SAMPLES }, () => {
    writeSync(file, page)
    const started = performance.now()
    fdatasyncSync(file)
    return (performance.now() - started) * 1000
  })
  closeSync(file)
  rmSync(path)
  return median(taken)
}
