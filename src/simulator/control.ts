import type { FastifyInstance } from 'fastify'
import Type, { type Static, type TSchema } from 'typebox'
import { CommsError, toFailure } from '../errors.ts'
import { compile } from '../lib/validate.ts'
import { OneOf, Strict } from '../schemas/common.ts'
import { BehaviourPatchSchema } from './behaviour.ts'
import { FaultSchema } from './faults.ts'
import { EmailSchema, type Inspection, RecordQuerySchema, SmsSchema } from './inspect.ts'
import { ActSchema, CallSchema, PersonSchema } from './inspect-calls.ts'
import { PHONE_PEOPLE } from './people.ts'
import type { World } from './world.ts'

const State = OneOf(['waiting', 'accepted', 'refused'])
const WebhookQuerySchema = Strict({
  state: Type.Optional(State),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 }))
})

type Route = <S extends TSchema>(path: string, schema: S, run: (given: Static<S>) => unknown) => void

/** Serves the inspection under `/__simulator`, for processes other than the one that the simulator runs in. */
export function control(app: FastifyInstance, world: World, inspection: Inspection): void {
  app.setErrorHandler((error, _request, reply) => {
    const failure = toFailure(error)
    return reply.code(error instanceof CommsError ? error.status : 500).send(failure)
  })
  const post: Route = (path, schema, run) => {
    const read = reader(schema)
    app.post(path, async (request) => run(read(request.body)) ?? { ok: true })
  }
  const get: Route = (path, schema, run) => {
    const read = reader(schema)
    app.get(path, async (request) => run(read(numbered(request.query as Record<string, string>))))
  }
  const none = Strict({})
  post('/sms', SmsSchema, inspection.sms)
  post('/email', EmailSchema, inspection.email)
  controlCalls(post, get, world, inspection)
  post('/faults', FaultSchema, inspection.fault)
  post('/behaviour', BehaviourPatchSchema, inspection.behave)
  post('/webhooks/redeliver', Strict({ id: Type.String() }), ({ id }) => inspection.redeliver(id))
  get('/messages', RecordQuerySchema, (query) => ({ total: world.texts.total, messages: inspection.texts(query) }))
  get('/emails', RecordQuerySchema, (query) => ({
    total: world.emails.total,
    emails: inspection.emails(query).map(listed)
  }))
  get('/webhooks', WebhookQuerySchema, (query) => ({
    total: world.outbox.total(),
    webhooks: inspection.webhooks(query)
  }))
  get('/numbers', none, () => ({ numbers: inspection.numbers() }))
  get('/faults', none, () => ({ faults: inspection.faults() }))
  get('/behaviour', none, () => inspection.behave({}))
  get('/counts', none, () => inspection.counts())
  get('/people', none, () => ({ people: [...PHONE_PEOPLE].map(([number, { who }]) => ({ number, who })) }))
  get('/health', none, () => ({ status: 'ok' }))
  app.delete('/faults', async () => {
    inspection.clearFaults()
    return { ok: true }
  })
  serveFiles(app, world)
}

function controlCalls(post: Route, get: Route, world: World, inspection: Inspection): void {
  post('/calls', CallSchema, inspection.call)
  post('/calls/act', ActSchema, inspection.act)
  post('/calls/person', PersonSchema, inspection.person)
  get('/calls', RecordQuerySchema, (query) => ({ total: world.calls.total, calls: inspection.calls(query) }))
  get('/calls/violations', Strict({}), () => ({ violations: inspection.violations() }))
}

/** Files of received emails, under the address that the receiving API names. */
function serveFiles(app: FastifyInstance, world: World): void {
  app.get<{ Params: { email: string; file: string } }>('/files/:email/:file', async (request, reply) => {
    const file = world.emails.get(request.params.email)?.files.find(({ id }) => id === request.params.file)
    if (!file?.content) throw new CommsError('not_found', 'No such file is on record.')
    return reply.type(file.contentType).header('content-disposition', 'attachment').send(file.content)
  })
}

/** Without the content of files. */
const listed = ({ files, ...email }: ReturnType<Inspection['emails']>[number]) => ({
  ...email,
  files: files.map(({ content: _content, ...file }) => file)
})

function reader<S extends TSchema>(schema: S): (raw: unknown) => Static<S> {
  const check = compile(schema)
  return (raw) => {
    const verdict = check(raw ?? {})
    if (!verdict.ok) throw new CommsError('invalid_input', verdict.problem)
    return verdict.value
  }
}

const numbered = (query: Record<string, string>) => ({
  ...query,
  ...(query['limit'] !== undefined && { limit: Number(query['limit']) })
})
