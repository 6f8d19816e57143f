import { expect, test } from 'vitest'
import { addressMatcher, isAddressRange, subscriberOf } from '../../src/lib/address-ranges.ts'

test.each([
  ['192.0.2.1', true],
  ['192.0.2.0/24', true],
  ['2001:db8::/32', true],
  ['192.0.2.0/33', false],
  ['192.0.2', false],
  ['192.0/16', false],
  ['everybody', false],
  ['', false]
])('"%s" is a range: %s', (text, expected) => {
  expect(isAddressRange(text)).toBe(expected)
})

test.each([
  ['192.0.2.7', true],
  ['::ffff:192.0.2.7', true],
  ['192.0.3.7', false],
  ['198.51.100.4', true],
  ['198.51.100.5', false],
  ['2001:db8:1::9', true],
  ['2001:db9::9', false],
  ['::1', false],
  ['not an address', false]
])('%s is in the list: %s', (address, expected) => {
  expect(addressMatcher(['192.0.2.0/24', '198.51.100.4', '2001:db8:1::/48'])(address)).toBe(expected)
})

test.each([
  ['::ffff:198.51.100.0/120', '198.51.100.9', true],
  ['::ffff:198.51.100.0/120', '::ffff:198.51.100.9', true],
  ['::ffff:198.51.100.0/120', '198.51.101.9', false],
  ['::ffff:0:0/96', '203.0.113.1', true],
  ['::/0', '2001:db8::1', true]
])('the network %s, written in IPv6, holds %s: %s', (network, address, expected) => {
  expect(isAddressRange(network)).toBe(true)
  expect(addressMatcher([network])(address)).toBe(expected)
})

test('an empty list matches nobody', () => {
  expect(addressMatcher([])('192.0.2.1')).toBe(false)
})

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2:ffff::', '2001:db8:1:2::/64'],
  ['2001:db8:1:3::', '2001:db8:1:3::/64']
])('%s belongs to %s', (address, subscriber) => {
  expect(subscriberOf(address)).toBe(subscriber)
})
