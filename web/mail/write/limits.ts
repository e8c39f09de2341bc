/** Texts from this length on are slow to send: they are saved and judged after longer pauses. In characters. */
export const longTextFrom = 200_000
/** Text that stays quick to edit in a browser; what is longer goes as a file, or stays folded under the beginning. */
export const editableMax = 100_000
/** One line without an end that stays quick to edit: browsers lay out the whole line again for each letter. */
export const lineEditableMax = 5_000
/** Recipients of a long line that are in sight; the others are counted. One more or less makes no line long. */
export const chipsFolded = 5
/** Recipients that a line shows more of at a time. */
export const chipsShown = 50
/** Recipients that a note names. */
export const peopleNamed = 8
/** Recipients whose second factor is asked at once. */
export const factorsAsked = 20
