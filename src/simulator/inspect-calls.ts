import Type, { type Static } from 'typebox'
import { CommsError } from '../errors.ts'
import { PhoneNumber, Strict } from '../schemas/common.ts'
import { receiveCall } from './calls/receive-call.ts'
import { caller, ScriptStepSchema } from './calls/script.ts'
import type { CallViolation, World } from './world.ts'

const Script = Type.Array(ScriptStepSchema, { maxItems: 1000, description: 'What the person does, in order.' })

/** A person calls a number of the account. */
export const CallSchema = Strict({
  from: Type.String({ minLength: 1, maxLength: 64, description: 'Who calls.' }),
  to: PhoneNumber('A number that the account holds.'),
  script: Type.Optional(Script),
  callerName: Type.Optional(Type.String({ maxLength: 100 }))
})

/** More of what a caller does, at the end of the script or of what is left of it. */
export const ActSchema = Strict({ sid: Type.String(), script: Script })

/** What somebody does when they are called, in the place of what is documented. */
export const PersonSchema = Strict({ number: PhoneNumber('Who is called.'), script: Script })

/** The hands and eyes of tests and demonstrations on the phone. */
export interface CallInspection {
  /** @throws CommsError `not_found` when the account does not hold the number. */
  call(call: Static<typeof CallSchema>): { sid: string }
  /** @throws CommsError `not_found` when no caller with a script is on the line of this call. */
  act(act: Static<typeof ActSchema>): void
  person(person: Static<typeof PersonSchema>): void
  /** What was found wrong on calls, newest first. */
  violations(): CallViolation[]
}

/** Makes the part of the inspection that is about calls. */
export function inspectCalls(world: World): CallInspection {
  return {
    call({ script = [], ...incoming }) {
      const received = receiveCall(world, incoming)
      if (!received) throw new CommsError('not_found', `The simulated account does not hold the number ${incoming.to}.`)
      const { leg, phone } = received
      const { sid } = leg.call
      world.callers.set(sid, caller(phone, world.behaviour, script))
      leg.over.addEventListener('abort', () => world.callers.delete(sid))
      return { sid }
    },
    act({ sid, script }) {
      const person = world.callers.get(sid)
      if (!person) throw new CommsError('not_found', `Nobody with a script is on the line of ${sid}.`)
      person.add(script)
    },
    person: ({ number, script }) => void world.scripts.set(number, script),
    violations: () => world.violations.list()
  }
}
