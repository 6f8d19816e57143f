/** A stream of sound whose failures half way are in our words, like those at its start. */
export function soundStream(
  sound: ReadableStream<Uint8Array>,
  failureOf: (error: unknown) => unknown
): ReadableStream<Uint8Array> {
  return ReadableStream.from(pieces(sound, failureOf))
}

async function* pieces(sound: ReadableStream<Uint8Array>, failureOf: (error: unknown) => unknown) {
  try {
    for await (const piece of sound) yield piece
  } catch (error) {
    throw failureOf(error)
  }
}
