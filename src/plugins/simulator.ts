import { setSimulator } from '../providers/index.ts'
import { simulatorCredentials } from '../simulator/credentials.ts'
import { startSimulator } from '../simulator/index.ts'
import { plugin } from './plugin.ts'

/** The memory of this process is for the product. */
const RECORDS_MAX = 5000

/** Lets sandbox organizations be served by the simulated carrier: the one of SIMULATOR_URL or, in demo mode, one that runs in this process on loopback until the server closes. */
export default plugin({ name: 'simulator', needs: ['config', 'clock', 'providers'], shared: true }, async (app) => {
  const { config, clock, providers } = app
  const credentials = simulatorCredentials(config.secrets.sessionSecret)
  const { accountSid, authToken, resendApiKey: apiKey, resendWebhookSecret: webhookSecret } = credentials
  const announce = (url: string) =>
    setSimulator(providers, {
      url,
      credentials: { twilio: { accountSid, authToken }, resend: { apiKey, webhookSecret } }
    })
  if (config.simulatorUrl !== undefined) {
    announce(config.simulatorUrl.replace(/\/+$/, ''))
    return
  }
  if (!config.demoMode) return
  const simulator = await startSimulator({
    ...credentials,
    clock,
    port: config.simulatorPort,
    stateFile: `${config.dataDir}/simulator.json`,
    domains: [config.emailDefaultDomain],
    recordsMax: RECORDS_MAX
  })
  app.addHook('onClose', () => simulator.close())
  announce(simulator.url)
})
