/** Domain names in mail addresses: syntax, case, international names. RFC 5321 §4.1.2, RFC 5890, RFC 6531. */

/** Octets of a whole domain name, RFC 1035 §2.3.4. */
export const DOMAIN_OCTETS_MAX = 253
/** Octets of one label, RFC 1035 §2.3.4. */
export const LABEL_OCTETS_MAX = 63

/** The domain in lower case. A-labels and U-labels stay what they are, so an address is shown as it was written. */
export function foldDomain(domain: string): string {
  return domain.toLowerCase()
}
