import type { Phone } from './phone.ts'

/** Lets two phones hear each other: what came out of the one goes into the other, until one of them hangs up. */
export function bridge(one: Phone, other: Phone): void {
  void carry(one, other)
  void carry(other, one)
}

/** What is heard is passed on once the other side listens and does not speak, so that nothing is lost and two agents need not cut each other off. */
async function carry(from: Phone, to: Phone): Promise<void> {
  from.onDigits((digits) => void to.press(digits))
  for (;;) {
    const text = await from.take()
    if (text === undefined) break
    await to.connected()
    await to.silence()
    await to.utter(text)
  }
  to.hangUp()
}
