/** Shannon entropy in bits per character; a random key of 32 letters and digits has about 4.5, a Dutch word under 3. */
export function entropy(text: string): number {
  const counts = new Map<string, number>()
  for (const letter of text) counts.set(letter, (counts.get(letter) ?? 0) + 1)
  let sum = 0
  for (const count of counts.values()) sum -= count / text.length * Math.log2(count / text.length)
  return sum
}

/** `xxxxx`, `********`, `<password>`, `example`, `{{token}}`: shows where a value goes. */
export const isPlaceholder = (token: string): boolean => PLACEHOLDER.test(token)

const PLACEHOLDER = new RegExp('x{4,}|X{4,}|\\*{3,}|\\.{3,}|_{4,}|^[<{[$%]|\\$\\{|example|voorbeeld|beispiel|exemple|changeme|change_me|placeholder|insert_|redacted|undefined'
  + '|your[_-]|my[_-]?(?:secret|token|key|pass)|some[_-]|dummy|\\bfake|-fake-|123456789|abcdefgh|(.)\\1{5,}', 'i')
