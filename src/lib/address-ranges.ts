import ipaddr from 'ipaddr.js'

type Range = [ipaddr.IPv4 | ipaddr.IPv6, number]

/** Whether a text names an address, in full, or a network in CIDR form. */
export function isAddressRange(text: string): boolean {
  const address = text.split('/', 1)[0] ?? ''
  const isWhole = ipaddr.IPv4.isValidFourPartDecimal(address) || ipaddr.IPv6.isValid(address)
  return isWhole && (!text.includes('/') || ipaddr.isValidCIDR(text))
}

/** A test of addresses against a list; an IPv4 address is the same when it comes wrapped in IPv6. @throws Error for what is no range. */
export function addressMatcher(list: readonly string[]): (address: string) => boolean {
  const ranges = list.map(parseRange)
  if (ranges.length === 0) return () => false
  return (address) => {
    if (!ipaddr.isValid(address)) return false
    const parsed = ipaddr.process(address)
    return ranges.some(([network, bits]) => parsed.kind() === network.kind() && parsed.match([network, bits] as never))
  }
}

/** The part of an address that one customer of a network provider holds: all of an IPv4 address, the /64 of an IPv6 one. */
export function subscriberOf(address: string): string {
  if (!ipaddr.isValid(address)) return address
  const parsed = ipaddr.process(address)
  if (parsed instanceof ipaddr.IPv4) return parsed.toString()
  return `${parsed.parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(':')}::/64`
}

function parseRange(text: string): Range {
  if (text.includes('/')) return ipaddr.parseCIDR(text)
  const address = ipaddr.process(text)
  return [address, address.kind() === 'ipv4' ? 32 : 128]
}
