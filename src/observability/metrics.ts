import { Counter, Gauge, Histogram, Registry } from 'prom-client'

/** All metrics of this process. */
export const metrics = new Registry()
const registers = [metrics]

/** Outward effects that a vendor accepted. */
export const actionsTotal = new Counter({
  name: 'comms_actions_total',
  help: 'Outward effects that a vendor accepted.',
  labelNames: ['agent', 'channel', 'action_type'],
  registers
})
/** Cost of actions in US dollars, estimated until the vendor names its price. */
export const actionCostTotal = new Counter({
  name: 'comms_action_cost_total',
  help: 'Cost of actions in US dollars, estimated until the vendor names its price.',
  labelNames: ['agent', 'channel'],
  registers
})
/** Time from the request to the settled row. */
export const actionDurationSeconds = new Histogram({
  name: 'comms_action_duration_seconds',
  help: 'Seconds from the request of an action to its settled row.',
  labelNames: ['action_type'],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  registers
})
/** Actions refused for a limit. */
export const rateLimitHitsTotal = new Counter({
  name: 'comms_rate_limit_hits_total',
  help: 'Actions refused for a limit.',
  labelNames: ['agent'],
  registers
})
/** Webhook requests by what became of them. */
export const webhookRequestsTotal = new Counter({
  name: 'comms_webhook_requests_total',
  help: 'Webhook requests: accepted, duplicate, ignored, malformed, forged or error.',
  labelNames: ['agent', 'provider', 'status'],
  registers
})
/** What was refused for safety, and what looked like an attack. */
export const securityEventsTotal = new Counter({
  name: 'comms_security_events_total',
  help: 'What was refused for safety (signatures, tokens, hosts, addresses, sign-ins), and what looked like an attack.',
  labelNames: ['type'],
  registers
})
/** The gate's verdicts. */
export const decisionsTotal = new Counter({
  name: 'comms_decisions_total',
  help: 'Verdicts of the gate on each kind of action, by the check that decided.',
  labelNames: ['check', 'verdict', 'action'],
  registers
})
/** Seconds between an event's commit and its hand-over to an agent that waited for it. */
export const wakeLatencySeconds = new Histogram({
  name: 'comms_wake_latency_seconds',
  help: 'Seconds between the commit of an event and its hand-over to an agent that waited for it.',
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
  registers
})
/** Inbox events by what happened to them. */
export const inboxEventsTotal = new Counter({
  name: 'comms_inbox_events_total',
  help: 'Inbox events: created, leased, acked, returned.',
  labelNames: ['outcome'],
  registers
})
/** Sends whose outcome was unknown, by how they were settled. */
export const reconciledTotal = new Counter({
  name: 'comms_outbox_reconciled_total',
  help: 'Sends of unknown outcome by how they were settled: found, absent, repeated, given_up.',
  labelNames: ['outcome'],
  registers
})
/** Callback attempts by outcome. */
export const callbacksTotal = new Counter({
  name: 'comms_callbacks_total',
  help: 'Callback attempts: delivered, refused, failed, blocked.',
  labelNames: ['outcome'],
  registers
})
/** Rows of unknown outcome now; sampled by the worker. */
export const unknownRows = new Gauge({
  name: 'comms_outbox_unknown',
  help: 'Messages whose outcome is unknown and being reconciled.',
  registers
})
/** Agents that take part in the pool; sampled by the worker. */
export const agentPoolUsed = new Gauge({ name: 'comms_agent_pool_used', help: 'Agents provisioned.', registers })
/** Size of the agent pool; sampled by the worker. */
export const agentPoolTotal = new Gauge({
  name: 'comms_agent_pool_total',
  help: 'Agents that may be provisioned.',
  registers
})

const MAX_AGENT_LABELS = 100
const labelled = new Set<string>()

/** The value of an `agent` label: the id for the first hundred agents of a process, `other` for the rest. */
export function agentLabel(agentId: string): string {
  if (labelled.has(agentId)) return agentId
  if (labelled.size >= MAX_AGENT_LABELS) return 'other'
  labelled.add(agentId)
  return agentId
}
/** What happened on live calls. */
export const callEventsTotal = new Counter({
  name: 'comms_call_events_total',
  help: 'What happened on live calls: interruption, filler, silence, malformed, vendor-error, refused, unanswered, and left_ with the way that was left for the next.',
  labelNames: ['event'],
  registers
})
/** From what a caller said to the first word of the answer. */
export const callFirstTokenSeconds = new Histogram({
  name: 'comms_call_first_token_seconds',
  help: 'Seconds from what a caller said to the first word of the answer, by the way that answered.',
  labelNames: ['way'],
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  registers
})
/** From what a caller said to the last word of the answer. */
export const callLastTokenSeconds = new Histogram({
  name: 'comms_call_last_token_seconds',
  help: 'Seconds from what a caller said to the last word of the answer, by the way that answered.',
  labelNames: ['way'],
  buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
  registers
})
/** Calls whose sockets this replica holds now. */
export const activeCalls = new Gauge({
  name: 'comms_active_calls',
  help: 'Live calls whose sockets this replica holds.',
  labelNames: ['agent'],
  registers
})
/** How calls ended. */
export const callOutcomesTotal = new Counter({
  name: 'comms_call_outcomes_total',
  help: 'Calls that are over, by direction, state, and who or what ended them.',
  labelNames: ['direction', 'state', 'by'],
  registers
})
