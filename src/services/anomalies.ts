import type { Deps } from '../deps.ts'
import { reportAnomaly } from './anomaly.ts'
import { rapidRotation, repeatedFailures } from './anomaly-access.ts'
import { manyAgents, newCountries, unusualVolume } from './anomaly-sends.ts'

/** What is looked for. Each reads counters or the newest rows alone, so that its cost does not grow with history. */
const DETECTORS = [unusualVolume, newCountries, rapidRotation, repeatedFailures, manyAgents]

/** Looks for what is not as it usually is and reports it; one detector that fails keeps none of the others from looking. */
export async function detectAnomalies(deps: Deps): Promise<void> {
  for (const detect of DETECTORS) {
    try {
      for (const anomaly of await detect(deps)) await reportAnomaly(deps, anomaly)
    } catch (err) {
      deps.log.warn({ event: 'detector_failed', detector: detect.name, err }, 'it looks again at its next turn')
    }
  }
}
