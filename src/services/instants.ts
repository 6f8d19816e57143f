import { CommsError } from '../errors.ts'

/** The instant that an argument names; undefined where it was left out. @throws CommsError `invalid_input` where there is none such */
export function instantOf(name: string, said: string | undefined): Date | undefined {
  if (said === undefined) return undefined
  const at = new Date(said)
  if (Number.isNaN(at.getTime())) throw new CommsError('invalid_input', `${name}: there is no such day or time.`)
  return at
}
