/** What the agent said, to which words of which call. */
interface Answered {
  callId: string
  said: string
  reply: string
}

/** What the caller did, as the agent is told. */
interface Next {
  kind: string
  text?: string
  spoken?: string
}

interface Heard {
  next?: Next
  terminal: boolean
  verdict: string
}

interface Options {
  /** Where the agent asks next; it may move. */
  url: () => string
  token: string
  /** What it says to what was said. */
  answer: (said: string, callId: string) => string | Promise<string>
}

/** How long it waits before it asks again what was not answered, in milliseconds. */
const AGAIN_MS = 50

/**
 * An agent that holds every call of its number by tools alone, over REST. What a replica refused is asked again; where the
 * connection broke it does not know whether it was heard, and listens again.
 */
export function talkingAgent({ url, token, answer }: Options) {
  const answered: Answered[] = []
  const problems: string[] = []
  /** How many loops listen on a call. */
  const listening = new Map<string, number>()
  const over = new AbortController()
  const { signal } = over
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }

  const post = async <T>(name: string, args: object) => {
    const response = await fetch(`${url()}/v1/tools/${name}`, {
      ...{ method: 'POST', headers, signal },
      body: JSON.stringify(args)
    })
    return { status: response.status, body: (await response.json()) as T }
  }
  const ask = async <T>(name: string, args: object): Promise<T | undefined> => {
    while (!signal.aborted) {
      const given = await post<T>(name, args).catch(() => undefined)
      if (given?.status === 200) return given.body
      if (given === undefined) return undefined
      if (given.status !== 503) {
        problems.push(`${name}: ${given.status} ${JSON.stringify(given.body)}`)
        return undefined
      }
      await pause()
    }
    return undefined
  }
  const converse = async (callId: string, first: string | undefined) => {
    listening.set(callId, (listening.get(callId) ?? 0) + 1)
    for (let said = first, isOver = false; !isOver && !signal.aborted; ) {
      const reply = said === undefined ? '' : await answer(said, callId)
      const heard = await ask<Heard>('comms_reply_to_caller', { callId, text: reply, listenSeconds: 20 })
      if (heard === undefined) await pause()
      if (heard?.verdict === 'spoken' && said !== undefined) answered.push({ callId, said, reply })
      isOver = heard?.terminal === true
      said = heard?.next?.kind === 'ended' ? undefined : heard?.next?.text
      if (said === undefined && (listening.get(callId) ?? 0) > 1) break
    }
    listening.set(callId, (listening.get(callId) ?? 1) - 1)
  }
  const attend = async () => {
    const talks: Promise<void>[] = []
    while (!signal.aborted) {
      const waited = await ask<{ events: { kind: string; callId?: string; body?: string }[] }>(
        'comms_wait_for_events',
        { waitSeconds: 20, channel: 'voice' }
      )
      if (waited === undefined) await pause()
      const heard = new Map<string, string | undefined>()
      for (const { kind, callId, body } of waited?.events ?? [])
        if (callId !== undefined && (kind === 'call.turn' || (kind === 'call.incoming' && !listening.get(callId))))
          heard.set(callId, body)
      for (const [callId, said] of heard) talks.push(converse(callId, said))
    }
    await Promise.all(talks)
  }
  const done = attend()
  return {
    answered,
    /** Refusals that are no sign of a restart. */
    problems,
    /** Ends it, whatever it waits for. */
    stop() {
      over.abort()
      return done
    }
  }
}

const pause = () => new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
