/** A guest's own copy as PDF: who, when, the text, the names of the files, and what he answered. */
import type { EmailAddress } from '../message/types.ts'
import { copyTexts } from './copy-texts.ts'
import { moment } from './mails.ts'
import type { Block } from './pdf/layout.ts'
import { writePdf } from './pdf/pdf.ts'
import type { GuestMessage } from './reading.ts'
import type { GuestLanguage } from './types.ts'

/** Characters of the message and of all answers that are written; the copy says so when there are more. */
export const PDF_TEXT_MAX = 200_000

/** The copy as bytes. */
export function copyPdf(message: GuestMessage, { language, timeZone, now }: {
  readonly language: GuestLanguage, readonly timeZone: string, readonly now: number,
}): Uint8Array {
  const words = copyTexts[language]
  const at = (ms: number): string => moment(ms, language, timeZone)
  const subject = message.subject.trim() === '' ? words.noSubject : message.subject
  const heads = [
    `${words.from}: ${people([message.from])}`, `${words.to}: ${people(message.to)}`,
    ...(message.cc.length === 0 ? [] : [`${words.cc}: ${people(message.cc)}`]), `${words.sent}: ${at(message.sentAt)}`,
  ]
  let room = PDF_TEXT_MAX
  const taken = (text: string): string => {
    const part = text.slice(0, room)
    room -= text.length
    return part
  }
  const body = paragraphs(taken(message.text))
  const answers = message.replies.flatMap(({ sentAt, text, files }): Block[] => [
    { tag: 'H2', text: words.answer(at(sentAt)) }, ...paragraphs(taken(text)),
    ...(files.length === 0 ? [] : [{ tag: 'P', text: words.answerFiles(files.map(({ name }) => name).join(', ')) } as const]),
  ])
  const files: readonly Block[] = message.attachments.length === 0 ? [] : [
    { tag: 'H2', text: words.files }, { tag: 'P', text: message.attachments.map(({ name }) => `• ${name}`).join('\n') }, { tag: 'P', text: words.filesNote },
  ]
  return writePdf({
    title: subject, language,
    blocks: [
      { tag: 'H1', text: subject }, { tag: 'P', text: heads.join('\n') },
      ...(room < 0 ? [{ tag: 'P', text: words.cut } as const] : []),
      ...(body.length === 0 ? [{ tag: 'P', text: words.empty } as const] : body),
      ...files, ...answers, { tag: 'P', text: words.origin(message.organisation, at(now)) },
    ],
    foot: words.foot, changedNote: words.changed, cutNote: words.cut,
  })
}

/** Paragraphs of a text in lines; an empty line divides. */
function paragraphs(text: string): readonly Block[] {
  return text.split(/(?:\r?\n[ \t]*){2,}/).map((one) => one.replace(/\s+$/, '')).filter((one) => one !== '').map((one) => ({ tag: 'P', text: one }))
}

function people(list: readonly EmailAddress[]): string {
  return list.map(({ name, email }) => name === null || name === '' ? email : `${name} <${email}>`).join(', ')
}
