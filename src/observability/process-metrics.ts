import { collectDefaultMetrics } from 'prom-client'
import { metrics } from './metrics.ts'

/** Adds CPU, memory, event loop and garbage collection of this process to the metrics; safe to call twice. */
export function collectProcessMetrics(): void {
  if (metrics.getSingleMetric('process_cpu_user_seconds_total') === undefined)
    collectDefaultMetrics({ register: metrics })
}
