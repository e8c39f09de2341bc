import { foldedWords } from '../fold.ts'
import type { AttachmentNote, AttachmentPlace, DraftAttachment, Finding } from '../types.ts'
import type { HiddenNote } from '../texts-files.ts'
import type { Alarm, Situation } from './warning.ts'

/** Files that are looked at, and of which something is told. */
export const FILES_LOOKED_MAX = 100
const FILES_TOLD_MAX = 5
/** Names of places that one warning carries. */
const PLACES_MAX = 20

/** How much it matters that a stranger sees it; the first that a file has is told. */
const WEIGHTS: readonly (readonly [note: HiddenNote, score: number])[] = [
  ['hidden-sheet', 0.7], ['hidden-columns', 0.65], ['hidden-rows', 0.6], ['hidden-slide', 0.6], ['hidden-text', 0.6], ['tracked-changes', 0.55],
  ['comments', 0.55], ['annotations', 0.5], ['speaker-notes', 0.5], ['metadata-location', 0.45], ['metadata-author', 0.35],
]
/** When something that counts was found in the hidden part itself. */
const HOLDS_FINDINGS = 0.95

/**
 * A file goes outside with more in it than its face shows: a hidden sheet or column, changes and remarks of before, notes to
 * slides, who made it. One warning a file, about what matters most; about its maker only where the mail needs care anyway.
 */
export function hiddenContent(situation: Situation): Alarm[] {
  const { draft, setting, reasons, findings } = situation
  if (setting.outside.length === 0) return []
  const counted = reasons.flatMap((reason) => reason.findings.flatMap((index) => findings[index] ?? []))
  const alarms = draft.attachments.slice(0, FILES_LOOKED_MAX).flatMap((file) => ofFile(file, counted, situation))
  return alarms.toSorted((a, b) => b.score - a.score).slice(0, FILES_TOLD_MAX)
}

function ofFile(file: DraftAttachment, counted: readonly Finding[], situation: Situation): Alarm[] {
  const has = new Set<AttachmentNote>(file.notes)
  if (has.size === 0) return []
  const inside = hiddenFindings(file, counted)
  const found = WEIGHTS.find(([note]) => has.has(note) && inside.has(note)) ?? WEIGHTS.find(([note]) => has.has(note)
    && (note !== 'metadata-author' || makers(file, situation).length > 0))
  if (found === undefined) return []
  const [note, score] = found
  const holds = inside.has(note)
  const places = note === 'metadata-author' ? makers(file, situation) : labelsOf(file, note)
  return [{
    id: 'hidden-content', score: holds ? HOLDS_FINDINGS : score, attachments: [file.id], places: places.slice(0, PLACES_MAX), rules: [note, ...holds ? ['holds-findings'] : []],
    isFaint: note === 'metadata-author' && situation.reasons.length === 0,
  }]
}

const labelsOf = ({ noted = [] }: DraftAttachment, note: AttachmentNote): string[] => noted.flatMap((one) =>
  one.note === note ? [one.label] : [])

/** Who made the file, unless that is the sender, the organisation, or somebody whom the mail goes to. */
function makers(file: DraftAttachment, { draft, knowledge }: Situation): string[] {
  const known = new Set([draft.from, knowledge.senderName ?? '', ...knowledge.own.names, ...draft.recipients.slice(0, 100).flatMap(({ address, name }) => [address, name ?? ''])].flatMap(foldedWords))
  return labelsOf(file, 'metadata-author').filter((label) => !foldedWords(label).some((word) => word.length >= 3 && known.has(word)))
}

/** In which hidden parts something stands that counts. */
function hiddenFindings(file: DraftAttachment, counted: readonly Finding[]): ReadonlySet<AttachmentNote> {
  const [sheets, slides] = [new Set(labelsOf(file, 'hidden-sheet')), new Set(labelsOf(file, 'hidden-slide'))]
  const { places = [] } = file
  return new Set(counted.filter(({ attachment, part }) => attachment === file.id && part === 'attachment-text').flatMap(({ start }): AttachmentNote[] => {
    const place = placeAt(places, start)
    if (place?.kind === 'sheet' && sheets.has(place.label)) return ['hidden-sheet']
    if (place?.kind === 'slide' && slides.has(place.label)) return ['hidden-slide']
    if (place?.kind === 'comments') return ['comments']
    if (place?.kind === 'notes') return ['speaker-notes']
    return place?.kind === 'hidden' ? ['hidden-text'] : []
  }))
}

/** The last place that begins before the offset; places stand in the order of the text. */
export function placeAt(places: readonly AttachmentPlace[], offset: number): AttachmentPlace | undefined {
  let [low, high] = [0, places.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((places[middle]?.offset ?? 0) <= offset) low = middle + 1
    else high = middle
  }
  return places[low - 1]
}
