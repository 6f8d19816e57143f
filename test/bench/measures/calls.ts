import type { Options } from '../options.ts'
import { type Aim, figure, type Table } from '../report.ts'
import type { Stage } from '../stage.ts'
import { median } from '../statistics.ts'
import { MOST_CLIENTS, type Subject, subjects } from './cases.ts'

const CLIENTS = [1, 8, MOST_CLIENTS]

/** One case in one round. */
interface Sample {
  perSecond: number
  /** NaN where there is no server. */
  cpuMicroseconds: number
  /** NaN where the carrier has no part. */
  vendorMicroseconds: number
  p50Ms: number
  p99Ms: number
}

/** Requests per second, CPU and latency of each case and its ratio to its baselines, over interleaved rounds. */
export async function measureCalls(stage: Stage, options: Options): Promise<{ tables: Table[]; aims: Aim[] }> {
  const { request } = options
  const all = await subjects(stage, options.databases)
  const wanted = all.filter(({ name }) => request === undefined || name.includes(request))
  const clients = request === undefined ? CLIENTS : [8]
  const cases = clients.flatMap((count) =>
    wanted.map((subject) => ({ subject, clients: count, key: keyOf(subject, count) }))
  )
  const samples = new Map<string, Sample[]>(cases.map(({ key }) => [key, []]))
  for (const { subject } of cases.filter(({ clients }) => clients === 8)) await sample(stage, subject, 8, 1)
  for (let round = 0; round < options.rounds; round++) {
    // What drifts in a round must not always meet the same case.
    for (const { subject, clients, key } of round % 2 === 0 ? cases : cases.toReversed())
      samples.get(key)?.push(await sample(stage, subject, clients, options.seconds))
    process.stderr.write(`calls: round ${round + 1} of ${options.rounds}\n`)
  }
  return report(cases, samples)
}

const keyOf = ({ name }: Subject, clients: number) => `${name} ${clients}`

async function sample(stage: Stage, subject: Subject, clients: number, seconds: number): Promise<Sample> {
  const cpuMs = () => [subject.server, subject.vendor].map((child) => child?.cpuMs() ?? Number.NaN)
  const [serverBefore = Number.NaN, vendorBefore = Number.NaN] = cpuMs()
  const outcome = await stage.loader.run(subject.job(clients, seconds))
  const [serverAfter = Number.NaN, vendorAfter = Number.NaN] = cpuMs()
  if (outcome.errors > 0) throw new Error(`${subject.name}, ${clients} clients: ${outcome.problem}`)
  const { requests, elapsedMs, p50Ms, p99Ms } = outcome
  return {
    perSecond: (requests / elapsedMs) * 1000,
    cpuMicroseconds: ((serverAfter - serverBefore) / requests) * 1000,
    vendorMicroseconds: ((vendorAfter - vendorBefore) / requests) * 1000,
    p50Ms,
    p99Ms
  }
}

function report(cases: { subject: Subject; clients: number; key: string }[], samples: Map<string, Sample[]>) {
  const aims: Aim[] = []
  const of = (key: string, part: keyof Sample) => (samples.get(key) ?? []).map((sample) => sample[part])
  const ratio = (key: string, base: string, part: keyof Sample) => {
    const bases = of(base, part)
    return median(of(key, part).map((value, round) => value / (bases[round] ?? Number.NaN)))
  }
  const rows = cases.map(({ subject, clients, key }) => {
    const against = (subject.against ?? []).map(({ subject: base, goals }) => {
      const measured = ratio(key, keyOf(base, clients), 'perSecond')
      const goal = goals?.[clients]
      if (goal !== undefined)
        aims.push({
          what: `${subject.name} / ${base.name}, ${clients} clients`,
          goal: `≥ ${goal} ×`,
          measured: `${figure(measured)} ×`,
          met: measured >= goal
        })
      return `${figure(measured)} × ${base.name.replace(/,.*/, '')}`
    })
    const cells = (['perSecond', 'cpuMicroseconds', 'vendorMicroseconds', 'p50Ms', 'p99Ms'] as const).map((part) =>
      figure(median(of(key, part)))
    )
    return [subject.name, String(clients), ...cells, against.join(', ')]
  })
  const head = ['request', 'clients', 'per second', 'server CPU µs', 'carrier CPU µs', 'p50 ms', 'p99 ms', 'ratio']
  return { tables: [{ title: 'Requests', head, rows }], aims }
}
