import { createProviders } from '../providers/index.ts'
import { plugin } from './plugin.ts'

/** The vendors of this process as an opaque handle. */
export default plugin({ name: 'providers', needs: ['config'], shared: true }, async (app) => {
  app.decorate('providers', createProviders({ vendors: app.config.vendors }))
})
