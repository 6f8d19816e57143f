import Type, { type Static } from 'typebox'
import { Strict } from '../../schemas/common.ts'
import type { Behaviour } from '../behaviour.ts'
import type { Phone } from './phone.ts'

const Now = Type.Optional(Type.Boolean({ description: 'Does not wait until the other side has had its say.' }))
const Yes = Type.Literal(true)
const Ms = Type.Integer({ minimum: 0, maximum: 3_600_000 })

/** One thing that a person does on a call. */
export const ScriptStepSchema = Type.Union([
  Strict({
    say: Type.String({ minLength: 1, maxLength: 4000 }),
    now: Now,
    interruptAfter: Type.Optional(
      Type.Integer({ minimum: 0, description: 'Cuts in when so many characters of the answer were heard.' })
    )
  }),
  Strict({ press: Type.String({ pattern: '^[0-9*#A-D]{1,64}$' }), now: Now }),
  Strict({ silence: Ms }),
  Strict({ listen: Yes }),
  Strict({ hangup: Yes, now: Now }),
  Strict({ dropSocket: Yes }),
  Strict({ expectNothing: Ms })
])

/** One thing that a person does on a call. */
export type ScriptStep = Static<typeof ScriptStepSchema>

/** Does one step after the other; the person stays on the line, and silent, when there is none left. */
export async function followScript(phone: Phone, behaviour: Behaviour, steps: ScriptStep[]): Promise<void> {
  if (!(await phone.leg.answered)) return
  for (let step = steps.shift(); step !== undefined && !phone.over.aborted; step = steps.shift())
    await follow(phone, behaviour, step)
}

async function follow(phone: Phone, { patienceMs }: Behaviour, step: ScriptStep): Promise<void> {
  const isFirst = !phone.leg.call.course.some(({ what }) => what === 'said' || what === 'pressed')
  const patience = isFirst ? patienceMs : undefined
  if ('say' in step) {
    if (step.interruptAfter !== undefined) await phone.heard(step.interruptAfter)
    else if (!step.now) await phone.turn(patience)
    return phone.say(step.say)
  }
  if ('press' in step) {
    if (!step.now) await phone.turn(patience)
    return phone.press(step.press)
  }
  if ('silence' in step) return phone.pause(step.silence)
  if ('listen' in step) return void (await phone.turn())
  if ('dropSocket' in step) return phone.leg.cutSocket()
  if ('expectNothing' in step) return expectNothing(phone, step.expectNothing)
  if (!step.now) await phone.turn(patience)
  phone.hangUp()
}

async function expectNothing({ leg, pause }: Phone, ms: number): Promise<void> {
  let heard = ''
  const stop = leg.mouth.listen({
    played: (text) => {
      heard += text
    }
  })
  await pause(ms)
  stop()
  if (heard !== '') leg.note('unexpected', heard)
}

/** A person whose script can be made longer while the call lasts. */
export function caller(phone: Phone, behaviour: Behaviour, first: readonly ScriptStep[]) {
  const steps = [...first]
  let running = false
  const run = async () => {
    if (running) return
    running = true
    await followScript(phone, behaviour, steps)
    running = false
  }
  void run()
  return {
    add(more: readonly ScriptStep[]) {
      steps.push(...more)
      void run()
    }
  }
}
