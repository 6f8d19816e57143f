import { PHONE_AGENTS } from './phone-agents.ts'

/** An agent on the phone as a process of its own: prints what it is asked, and has no answer after the given ones. */
const [base = '', token = '', name = '', ...answers] = process.argv.slice(2)
await PHONE_AGENTS[name]?.(base, token, (asked) => {
  process.stdout.write(`${JSON.stringify(asked)}\n`)
  return answers.shift() ?? new Promise(() => undefined)
})
process.stdout.write('null\n')
