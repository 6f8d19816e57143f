// Loaded before a server whose memory is measured: at SIGWINCH it collects all garbage and leaves what is alive in a file.
import { writeFileSync } from 'node:fs'

process.on('SIGWINCH', () => {
  globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  writeFileSync(`memory-${process.pid}`, String((heapUsed + external) / 1024))
})
