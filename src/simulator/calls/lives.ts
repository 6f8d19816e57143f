import { replyTo } from '../people.ts'
import type { World } from '../world.ts'
import type { Phone } from './phone.ts'

/** How somebody behaves whose phone rings. */
export interface Life {
  answers: 'person' | 'busy' | 'failed' | 'no-answer'
  /** What the detection of machines finds. */
  machine: 'human' | 'machine' | 'unknown'
  life(phone: Phone, world: World): Promise<void>
}

const TURNS = 3
/** Who is already talking waits so much longer for an answer than for the first word. */
const LATER_PATIENCE = 10
const VOICEMAIL_MS = 60_000
const VOICEMAIL_SILENCE_MS = 3000
const GOODBYE = 'Thank you, that is all. Goodbye.'
const MENU = 'Welcome. For opening hours, press 1. To speak to somebody, press 2.'
/** Who presses nothing hears the menu so many times. */
const MENU_TIMES = 3

/** Says hello, answers a few times, says goodbye, hears the last word and hangs up. */
async function anybody(phone: Phone, world: World, answer: (heard: string, turn: number) => string = replyOf) {
  await phone.utter('Hello?')
  for (let turn = 0; turn <= TURNS; turn++) {
    if (!(await phone.turn(world.behaviour.patienceMs * (turn === 0 ? 1 : LATER_PATIENCE)))) return
    await phone.say(turn < TURNS ? answer(phone.recall(), turn) : GOODBYE)
  }
  await phone.turn(world.behaviour.patienceMs * LATER_PATIENCE)
  phone.hangUp()
}

const replyOf = (heard: string): string =>
  heard === '' ? 'Hello? Is anybody there?' : (replyTo(heard) ?? 'All right.')

async function silent(): Promise<void> {}

/** Takes down what is said after its tone, and hangs up when nothing more comes. */
async function voicemail(phone: Phone): Promise<void> {
  const { leg } = phone
  await phone.utter('You have reached the voicemail box of this number. Please leave a message after the tone.')
  // What was said before the tone is not on the tape.
  let missed = leg.mouth.soFar().length
  phone.tone()
  void phone.pause(VOICEMAIL_MS).then(() => phone.hangUp())
  for (let taken = 1; ; taken++) {
    const text = await phone.take()
    if (text === undefined) return
    const message = text.slice(missed).trim()
    missed = 0
    if (message !== '') leg.call.voicemail.push(message)
    leg.note('recorded', message)
    void phone.pause(VOICEMAIL_SILENCE_MS).then(() => taken === leg.call.voicemail.length && phone.hangUp())
  }
}

/** Asks who is calling before the phone of the person rings. */
async function screening(phone: Phone, world: World): Promise<void> {
  await phone.connected()
  await phone.say('Please say your name and why you are calling, and I will see if this person is available.')
  if (!(await phone.turn())) return
  phone.recall()
  await phone.utter('Thank you, one moment please.')
  await phone.pause(world.behaviour.ringMs)
  return anybody(phone, world)
}

const wantsHuman = (phone: Phone, world: World): Promise<void> =>
  anybody(phone, world, () => 'I would like to talk to a human, please.')

/** Cuts the other side short twice, then lets it finish. */
async function interrupts(phone: Phone, world: World): Promise<void> {
  for (const question of ['Wait, who is this?', 'Sorry, one more question: how much is it?']) {
    if (!(await phone.connected()) || !(await phone.heard(20))) return
    await phone.say(question)
  }
  return anybody(phone, world)
}

/** A menu: does what the key that is pressed is for, says itself again, and hangs up when nobody presses one. */
async function menu(phone: Phone, world: World): Promise<void> {
  const next = keysOf(phone, world.behaviour.patienceMs * LATER_PATIENCE)
  if (!(await phone.connected())) return
  await phone.utter(MENU)
  for (let idle = 0; idle < MENU_TIMES && !phone.over.aborted; ) {
    const key = await next()
    if (key === '2') {
      await phone.utter('One moment please.')
      await phone.pause(world.behaviour.ringMs)
      return anybody(phone, world)
    }
    idle = key === undefined ? idle + 1 : 0
    await phone.utter(key === '1' ? `We are open from nine to five. ${MENU}` : MENU)
  }
  phone.hangUp()
}

/** The keys that the other side presses, one after the other; undefined when none comes for so long. */
function keysOf(phone: Phone, patienceMs: number): () => Promise<string | undefined> {
  const keys: string[] = []
  let wake = () => {}
  phone.onDigits((digits) => {
    keys.push(...digits.replaceAll('w', ''))
    wake()
  })
  return async () => {
    const pressed = new Promise<void>((resolve) => {
      wake = resolve
    })
    if (keys.length === 0) await Promise.race([pressed, phone.pause(patienceMs)])
    return keys.shift()
  }
}

const person = (life: Life['life'], machine: Life['machine'] = 'human'): Life => ({ answers: 'person', machine, life })
const nobody = (answers: Life['answers']): Life => ({ answers, machine: 'unknown', life: silent })
const ANYBODY = person((phone, world) => anybody(phone, world))

/** The people whose behaviour on the phone is documented, by number. */
const LIVES: ReadonlyMap<string, Life> = new Map([
  ['+15550100001', person(silent, 'unknown')],
  ['+15550100005', nobody('failed')],
  ['+15550100006', nobody('busy')],
  ['+15550100007', person(voicemail, 'machine')],
  ['+15550100008', person(screening, 'unknown')],
  ['+15550100009', person(wantsHuman)],
  ['+15550100010', person(interrupts)],
  ['+15550100011', nobody('no-answer')],
  ['+15550100012', person(menu, 'unknown')]
])

/** Who answers a number when it is called. */
export const lifeOf = (number: string): Life => LIVES.get(number) ?? ANYBODY
