import { requireSpeakable } from './spoken-content.ts'

/** What of an answer is looked at again with what follows it, in characters: longer than anything that is looked for. */
const LOOK_BACK = 160
/** Letters of a word that may wait for its end. */
const WORD_MAX = 24

/** Passes an answer on as it comes, word by word, and refuses what must not be spoken. */
export interface SpokenFilter {
  /** What may be spoken now of what has come. @throws CommsError `content_blocked` */
  push(piece: string): string
  /** What was held back for the end of its word. @throws CommsError `content_blocked` */
  rest(): string
}

/** A filter for one answer, which is looked at across its pieces. */
export function spokenFilter(): SpokenFilter {
  let said = ''
  let held = ''
  const pass = (text: string) => {
    if (text === '') return ''
    requireSpeakable(said + text)
    said = `${said}${text}`.slice(-LOOK_BACK)
    return text
  }
  return {
    push(piece) {
      held += piece
      // Half a word tells nothing; languages without spaces have none to wait for.
      const tail = /[\p{Script=Latin}\p{M}\p{Nd}'’-]*$/u.exec(held)?.[0] ?? ''
      const cut = tail.length > WORD_MAX ? held.length : held.length - tail.length
      const ready = held.slice(0, cut)
      held = held.slice(cut)
      return pass(ready)
    },
    rest() {
      const ready = held
      held = ''
      return pass(ready)
    }
  }
}
