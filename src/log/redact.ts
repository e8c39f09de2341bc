/** Longest text of one log value; the rest is cut before anything else looks at it. */
export const LOG_VALUE_LENGTH_MAX = 4000

/**
 * The net below the rule "no content in logs": whatever still looks like an address, a long number (BSN, IBAN, card,
 * phone) or a secret is replaced by what kind of thing stood there. Linear in the length of the text.
 */
export function redact(value: string): string {
  return value.slice(0, LOG_VALUE_LENGTH_MAX)
    .replace(/[^\s<>"'(),;:=/]{1,64}@([a-z0-9.-]{1,253})/giu, '(address)@$1')
    .replace(/\b[A-Z]{2}\d{2}[ ]?[A-Z0-9]{4}[ A-Z0-9]{6,30}\b/g, '(account number)')
    .replace(/\d(?:[ .-]?\d){7,18}/g, '(number)')
    .replace(/\b(password|wachtwoord|code|pin|secret|token)(["']?\s?[:=]\s?)\S{1,200}/gi, '$1$2(secret)')
}
