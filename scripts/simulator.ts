import { loadConfig } from '../src/config.ts'
import { systemClock } from '../src/lib/clock.ts'
import { simulatorCredentials } from '../src/simulator/credentials.ts'
import { startSimulator } from '../src/simulator/index.ts'

// One simulated carrier for several replicas: each gets its address in SIMULATOR_URL and shares SESSION_SECRET with it.
const config = loadConfig()
const simulator = await startSimulator({
  ...simulatorCredentials(config.secrets.sessionSecret),
  clock: systemClock,
  port: config.simulatorPort,
  stateFile: `${config.dataDir}/simulator.json`,
  domains: [config.emailDefaultDomain]
})
console.log(simulator.url)

const stop = () => void simulator.close()
process.once('SIGTERM', stop)
process.once('SIGINT', stop)
process.once('disconnect', stop)
