/** Why something was given up, as the platform says it: made once, because each one costs the trace of its making. */
export const ABORTED: DOMException = new DOMException('This operation was aborted', 'AbortError')
