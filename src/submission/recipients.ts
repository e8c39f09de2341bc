import type { AddressGroup } from '../message/types.ts'

/** All addresses of a header field, groups opened. */
export function addressesOf(groups: readonly AddressGroup[]): string[] {
  return groups.flatMap((group) => group.addresses.map(({ email }) => email))
}

/** The domain of an address in lower case; '' when there is none. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase()
}
