import { type Newest, newest } from './newest.ts'

/** A text message in the records of the simulated carrier. */
export interface Text {
  sid: string
  /** Whose number sent or got it. */
  accountSid: string
  direction: 'outbound-api' | 'inbound'
  from: string
  to: string
  body: string
  mediaUrls: string[]
  segments: number
  status: 'queued' | 'sent' | 'delivered' | 'undelivered' | 'received'
  errorCode: number | null
  /** Null until the carrier has billed it; negative, as in the vendor's answers. */
  price: string | null
  createdAt: Date
  updatedAt: Date
  sentAt: Date | null
  /** Empty when none was asked for. */
  statusCallback: string
}

/** The text messages of the account, the newest of them. */
export interface TextBook extends Omit<Newest<Text>, 'add'> {
  add(text: Text): void
  /** Those from one number to another, oldest first; costs no more the more others there are. */
  between(from: string, to: string): readonly Text[]
}

/** An empty book of text messages; it keeps the newest within `itemsMax` and 64 MB of content. */
export function textBook(itemsMax: number): TextBook {
  const pairs = new Map<string, Text[]>()
  const pairOf = ({ from, to }: { from: string; to: string }) => `${from}>${to}`
  const book = newest<Text>(
    { items: itemsMax, weight: 64_000_000 },
    (text) => text.body.length,
    (gone) => {
      const pair = pairs.get(pairOf(gone))
      pair?.shift()
      if (pair?.length === 0) pairs.delete(pairOf(gone))
    }
  )
  return {
    add(text) {
      const pair = pairs.get(pairOf(text))
      if (pair) pair.push(text)
      else pairs.set(pairOf(text), [text])
      book.add(text.sid, text)
    },
    between: (from, to) => pairs.get(pairOf({ from, to })) ?? [],
    get: book.get,
    list: book.list,
    get total() {
      return book.total
    }
  }
}
