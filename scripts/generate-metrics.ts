import { metrics } from '../src/observability/metrics.ts'
import { GENERATED, table } from './markdown.ts'

/** The reference of every metric of ours. */
export async function metricsPage(): Promise<string> {
  const all = await metrics.getMetricsAsJSON()
  const labels = (name: string) => {
    const metric = metrics.getSingleMetric(name) as unknown as { labelNames?: string[] }
    return (metric.labelNames ?? []).map((label) => `\`${label}\``).join(', ')
  }
  const rows = all
    .filter(({ name }) => name.startsWith('comms_'))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, type, help }) => [`\`${name}\``, String(type), labels(name), help])
  return `# Metrics

${GENERATED}

\`GET /metrics\` answers in the text format of Prometheus; it asks for \`ADMIN_TOKEN\` as a bearer token, except in demo mode. The standard
metrics of a Node process (\`process_*\`, \`nodejs_*\`) are there too. The label \`agent\` is bounded: the first hundred agents of a process by id, \`other\` for the rest.

${table(['Metric', 'Kind', 'Labels', 'Meaning'], rows)}
`
}
