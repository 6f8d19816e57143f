import ipaddr from 'ipaddr.js'

type Range = [ipaddr.IPv4 | ipaddr.IPv6, number]

/** Networks that proxies in front may be named by in place of their addresses. Source: https://github.com/fastify/proxy-addr */
export const NAMED_NETWORKS: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.1/8', '::1/128'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7']
}

/** Whether a text names an address, in full, or a network in CIDR form. */
export function isAddressRange(text: string): boolean {
  const address = text.split('/', 1)[0] ?? ''
  const isWhole = ipaddr.IPv4.isValidFourPartDecimal(address) || ipaddr.IPv6.isValid(address)
  return isWhole && (!text.includes('/') || ipaddr.isValidCIDR(text))
}

/** A test of addresses against a list; an IPv4 address or network is the same when it is wrapped in IPv6. @throws Error for what is no range. */
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
  if (text.includes('/')) return unwrapped(ipaddr.parseCIDR(text))
  const address = ipaddr.process(text)
  return [address, address.kind() === 'ipv4' ? 32 : 128]
}

/** The first 96 bits of a wrapped network only say that it is one. Source: RFC 4291 section 2.5.5.2. */
function unwrapped([network, bits]: Range): Range {
  const isWrapped = network instanceof ipaddr.IPv6 && network.isIPv4MappedAddress() && bits >= 96
  return isWrapped ? [network.toIPv4Address(), bits - 96] : [network, bits]
}
