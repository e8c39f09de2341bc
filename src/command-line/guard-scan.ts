import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MiB } from '../base/sizes.ts'
import { Refusal } from '../base/errors.ts'
import { createExtractor } from '../extract/extract.ts'
import { assess } from '../guard/assess.ts'
import { casePolicy, plainKnowledge, splitName } from '../guard/cases.ts'
import { explain, findingTitle } from '../guard/explain.ts'
import { texts, type ScreenLanguage } from '../guard/texts.ts'
import type { Assessment, AttachmentPlace, Draft, DraftAttachment, Finding } from '../guard/types.ts'
import { silentLog } from '../log/log.ts'
import { parseMessage } from '../message/parse.ts'
import { draftOf } from '../submission/draft.ts'
import { loadGuardWeights } from '../submission/guard-weights.ts'
import { addressesOf } from '../submission/recipients.ts'

/** Bytes of a mail that is scanned. */
export const SCANNED_BYTES_MAX = 256 * MiB

export interface ScanOptions {
  readonly file: string
  /** Domains of the sender's own house; without them the sender's domain. */
  readonly internalDomains: readonly string[]
  readonly language: ScreenLanguage
}

/** What the guard says of one mail as a file, with its attachments, and the same in lines for people. */
export interface Scanned { readonly answer: unknown, readonly lines: readonly string[], readonly isSecure: boolean }

/** Reads, opens the attachments in locked-down children, judges. Throws `Refusal` for a file that cannot be read. */
export async function scanMail({ file, internalDomains, language }: ScanOptions): Promise<Scanned> {
  const draft = await draftOfFile(file)
  const domain = draft.from.slice(draft.from.lastIndexOf('@') + 1).toLowerCase()
  const own = internalDomains.length > 0 ? internalDomains : domain === '' ? [] : [domain]
  const knowledge = plainKnowledge({ now: Date.now(), internalDomains: own })
  const assessment = assess(draft, knowledge, casePolicy, await loadGuardWeights())
  const explanation = explain({ assessment, draft, knowledge, policy: casePolicy, language })
  const findings = assessment.findings.map((finding) => ({
    type: finding.type, value: textOf(draft, finding), part: finding.part, start: finding.start, end: finding.end,
      ...whereOf(draft, finding) }))
  const files = draft.attachments.map(fileOf)
  return {
    isSecure: assessment.secure,
    answer: {
      file, secure: assessment.secure, level: assessment.level, reasons: assessment.reasons.map(({ reason }) => reason),
      warn: [...new Set(explanation.warnings.map(({ warning }) => warning.id))], findings, attachments: files,
    },
    lines: [
      `${assessment.secure ? 'SECURE' : 'ordinary'}  ${explanation.level}  ${explanation.heading}`,
      ...explanation.reasons.map(({ reason, sentence, ground }) => `  ${reason}: ${sentence} (${ground})`),
      ...explanation.doubts.map(({ reason, heading, sentence }) => `  ${reason}?: ${heading} ${sentence}`),
      ...explanation.warnings.map(({ warning, heading, sentence }) => `  ${warning.id}: ${heading} ${sentence}`),
      ...findingLines(assessment, draft, language), ...draft.attachments.map(fileLine),
    ],
  }
}

async function draftOfFile(file: string): Promise<Draft> {
  const raw = bytesOf(file)
  const message = parseMessage(raw)
  const from = addressesOf(message.from)[0] ?? ''
  const folder = mkdtempSync(join(tmpdir(), 'zegel-scan-'))
  const extractor = createExtractor({ cacheFolder: folder, log: silentLog })
  try {
    const rcptTo = [...new Set([...message.to, ...message.cc, ...message.bcc].flatMap((group) => addressesOf([group])))]
    return await draftOf({ message, raw, rcptTo, from: splitName(from).address, extract: extractor.extract })
  } finally {
    extractor.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

function bytesOf(file: string): Uint8Array {
  try {
    if (statSync(file).size > SCANNED_BYTES_MAX) throw new Refusal('too-large', `${file} is larger than ${SCANNED_BYTES_MAX / MiB} MiB`)
    return new Uint8Array(readFileSync(file))
  } catch (error) {
    if (error instanceof Refusal) throw error
    throw new Refusal('no-file', `${file} cannot be read`, { cause: error })
  }
}

/** Findings that are shown to a person; `--json` gives all. */
const FINDING_LINES_MAX = 40

function findingLines({ findings }: Assessment, draft: Draft, language: ScreenLanguage): string[] {
  const lines = findings.slice(0, FINDING_LINES_MAX).map((finding) => {
    const { file, place } = whereOf(draft, finding)
    const where = [finding.part, ...file === undefined ? [] : [texts[language].files.inFile(file, place === undefined ? '' : texts[language].files.place(place))]].join(', ')
    return `    ${findingTitle(finding, language)}: ${textOf(draft, finding)} (${where})`
  })
  return findings.length > FINDING_LINES_MAX ? [...lines, `    ... ${findings.length - FINDING_LINES_MAX}`] : lines
}

function textOf(draft: Draft, { part, attachment, start, end }: Finding): string {
  const file = draft.attachments.find(({ id }) => id === attachment)
  const text = part === 'subject' ? draft.subject : part === 'body' ? draft.body : part === 'attachment-name' ? file?.name : file?.text
  return (text ?? '').slice(start, end)
}

/** The file that a finding is in, and the last place of it that begins before the finding. */
function whereOf(draft: Draft, { attachment, part, start }: Finding): { readonly file?: string, readonly place?: Omit<AttachmentPlace, 'offset'> } {
  const file = draft.attachments.find(({ id }) => id === attachment)
  if (file === undefined) return {}
  const place = part === 'attachment-text' ? file.places?.findLast(({ offset }) => offset <= start) : undefined
  return { file: file.name, ...place === undefined ? {} : { place: { kind: place.kind, label: place.label } } }
}

function fileOf({ name, sizeBytes, text, unread, notes = [] }: DraftAttachment): unknown {
  return { name, sizeBytes, characters: text?.length ?? 0, ...unread === undefined ? {} : { unread }, notes }
}

function fileLine({ name, sizeBytes, text, unread, notes = [] }: DraftAttachment): string {
  const what = [`${sizeBytes} bytes`, `${text?.length ?? 0} characters`, ...unread === undefined ? [] : [`unread: ${unread}`], ...notes]
  return `  [${name === '' ? '?' : name}] ${what.join(', ')}`
}
