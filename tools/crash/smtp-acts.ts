/** Mail that comes in, and mail that is handed in. */
import { SmtpConversation } from '../../test/wire.ts'
import { message, type Addressee, type Who } from './marks.ts'
import type { Stage } from './stage.ts'

const OUTSIDE = 'tom@fysio.example'

async function taken(conversation: SmtpConversation, to: string, raw: string, from = OUTSIDE): Promise<void> {
  const { code, text } = await conversation.send(from, [to], raw)
  if (code !== 250) throw new Error(`mail for ${to} was not taken: ${text}`)
}

export async function handIn(stage: Stage, who: Who, prefix: string, messages: number): Promise<void> {
  const conversation = await stage.unlessKilled(SmtpConversation.open(stage.service.ports['smtp'] ?? 0))
  const { address } = stage.people[who]
  for (let number = 0; number < messages; number++) {
    const id = `${prefix}-${number}`
    const raw = stage.made(id, OUTSIDE, address)
    await stage.ask(id, { do: 'put', who, box: 'INBOX', flags: [] }, () => taken(conversation, address, raw))
  }
  conversation.close()
}

/** Mail with a file that is held back: the letter comes, the file waits for an officer. */
export async function holdBack(stage: Stage, prefix: string, messages: number): Promise<void> {
  const conversation = await stage.unlessKilled(SmtpConversation.open(stage.service.ports['smtp'] ?? 0))
  const { address } = stage.people.marieke
  for (let number = 0; number < messages; number++) {
    const id = `${prefix}-${number}`
    const plain = message({ id, from: OUTSIDE, to: address, sizeBytes: 400 })
    const [header, body] = [plain.slice(0, plain.indexOf('\r\n\r\n')), plain.slice(plain.indexOf('\r\n\r\n') + 4)]
    const raw = `${header}\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=grens\r\n\r\n--grens\r\n\r\n${body}\r\n`
      + `--grens\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename="${id}.exe"\r\n\r\n`
      + `MZ${'x'.repeat(2000 + stage.below(400_000)).replaceAll(/.{900}/g, '$&\r\n')}\r\n--grens--\r\n`
    await stage.ask(id, { do: 'put', who: 'marieke', box: 'INBOX', flags: [] }, () => taken(conversation, address, raw))
  }
  conversation.close()
}

/** Handed in on the submission port: for a colleague, or for somebody outside whose server takes it. */
export async function submit(
  stage: Stage, to: Exclude<Addressee, 'guest'>, prefix: string, messages: number,
): Promise<void> {
  const { marieke, sanne } = stage.people
  const conversation = await stage.unlessKilled(SmtpConversation.open(stage.service.ports['submission'] ?? 0))
  await stage.unlessKilled(conversation.startTls())
  await stage.unlessKilled(conversation.authenticate(marieke.address, marieke.appPassword))
  for (let number = 0; number < messages; number++) {
    const id = `${prefix}-${number}`
    const address = to === 'sanne' ? sanne.address : `piet${number}@uit.example`
    const raw = stage.made(id, marieke.address, address)
    await stage.ask(id, { do: 'submit', to }, () => taken(conversation, address, raw, marieke.address))
  }
  conversation.close()
}
