/**
 * Files that stand in a text as mail programs and Usenet wrote them before MIME, which some readers still open: uuencode, yEnc and
 * BinHex. Only their first lines are looked at.
 */

/** Octets of a text that are searched. */
export const OLD_FORM_BYTES_MAX = 8 * 1024 * 1024
/** Such files of one text that are looked at. */
export const OLD_FILES_MAX = 50

const BINHEX = '(This file must be converted with BinHex'

/** Names of the files in it; one in BinHex hides its name, so it has the ending of its form. */
export function namesOfBeforeMime(text: Uint8Array): readonly string[] {
  const all = Buffer.from(text.buffer, text.byteOffset, Math.min(text.length, OLD_FORM_BYTES_MAX))
  const names: string[] = []
  for (const mark of ['begin', '=ybegin ', BINHEX]) {
    for (let at = all.indexOf(mark); at >= 0 && names.length < OLD_FILES_MAX; at = all.indexOf(mark, at + 1)) {
      if (at > 0 && all[at - 1] !== 0x0a) continue
      const name = nameIn(all.subarray(at, at + 400).toString('latin1'))
      if (name !== undefined) names.push(name.trim())
    }
  }
  return names
}

function nameIn(beginning: string): string | undefined {
  if (beginning.startsWith(BINHEX)) return 'file.hqx'
  return /^begin(?:-base64)? [0-7]{3,4} ([^\r\n]{1,250})\r?\n[\x20-\x7e]{2,}/.exec(beginning)?.[1]
    ?? /^=ybegin [^\r\n]{0,100}? name=([^\r\n]{1,250})\r?\n/.exec(beginning)?.[1]
}
