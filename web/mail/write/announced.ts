/** Where a text speaks of a file that goes along, for the dotted line of the tip. Pure. */

/** Characters of a text that are looked at. */
export const announcedLookedMax = 20_000

const announcement = new RegExp('(?:in de |zie |de )?\\b(?:bijlagen?|bijgaande?|bijgevoegde?|bijgesloten|meegestuurd|hierbij'
  + '|(?:in the |see the |the )?attachments?|attached|attaching|enclosed|anbei|im anhang|in der anlage|beigefügt|ci-joint|en pièce jointe|en annexe)(?![\\p{L}])', 'iu')

/** The first words in the new text (not in a quote) that announce a file; undefined when there are none. */
export function announcedAt(text: string): { readonly start: number, readonly word: string } | undefined {
  let at = 0
  for (const line of text.slice(0, announcedLookedMax).split('\n')) {
    const found = line.startsWith('>') ? null : announcement.exec(line)
    if (found !== null) return { start: at + found.index, word: found[0] }
    at += line.length + 1
  }
  return undefined
}
