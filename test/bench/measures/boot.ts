import type { Options } from '../options.ts'
import { type Aim, figure, type Table } from '../report.ts'
import type { Stage } from '../stage.ts'
import { median } from '../statistics.ts'

const GOAL = 1.5

/** From the start of a process to the first connection that it takes, on a database that is up to date. */
export async function measureBoot(stage: Stage, options: Options): Promise<{ tables: Table[]; aims: Aim[] }> {
  const databases = await Promise.all(
    options.databases.map(async (name) => ({ name, url: await stage.newDatabase(name) }))
  )
  const programs = [
    { name: 'bare Fastify with the SDK', start: () => stage.startBaseline('mcp-echo') },
    ...databases.map(({ name, url }) => ({
      name: `server, ${name}`,
      start: () => stage.startServer(`boot-${name}`, url)
    }))
  ]
  const times = new Map<string, number[]>(programs.map(({ name }) => [name, []]))
  for (let boot = 0; boot <= options.boots; boot++) {
    for (const { name, start } of programs) {
      const child = await start()
      // The first one migrates and fills the caches of the disk.
      if (boot > 0) times.get(name)?.push(child.bootMs)
      await child.stop()
    }
  }
  const [base = []] = times.values()
  const measured = [...times].map(([name, values]) => {
    const ratio = median(values.map((value, boot) => value / (base[boot] ?? Number.NaN)))
    return { name, row: [name, figure(median(values)), `${figure(ratio)} ×`], ratio }
  })
  return {
    tables: [{ title: 'Boot', head: ['program', 'ms', 'ratio'], rows: measured.map(({ row }) => row) }],
    aims: measured.slice(1).map(({ name, ratio }) => ({
      what: `boot of the ${name} / bare Fastify with the SDK`,
      goal: `≤ ${GOAL} ×`,
      measured: `${figure(ratio)} ×`,
      met: ratio <= GOAL
    }))
  }
}
