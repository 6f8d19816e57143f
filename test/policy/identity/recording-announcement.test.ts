import { describe, expect, test } from 'vitest'
import { recordingAnnouncement } from '../../../src/policy/identity/recording-announcement.ts'

const call = { fromCountry: 'US', fromRegion: 'US-NY', toCountry: 'US', toRegion: 'US-NY', language: 'en-US' }

describe('the stricter side of a line governs', () => {
  test.each([
    ['US', 'US-NY', 'US', 'US-TX', 'one-party'],
    ['US', 'US-NY', 'US', 'US-CA', 'all-party'],
    ['US', 'US-CA', 'US', 'US-NY', 'all-party'],
    ['US', 'US-NY', 'US', 'US-CT', 'all-party'],
    ['US', 'US-NY', 'US', 'US-MI', 'all-party'],
    ['US', 'US-NY', 'US', undefined, 'all-party'],
    ['US', undefined, 'US', 'US-NY', 'all-party'],
    ['US', 'US-NY', 'US', 'US-XX', 'all-party'],
    ['US', 'US-NY', 'IL', undefined, 'one-party'],
    ['IL', undefined, 'GB', undefined, 'all-party'],
    ['US', 'US-NY', null, undefined, 'all-party'],
    ['IL', undefined, 'IL', undefined, 'one-party']
  ])('from %s %s to %s %s: %s', (fromCountry, fromRegion, toCountry, toRegion, consent) => {
    expect(recordingAnnouncement({ ...call, fromCountry, fromRegion, toCountry, toRegion }).consent).toBe(consent)
  })
})

test('it is said on every recorded call, in the language of the call', () => {
  const texts = ['en', 'es', 'fr', 'de', 'pt', 'he', 'it', 'nl', 'ja', 'hi', 'ar'].map(
    (language) => recordingAnnouncement({ ...call, language }).text
  )

  expect(new Set(texts).size).toBe(texts.length)
  expect(recordingAnnouncement({ ...call, language: 'fi' }).text).toBe(texts[0])
  expect(recordingAnnouncement({ ...call, language: 'DE-AT' }).text).toBe(texts[3])
})
