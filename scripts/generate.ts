/** Writes what is derived from the code: .env.example and the reference pages of docs. `npm run generate`. */
import { writeFileSync } from 'node:fs'
import { configurationPage, envExample } from './generate-configuration.ts'
import { countriesPage } from './generate-countries.ts'
import { errorsPage } from './generate-errors.ts'
import { withExamples } from './generate-examples.ts'
import { metricsPage } from './generate-metrics.ts'
import { openApiDocument } from './generate-openapi.ts'
import { toolsPage } from './generate-tools.ts'

const files: Record<string, string> = {
  '.env.example': envExample(),
  'docs/configuration.md': configurationPage(),
  'docs/countries.md': countriesPage(),
  'docs/errors.md': errorsPage(),
  'docs/metrics.md': await metricsPage(),
  'docs/tools.md': toolsPage(),
  'docs/voice.md': withExamples('docs/voice.md'),
  'docs/openapi.json': await openApiDocument()
}
for (const [path, content] of Object.entries(files)) writeFileSync(path, content)
